package io.onevent.it;

import static java.time.Duration.ofMillis;
import static java.util.function.Function.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.HeldHandler;
import io.onevent.it.app.RecordHandler;
import io.onevent.it.app.StagedHandler;
import io.onevent.it.app.StepHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * Two instances that change from one mode to the other while they work; and in each mode, what stages that complete late may
 * not do, and what the operator sees. Each test brings the instances into the mode that it wants; the order saves starts.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ModesIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;

    private static final List<String> NAMES = List.of("held", "record", "staged", "step");

    private Database database;
    private Pair pair;
    private String mode = "single";

    @BeforeAll
    void deploy() {
        database = TestDatabase.newDatabase();
        // What the server of the tests does not do: then a commit can be made to wait for a standby.
        database.execute("ALTER DATABASE " + database.name() + " SET synchronous_commit = on");
        // A failed run is not repeated before the test wants it, and a crowded machine does not lose its lease at once.
        TestApp app = TestApp.on(database, "app")
                .handlers(RecordHandler.class, StepHandler.class, StagedHandler.class, HeldHandler.class)
                .config("onevent.retry.delay", "PT5M")
                .config("onevent.lease", "PT5S")
                .build();
        pair = new Pair("modes", app).with("onevent.mode", mode);
    }

    @BeforeEach
    void start_what_is_down_and_end_what_is_left() {
        pair.ensureUp();
        pair.stream().forEach(server -> server.get("resume"));
        pair.stream().forEach(server -> server.get("complete"));
        database.execute("DELETE FROM onevent_event WHERE name = 'nobody' OR due_at > now() + interval '10 s'");
        awaitIdle("what an earlier test has left is over");
        database.clear();
        pair.stream().forEach(server -> server.get("hold-stages"));
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    @Test
    @Order(1)
    void in_mode_single_the_status_tells_what_waits_runs_and_is_dead_and_who_leads() {
        bringInto("single");
        Server server = first();
        publishOneThatDiesAndSomeThatStay(server);

        await("both see the same").atMost(ALLOWANCE).untilAsserted(() -> assertThat(pair.stream())
                .allSatisfy(each -> assertThat(each.status("name "))
                        .contains(
                                "name held waiting 0 running 2 dead 1 unhandled 0",
                                "name record waiting 3 running 0 dead 0 unhandled 0",
                                "name nobody waiting 4 running 0 dead 0 unhandled 4",
                                "name staged waiting 0 running 0 dead 0 unhandled 0")));
        List<String> instances = server.status("instance ");
        assertThat(instances).hasSize(2).anyMatch(line -> line.contains(" running 2 "));
        assertThat(instances.stream().flatMap(ModesIT::led))
                .as("every name has one leader")
                .containsExactlyInAnyOrderElementsOf(NAMES);
    }

    @Test
    @Order(1)
    void in_mode_single_a_pause_holds_what_has_not_started_on_both_instances() {
        bringInto("single");
        a_pause_holds_what_has_not_started_on_both_instances();
    }

    @Test
    @Order(2)
    void in_mode_single_what_a_stalled_instance_completes_late_changes_nothing() {
        bringInto("single");
        what_a_stalled_instance_completes_late_changes_nothing();
    }

    @Test
    @Order(3)
    void a_rolling_switch_from_single_to_all_loses_nothing_repeats_nothing_and_keeps_the_order() {
        bringInto("single");
        a_rolling_switch_loses_nothing_repeats_nothing_and_keeps_the_order("all");

        assertThat(first().status("instance ")).allMatch(ModesIT::leadsNothing);
    }

    @Test
    @Order(4)
    void in_mode_all_a_pause_holds_what_has_not_started_on_both_instances() {
        bringInto("all");
        a_pause_holds_what_has_not_started_on_both_instances();
    }

    @Test
    @Order(4)
    void in_mode_all_the_status_names_no_leads() {
        bringInto("all");
        publishOneThatDiesAndSomeThatStay(first());

        await("both see the same").atMost(ALLOWANCE).untilAsserted(() -> assertThat(pair.stream())
                .allSatisfy(each -> assertThat(each.status("name "))
                        .contains(
                                "name held waiting 0 running 2 dead 1 unhandled 0",
                                "name record waiting 3 running 0 dead 0 unhandled 0",
                                "name nobody waiting 4 running 0 dead 0 unhandled 4")));
        assertThat(first().status("instance ")).hasSize(2).allMatch(ModesIT::leadsNothing);
    }

    /** A commit that waits for a standby is done on this server, whatever the client is told. */
    @Test
    @Order(4)
    void in_mode_all_what_was_claimed_by_a_commit_that_seems_to_have_failed_is_handled() {
        bringInto("all");
        letCommitsWait(true);
        try {
            database.execute(
                    "SET synchronous_commit = off; INSERT INTO onevent_event (id, create_date, name, seq, due_at)"
                            + " SELECT gen_random_uuid(), now(), 'record', nextval('onevent_event_seq'), now()"
                            + " FROM generate_series(1, 20)");
            await("a claim is among the commits that are cut").atMost(ALLOWANCE).until(this::cutCommits);
        } finally {
            letCommitsWait(false);
        }
        // A run that was given a connection that is cut has failed, and its retry is long in coming.
        await("no run waits for its retry").atMost(ALLOWANCE).until(() -> {
            database.execute("UPDATE onevent_event SET due_at = now() WHERE retry > 0 AND holder IS NULL");
            return database.waiting() == 0;
        });
        awaitIdle("what was claimed is handled");

        assertThat(database.effects("record")).isEqualTo(20);
        assertThat(database.repeated()).isEmpty();
        assertThat(database.dead()).isZero();
    }

    private void letCommitsWait(boolean wait) {
        database.execute("ALTER SYSTEM SET synchronous_standby_names = '" + (wait ? "nobody" : "") + "'");
        database.queryOne("SELECT pg_reload_conf()");
    }

    /** Cuts the connections whose commits wait; true if one of them is a claim's. */
    private boolean cutCommits() {
        List<String> cut = database.queryAll("SELECT pg_terminate_backend(a.pid), EXISTS (SELECT 1 FROM pg_locks l"
                + " WHERE l.pid = a.pid AND l.relation = 'onevent_event'::regclass AND l.mode = 'RowExclusiveLock')"
                + " FROM pg_stat_activity a WHERE a.datname = current_database() AND a.wait_event = 'SyncRep'");
        return cut.contains("t t");
    }

    /** As after a failover to a standby that lagged behind. */
    @Test
    @Order(4)
    void in_mode_all_an_event_whose_end_the_database_has_lost_is_handled_again() {
        bringInto("all");
        first().get("publish?name=held&payload=done+done");
        awaitHeld(1);
        database.execute("CREATE TABLE before_the_end AS SELECT * FROM onevent_event");
        completeAll();
        awaitIdle("it is handled");
        database.execute("INSERT INTO onevent_event SELECT * FROM before_the_end");
        awaitHeld(1);
        completeAll();
        awaitIdle("it is handled again");

        assertThat(runs()).isEqualTo(2);
        assertThat(pair.stream().flatMap(server -> server.logEntries("ONEVENT-323: 1 ").stream()))
                .hasSize(1);
    }

    @Test
    @Order(5)
    void in_mode_all_what_a_stalled_instance_completes_late_changes_nothing() {
        bringInto("all");
        what_a_stalled_instance_completes_late_changes_nothing();
    }

    @Test
    @Order(6)
    void a_rolling_switch_from_all_to_single_loses_nothing_repeats_nothing_and_keeps_the_order() {
        bringInto("all");
        a_rolling_switch_loses_nothing_repeats_nothing_and_keeps_the_order("single");
    }

    private void publishOneThatDiesAndSomeThatStay(Server server) {
        server.get("publish?name=held&payload=rejects+done");
        awaitHeld(1);
        completeAll();
        await("it is dead").atMost(ALLOWANCE).until(() -> database.dead() == 1);
        server.get("publish?name=held&payload=done+done&count=2");
        server.get("publish?name=record&delay=PT1H&count=3");
        server.get("publish?name=nobody&count=4");
        awaitHeld(2);
    }

    private void a_pause_holds_what_has_not_started_on_both_instances() {
        Server server = first();
        Server other = pair.other(server);
        server.get("publish?name=held&payload=done+done");
        awaitHeld(1);
        Map<Server, Integer> saidBefore = pair.stream().collect(Collectors.toMap(identity(), this::timesPaused));
        server.get("pause");
        await("both have obeyed").atMost(ALLOWANCE).until(() -> pair.stream()
                .allMatch(each -> timesPaused(each) > saidBefore.get(each)));

        pair.stream().forEach(each -> each.get("publish?name=record&count=20"));
        completeAll();
        await("what runs goes on to its end")
                .atMost(ALLOWANCE)
                .until(() -> database.queryLong("SELECT count(*) FROM onevent_event WHERE name = 'held'") == 0);
        await("more than two looks at the table")
                .during(ofMillis(2500))
                .atMost(ALLOWANCE)
                .until(database::waiting, waiting -> waiting == 40);
        await("the status says so").atMost(ALLOWANCE).untilAsserted(() -> assertThat(pair.stream())
                .allSatisfy(each -> assertThat(each.status(""))
                        .contains("paused true", "name record waiting 40 running 0 dead 0 unhandled 0")));
        other.get("resume");
        awaitIdle("the queue goes on");

        assertThat(database.effects("record")).isEqualTo(40);
        assertThat(database.repeated()).isEmpty();
    }

    private int timesPaused(Server server) {
        return server.logEntries("ONEVENT-318", "is paused").size();
    }

    /**
     * The successor ends some of the events and fails others; the last one is still open there when the stalled instance wakes
     * up and completes all of its own stages in every way.
     */
    private void what_a_stalled_instance_completes_late_changes_nothing() {
        List<String> ids = new ArrayList<>();
        Server stalled = holderOfAll(ids);
        Server successor = pair.other(stalled);
        successor.get("hold-no-stages");
        stalled.pause();
        try {
            await("the successor has run all that the stalled one had taken, and holds the last")
                    .atMost(ALLOWANCE)
                    .until(() -> held(successor) == 1 && runs() == 2 * ids.size() && failedOnce() == 4);
        } finally {
            stalled.resume();
        }
        List<String> before = rows();
        assertThat(before).as("four in retry, one that runs").hasSize(5);

        assertThat(stalled.get("complete")).isEqualTo(String.valueOf(ids.size()));
        await("the stalled one has met with it that its runs count for nothing")
                .atMost(ALLOWANCE)
                .until(() -> ids.stream()
                        .allMatch(id -> !stalled.logEntries("ONEVENT-405", id).isEmpty()));
        assertThat(rows()).as("what the successor left or holds").isEqualTo(before);
        assertThat(database.dead()).isZero();

        successor.get("complete");
        await("what it held is ended").atMost(ALLOWANCE).until(() -> database.waiting() == 4);
        database.execute("UPDATE onevent_event SET due_at = now()");
        awaitIdle("what had failed is repeated");
        assertThat(database.queryLong("SELECT count(*) FROM run WHERE retry = 1"))
                .isEqualTo(4);
        assertThat(runs()).as("all starts").isEqualTo(2L * ids.size() + 4);
        assertThat(database.dead()).isZero();
    }

    /** Publishes until one server holds all; in mode all the other one sometimes takes some. */
    private Server holderOfAll(List<String> ids) {
        for (int attempt = 0; attempt < 10; attempt++) {
            ids.clear();
            for (String late : List.of("done", "fails", "rejects", "postpones")) {
                ids.add(first().get("publish?name=held&payload=" + late + "+done"));
                ids.add(first().get("publish?name=held&payload=" + late + "+fails"));
            }
            ids.add(first().get("publish?name=held&payload=done+stays"));
            awaitHeld(ids.size());
            var holder =
                    pair.stream().filter(server -> held(server) == ids.size()).findAny();
            if (holder.isPresent()) {
                return holder.get();
            }
            completeAll();
            await("they are over")
                    .atMost(ALLOWANCE)
                    .until(() -> database.queryLong(
                                    "SELECT count(*) FROM onevent_event WHERE started = 0 OR due_at <= now()")
                            == 0);
            database.clear();
        }
        throw new AssertionError("both took some of nine events, ten times");
    }

    private void a_rolling_switch_loses_nothing_repeats_nothing_and_keeps_the_order(String to) {
        Set<String> recorded = ConcurrentHashMap.newKeySet();
        Set<String> staged = ConcurrentHashMap.newKeySet();
        Map<String, Queue<String>> grouped = new ConcurrentHashMap<>();
        AtomicInteger turn = new AtomicInteger();
        List<String> idsBefore = instanceIds();
        Load load = new Load(first(), ofMillis(100), server -> {
            recorded.addAll(ids(server.get("publish?name=record&payload=PT0.01S&count=5")));
            staged.addAll(ids(server.get("publish?name=staged&payload=PT0.3S&count=3")));
            String group = "g" + turn.getAndIncrement() % 3;
            Queue<String> inOrder = grouped.computeIfAbsent(group, first -> new ConcurrentLinkedQueue<>());
            inOrder.addAll(ids(server.get("publish?name=step&count=2&group=" + group)));
            inOrder.addAll(ids(server.get("publish?name=staged&payload=PT0.02S&group=" + group)));
        });
        try {
            for (Server server : pair.stream().toList()) {
                awaitSomeMoreEffects();
                load.through(pair.other(server));
                server.stop();
                server.with("onevent.mode", to).start().awaitReady();
                mode = to;
            }
            awaitSomeMoreEffects();
            load.end();
        } finally {
            load.abort();
        }
        awaitIdle("all that was published is handled");

        assertThat(database.dead()).isZero();
        assertThat(database.repeated()).isEmpty();
        assertThat(database.queryAll("SELECT event_id FROM ledger WHERE name = 'record'"))
                .containsExactlyInAnyOrderElementsOf(recorded);
        assertThat(database.overlapping()).as("two runs of an event at once").isEmpty();
        assertThat(database.overlappingInGroups())
                .as("two events of a group at once")
                .isEmpty();
        List<String> runs = database.queryAll("SELECT event_id FROM run ORDER BY id");
        grouped.forEach((group, inOrder) -> assertThat(runs.stream().filter(Set.copyOf(inOrder)::contains))
                .as("the runs of group " + group)
                .containsExactlyElementsOf(inOrder));
        assertThat(runs.stream().filter(staged::contains))
                .as("the runs of stages without a group")
                .containsExactlyInAnyOrderElementsOf(staged);
        assertThat(instanceIds()).as("instances that are new").doesNotContainAnyElementsOf(idsBefore);
        System.out.println("Switched to " + to + " under " + recorded.size() + " + " + runs.size() + " events");
    }

    private void awaitSomeMoreEffects() {
        long some = database.effects("record") + 100;
        await("the queue is at work").atMost(ALLOWANCE).until(() -> database.effects("record") > some);
    }

    /** Restarts the servers that run in another mode. */
    private void bringInto(String wanted) {
        if (!mode.equals(wanted)) {
            pair.stop();
            pair.with("onevent.mode", wanted).ensureUp();
            mode = wanted;
        }
        await("both are entered").atMost(ALLOWANCE).until(() -> instanceIds().size() == 2);
    }

    private Server first() {
        return pair.stream().findFirst().orElseThrow();
    }

    private List<String> instanceIds() {
        return database.queryAll("SELECT id FROM onevent_instance ORDER BY 1");
    }

    private static Stream<String> led(String statusOfInstance) {
        String names = statusOfInstance.substring(statusOfInstance.indexOf('[') + 1, statusOfInstance.indexOf(']'));
        return Stream.of(names.split(", ")).filter(name -> !name.isEmpty());
    }

    private static boolean leadsNothing(String statusOfInstance) {
        return led(statusOfInstance).findAny().isEmpty();
    }

    private static List<String> ids(String answer) {
        return answer.lines().toList();
    }

    private static int held(Server server) {
        return Integer.parseInt(server.get("held-stages"));
    }

    private void awaitHeld(int count) {
        await("stages are open")
                .atMost(ALLOWANCE)
                .until(() -> pair.stream().mapToInt(ModesIT::held).sum() == count);
    }

    private void completeAll() {
        pair.stream().forEach(server -> server.get("complete"));
    }

    private long runs() {
        return database.queryLong("SELECT count(*) FROM run");
    }

    private long failedOnce() {
        return database.queryLong("SELECT count(*) FROM onevent_event WHERE retry = 1 AND holder IS NULL");
    }

    private List<String> rows() {
        return database.queryAll("SELECT * FROM onevent_event ORDER BY id");
    }

    private void awaitIdle(String reason) {
        pair.awaitIdle(database, reason, ALLOWANCE);
    }
}
