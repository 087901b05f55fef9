package io.onevent.it;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.CappedHandler;
import io.onevent.it.app.GatedHandler;
import io.onevent.it.app.HeldHandler;
import io.onevent.it.app.NoopHandler;
import io.onevent.it.app.RecordHandler;
import io.onevent.it.app.StagedHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What is to start in time does, and what does not is dead, in either mode. The two instances are in different time zones;
 * {@link ClocksIT} has them on different clocks. The order saves starts.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InTimeIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;

    /** Threads, and stages in flight. */
    private static final int BUDGET = 8;

    private static final int MOST_OF_ONE_NAME = BUDGET * 3 / 4;

    private static final int CAP = 2;
    private static final int STAGED_CAP = 3;

    /** Of the application that has one handler only. */
    private static final int BUSY_THREADS = 2;

    private Database database;
    private Database busyDatabase;
    private TestApp busy;
    private Pair pair;
    private String mode = "single";

    @BeforeAll
    void deploy() {
        database = TestDatabase.newDatabase();
        TestApp app = timed(TestApp.on(database, "app"))
                .handlers(GatedHandler.class, HeldHandler.class, NoopHandler.class, RecordHandler.class)
                .handlers(CappedHandler.class, StagedHandler.class)
                .config("onevent.threads", String.valueOf(BUDGET))
                .config("onevent.async.max-in-flight", String.valueOf(BUDGET))
                .config("onevent.event.capped.max-concurrency", String.valueOf(CAP))
                .config("onevent.event.staged.max-concurrency", String.valueOf(STAGED_CAP))
                .build();
        busyDatabase = TestDatabase.newDatabase();
        busyDatabase.execute("CREATE TABLE published (id uuid, arrived timestamptz NOT NULL, expires timestamptz)");
        busyDatabase.execute("CREATE FUNCTION note_published() RETURNS trigger LANGUAGE plpgsql AS "
                + "'BEGIN INSERT INTO published VALUES (NEW.id, NEW.create_date, NEW.expired_at); RETURN NEW; END'");
        busyDatabase.execute("CREATE TRIGGER note_published AFTER INSERT ON onevent_event "
                + "FOR EACH ROW EXECUTE FUNCTION note_published()");
        busy = timed(TestApp.on(busyDatabase, "busy"))
                .handlers(RecordHandler.class)
                .config("onevent.threads", String.valueOf(BUSY_THREADS))
                .build();
        pair = new Pair("in-time", app, busy).with("onevent.mode", mode);
        pair.other(first()).with("user.timezone", "Pacific/Chatham");
    }

    /** A handler may be held for long, and a crowded machine does not lose its lease at once. */
    private static TestApp.Builder timed(TestApp.Builder app) {
        return app.config("onevent.handler-timeout", "PT5M").config("onevent.lease", "PT5S");
    }

    @BeforeEach
    void start_what_is_down_and_end_what_is_left() {
        pair.ensureUp();
        pair.resume();
        release();
        awaitIdle("what an earlier test has left is over");
        pair.awaitIdle(busyDatabase, "what an earlier test has left is over", ALLOWANCE);
        database.clear();
        hold();
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    @Test
    @Order(1)
    void in_mode_single_a_name_whose_handlers_do_not_return_makes_no_other_late() {
        bringInto("single");
        a_name_that_does_not_end_makes_no_other_late("gated");
    }

    @Test
    @Order(1)
    void in_mode_single_a_name_whose_stages_do_not_complete_makes_no_other_late() {
        bringInto("single");
        a_name_that_does_not_end_makes_no_other_late("held");
    }

    @Test
    @Order(1)
    void in_mode_single_what_starts_just_before_its_expiry_is_processed_long_after_it() {
        bringInto("single");
        what_starts_just_before_its_expiry_is_processed_long_after_it();
    }

    @Test
    @Order(1)
    void in_mode_single_exactly_what_has_expired_dies() {
        bringInto("single");
        exactly_what_has_expired_dies();
    }

    @Test
    @Order(1)
    void in_mode_single_no_more_of_a_name_run_at_once_than_may() {
        bringInto("single");
        no_more_of_a_name_run_at_once_than_may();
    }

    @Test
    @Order(1)
    void in_mode_single_an_overload_delays_what_can_wait() {
        bringInto("single");
        an_overload_delays_what_can_wait();
    }

    @Test
    @Order(2)
    void in_mode_all_a_name_whose_handlers_do_not_return_makes_no_other_late() {
        bringInto("all");
        a_name_that_does_not_end_makes_no_other_late("gated");
    }

    @Test
    @Order(2)
    void in_mode_all_a_name_whose_stages_do_not_complete_makes_no_other_late() {
        bringInto("all");
        a_name_that_does_not_end_makes_no_other_late("held");
    }

    @Test
    @Order(2)
    void in_mode_all_what_starts_just_before_its_expiry_is_processed_long_after_it() {
        bringInto("all");
        what_starts_just_before_its_expiry_is_processed_long_after_it();
    }

    @Test
    @Order(2)
    void in_mode_all_exactly_what_has_expired_dies() {
        bringInto("all");
        exactly_what_has_expired_dies();
    }

    @Test
    @Order(2)
    void in_mode_all_no_more_of_a_name_run_at_once_than_may() {
        bringInto("all");
        no_more_of_a_name_run_at_once_than_may();
    }

    @Test
    @Order(2)
    void in_mode_all_an_overload_delays_what_can_wait() {
        bringInto("all");
        an_overload_delays_what_can_wait();
    }

    private void a_name_that_does_not_end_makes_no_other_late(String slow) {
        first().get("publish?payload=done+done&count=100&name=" + slow);
        awaitRunning(slow, MOST_OF_ONE_NAME * atWork(), 100);
        first().get("publish?name=noop&count=200&expiresAfter=PT10S");
        first().get("publish?name=noop-stage&count=200&expiresAfter=PT10S");
        await("only the slow ones are left").atMost(ALLOWANCE).until(() -> database.waiting() <= 100);

        assertThat(database.dead()).isZero();
        assertThat(waiting(slow)).as("not one slow one has ended").isEqualTo(100);
        release();
        awaitIdle("the slow ones are not lost");
        assertThat(database.dead()).isZero();
    }

    private void what_starts_just_before_its_expiry_is_processed_long_after_it() {
        startJustBeforeExpiry();
        await("more than two looks at what has expired, after their expiry")
                .atMost(ALLOWANCE)
                .until(() -> database.queryLong(
                                "SELECT count(*) FROM onevent_event WHERE expired_at < now() - interval '3 s'")
                        == 2);
        release();
        awaitIdle("both have ended");

        assertThat(database.dead()).isZero();
        assertThat(database.effects("gated")).isEqualTo(1);
        assertThat(database.queryAll("SELECT name FROM run")).containsExactly("held");
    }

    /** Half a second before; again where the machine was too slow for that. */
    private void startJustBeforeExpiry() {
        for (int attempt = 0; attempt < 10; attempt++) {
            pair.pause();
            first().get("publish?name=gated&expiresAfter=PT2S");
            first().get("publish?name=held&payload=done+done&expiresAfter=PT2S");
            awaitExpiryWithin("0.5 s");
            pair.resume();
            await("each is either started or dead")
                    .atMost(ALLOWANCE)
                    .until(() -> runs("gated") + runs("held") + database.dead() == 2);
            if (database.dead() == 0) {
                return;
            }
            release();
            awaitIdle("the one that was in time is over");
            database.clear();
            hold();
        }
        throw new AssertionError("half a second was not enough to start two events, ten times");
    }

    private void exactly_what_has_expired_dies() {
        List<String> live = new ArrayList<>();
        List<String> expired = new ArrayList<>();
        pair.pause();
        for (Server server : pair.stream().toList()) {
            for (int transaction = 0; transaction < 3; transaction++) {
                live.addAll(ids(server.get("publish?name=record&count=250")));
                expired.addAll(ids(server.get("publish?name=record&count=500&expiresAfter=PT1S")));
                live.addAll(ids(server.get("publish?name=record&count=250&expiresAfter=PT1H")));
            }
        }
        awaitExpiryWithin("0 s");
        pair.resume();
        awaitIdle("all are processed or dead");

        assertThat(database.queryAll("SELECT id, reason FROM onevent_dead_event"))
                .containsExactlyInAnyOrderElementsOf(
                        expired.stream().map(id -> id + " EXPIRED").toList());
        assertThat(database.queryAll("SELECT event_id FROM ledger")).containsExactlyInAnyOrderElementsOf(live);
    }

    private void no_more_of_a_name_run_at_once_than_may() {
        first().get("publish?name=capped&count=30");
        first().get("publish?name=staged&payload=PT0.2S&count=60");
        awaitRunning("capped", CAP * atWork(), 30);
        first().get("publish?name=record&count=100");
        await("another name goes on").atMost(ALLOWANCE).until(() -> database.effects("record") == 100);
        assertThat(runs("capped")).isEqualTo(CAP * atWork());
        release();
        awaitIdle("all have ended");

        assertThat(mostAtOnce("capped")).isEqualTo(CAP);
        assertThat(mostAtOnce("staged")).isEqualTo(STAGED_CAP);
        assertThat(database.queryAll("SELECT name, count(*) FROM run GROUP BY name ORDER BY name"))
                .containsExactly("capped 30", "staged 60");
        assertThat(database.dead()).isZero();
    }

    /** The most runs of this name that one instance had begun and not ended. */
    private long mostAtOnce(String name) {
        return database.queryLong("SELECT max(at_once) FROM (SELECT (SELECT count(*) FROM run b"
                + " WHERE b.name = a.name AND b.instance = a.instance AND b.started <= a.started AND b.ended > a.started)"
                + " AS at_once FROM run a WHERE a.name = '" + name + "') r");
    }

    /**
     * In each half second comes what takes a second to handle. Three fifths of it expire: for a while they fit in alone, but
     * taken as it came, half of them would be too late.
     */
    private void an_overload_delays_what_can_wait() {
        List<Server> publishers = publishersOfOverload();
        AtomicInteger rounds = new AtomicInteger();
        Load load = new Load(first(), ofMillis(500), through -> {
            publishers.forEach(this::publishOneSecondOfWork);
            rounds.incrementAndGet();
        });
        try {
            await("eight seconds of overload").atMost(ALLOWANCE).until(() -> rounds.get() >= 16);
            load.end();
        } finally {
            load.abort();
        }
        pair.awaitIdle(busyDatabase, "all are processed or dead", ALLOWANCE);

        List<IdealQueue.Event> dated = dated();
        int atOnce = BUSY_THREADS * atWork();
        double secondsPerRun = secondsPerRun(atOnce);
        long possible = IdealQueue.startedInTime(dated, atOnce, secondsPerRun);
        // A handler's row is a moment later than its start.
        long inTime = busyDatabase.queryLong("SELECT count(*) FROM ledger JOIN published ON id = event_id"
                + " WHERE at < expires + interval '0.25 s'");
        System.out.printf(
                "In mode %s %d of %d were in time, %d could have been at %.0f ms per run%n",
                mode, inTime, dated.size(), possible, 1000 * secondsPerRun);
        assertThat(inTime).as("nine tenths of " + possible).isGreaterThanOrEqualTo(possible * 9 / 10);
        assertThat(busyDatabase.dead())
                .as("what was not started")
                .isEqualTo(dated.size() - startedOf("expires IS NOT NULL"));
        String lateInOverload = "at BETWEEN (SELECT avg(extract(epoch FROM arrived)) FROM published)"
                + " AND (SELECT max(extract(epoch FROM arrived)) FROM published)";
        assertThat(startedOf(lateInOverload + " AND expires IS NULL"))
                .as("undated ones among those started in the second half of the overload")
                .isGreaterThanOrEqualTo(startedOf(lateInOverload) / 32);
    }

    /** Those that see at once what they have published. */
    private List<Server> publishersOfOverload() {
        first().get(busy, "publish?name=record&payload=PT0.05S&count=40");
        pair.awaitIdle(busyDatabase, "what a run takes is known", ALLOWANCE);
        List<Server> publishers = mode.equals("single")
                ? List.of(pair.of(busyDatabase.instances("record").get(0)))
                : pair.stream().toList();
        busyDatabase.clear();
        busyDatabase.execute("TRUNCATE published");
        return publishers;
    }

    private void publishOneSecondOfWork(Server server) {
        server.get(busy, "publish?name=record&payload=PT0.05S&count=16");
        for (int seconds : List.of(8, 4, 2, 1)) {
            server.get(busy, "publish?name=record&payload=PT0.05S&count=6&expiresAfter=PT" + seconds + "S");
        }
    }

    private List<IdealQueue.Event> dated() {
        return busyDatabase
                .queryAll("SELECT extract(epoch FROM arrived), extract(epoch FROM expires) FROM published"
                        + " WHERE expires IS NOT NULL")
                .stream()
                .map(row -> row.split(" "))
                .map(row -> new IdealQueue.Event(Double.parseDouble(row[0]), Double.parseDouble(row[1])))
                .toList();
    }

    /** What a run really took, with all that a crowded machine adds to it: no thread was ever without one. */
    private double secondsPerRun(int atOnce) {
        return atOnce
                * Double.parseDouble(busyDatabase.queryOne(
                        "SELECT extract(epoch FROM max(at) - min(at)) / (count(*) - " + atOnce + ") FROM ledger"));
    }

    private long startedOf(String condition) {
        return busyDatabase.queryLong("SELECT count(*) FROM (SELECT extract(epoch FROM at) AS at, expires"
                + " FROM ledger JOIN published ON id = event_id) s WHERE " + condition);
    }

    /** Restarts the servers if they run in another mode. */
    private void bringInto(String wanted) {
        if (!mode.equals(wanted)) {
            pair.stop();
            pair.with("onevent.mode", wanted).ensureUp();
            mode = wanted;
        }
        await("both are entered").atMost(ALLOWANCE).until(() -> List.of(database, busyDatabase).stream()
                .allMatch(each -> each.queryLong("SELECT count(*) FROM onevent_instance") == 2));
    }

    private Server first() {
        return pair.stream().findFirst().orElseThrow();
    }

    /** How many instances handle the events of a name. */
    private int atWork() {
        return mode.equals("single") ? 1 : 2;
    }

    /** Lets handlers end. */
    private void release() {
        pair.stream().forEach(server -> List.of("open-gate", "hold-no-stages", "complete")
                .forEach(server::get));
    }

    /** Lets no handler end that waits for the test. */
    private void hold() {
        pair.stream()
                .forEach(server -> List.of("shut-gate", "hold-stages", "forget").forEach(server::get));
    }

    private void awaitExpiryWithin(String interval) {
        await("all that expires soon does so within " + interval)
                .atMost(ALLOWANCE)
                .pollInterval(ofMillis(20))
                .until(() -> database.queryLong("SELECT count(*) FROM onevent_event WHERE expired_at BETWEEN"
                                + " now() + interval '" + interval + "' AND now() + interval '1 min'")
                        == 0);
    }

    private void awaitRunning(String name, int running, int ofAll) {
        String line = "name " + name + " waiting " + (ofAll - running) + " running " + running + " dead 0 unhandled 0";
        await(line).atMost(ALLOWANCE).until(() -> first().get("status").lines().anyMatch(line::equals));
    }

    /** Runs of this name that have begun, by the book of its handler. */
    private long runs(String name) {
        return name.equals("gated")
                ? pair.stream()
                        .flatMap(server -> server.get("written").lines())
                        .filter(line -> line.endsWith(" gated"))
                        .count()
                : database.queryLong("SELECT count(*) FROM run WHERE name = '" + name + "'");
    }

    private long waiting(String name) {
        return database.queryLong("SELECT count(*) FROM onevent_event WHERE name = '" + name + "'");
    }

    private static List<String> ids(String answer) {
        return answer.lines().toList();
    }

    private void awaitIdle(String reason) {
        pair.awaitIdle(database, reason, ALLOWANCE);
    }
}
