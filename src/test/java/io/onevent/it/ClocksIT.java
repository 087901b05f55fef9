package io.onevent.it;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onevent.it.app.RecordHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
 * Two instances whose clocks are an hour apart, one half an hour behind the database's clock and one half an hour ahead of it.
 * Skipped on a machine without {@link FakeTime}. The test's own clock is the database's.
 */
@Tag("cluster")
@Tag("clocks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClocksIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;

    private Database database;
    private Pair pair;
    private Server behind;
    private Server ahead;

    @BeforeAll
    void deploy() {
        assumeTrue(
                FakeTime.library().isPresent(),
                "there is no libfaketime.so.1 (Debian and Fedora: package libfaketime)");
        database = TestDatabase.newDatabase();
        TestApp app = TestApp.on(database, "app")
                .handlers(RecordHandler.class)
                .config("onevent.lease", "PT5S")
                .build();
        pair = new Pair("clocks", app);
        behind = pair.stream().findFirst().orElseThrow().in(FakeTime.shiftedBy("-30m"));
        ahead = pair.other(behind).in(FakeTime.shiftedBy("+30m"));
    }

    @BeforeEach
    void end_what_is_left() {
        if (running().count() == 2) {
            pair.resume();
            awaitIdle("what an earlier test has left is over");
            database.clear();
        }
    }

    @AfterAll
    void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    @Order(1)
    void in_mode_all_expiries_and_leases_go_by_the_databases_clock() {
        runIn("all", behind, ahead);
        assertThat(clockOf(ahead)).isAfter(clockOf(behind).plus(ofMinutes(59)));

        expiries_and_leases_go_by_the_databases_clock();
    }

    @Test
    @Order(2)
    void a_time_of_expiry_is_past_when_the_databases_clock_says_so() {
        runIn("all", behind, ahead);
        assertThat(pair.stream()).allSatisfy(server -> {
            assertThat(server.request("/app/test/publish?name=record&expiresAt=" + in(ofMinutes(-10))))
                    .as("ten minutes ago, on " + server)
                    .startsWith("500 ");
            assertThat(server.request("/app/test/publish?name=record&expiresAt=" + in(ofMinutes(10))))
                    .as("in ten minutes, on " + server)
                    .startsWith("200 ");
        });
        awaitIdle("what was published is handled");

        assertThat(database.effects("record")).isEqualTo(2);
        assertThat(database.dead()).isZero();
    }

    @Test
    @Order(3)
    void in_mode_single_an_instance_that_is_behind_and_leads_goes_by_the_databases_clock() {
        runIn("single", behind, ahead);
        expiries_and_leases_go_by_the_databases_clock();
        assertThat(database.instances("record")).allMatch(instance -> pair.of(instance) == behind);
    }

    @Test
    @Order(4)
    void in_mode_single_an_instance_that_is_ahead_and_leads_goes_by_the_databases_clock() {
        runIn("single", ahead, behind);
        expiries_and_leases_go_by_the_databases_clock();
        assertThat(database.instances("record")).allMatch(instance -> pair.of(instance) == ahead);
    }

    private void expiries_and_leases_go_by_the_databases_clock() {
        List<String> instances = instances();
        List<String> live = new ArrayList<>(ids(behind.get("publish?name=record&payload=PT8S&expiresAfter=PT5M")));
        for (Server server : List.of(behind, ahead)) {
            live.addAll(ids(server.get("publish?name=record&count=20&expiresAfter=PT10M")));
            live.addAll(ids(server.get("publish?name=record&count=20&expiresAfter=PT10M&delay=PT2S")));
            live.addAll(ids(server.get("publish?name=record&count=20&expiresAt=" + in(ofMinutes(40)))));
        }
        awaitIdle("all are handled, the first by a run that is longer than a lease");
        assertThat(database.dead()).isZero();
        assertThat(database.queryAll("SELECT event_id FROM ledger")).containsExactlyInAnyOrderElementsOf(live);

        List<String> late = new ArrayList<>();
        pair.pause();
        for (Server server : List.of(behind, ahead)) {
            late.addAll(ids(server.get("publish?name=record&count=20&expiresAfter=PT2S")));
        }
        await("they are too late, and dead").atMost(ALLOWANCE).until(() -> database.waiting() == 0);
        pair.resume();
        assertThat(database.queryAll("SELECT id, reason FROM onevent_dead_event"))
                .containsExactlyInAnyOrderElementsOf(
                        late.stream().map(id -> id + " EXPIRED").toList());
        assertThat(database.queryAll("SELECT id FROM onevent_dead_event WHERE last_failure < expired_at"))
                .as("dead before their time")
                .isEmpty();
        assertThat(instances()).as("no lease is broken").isEqualTo(instances);
        assertThat(pair.stream())
                .allSatisfy(server -> assertThat(server.log()).doesNotContain("ONEVENT-304", "ONEVENT-307"));
    }

    /** Both run in this mode when this returns; in mode single the first of them leads. */
    private void runIn(String mode, Server first, Server second) {
        if (running().count() == 2 && mode.equals("all")) {
            return;
        }
        running().toList().forEach(Server::stop);
        pair.with("onevent.mode", mode);
        first.start().awaitReady();
        await("the first has entered and leads").atMost(ALLOWANCE).until(() -> isAtWork(first));
        second.start().awaitReady();
        await("the second has entered")
                .atMost(ALLOWANCE)
                .until(() -> instances().size() == 2);
        awaitIdle("the probes are handled");
        database.clear();
    }

    /** Publishes an event and sees whether it is handled. */
    private boolean isAtWork(Server server) {
        server.get("publish?name=record");
        return database.effects("record") > 0;
    }

    private Stream<Server> running() {
        return pair.stream().filter(Server::isAlive);
    }

    private List<String> instances() {
        return database.queryAll("SELECT id FROM onevent_instance ORDER BY 1");
    }

    private static Instant clockOf(Server server) {
        return Instant.parse(server.get("clock"));
    }

    private static Instant in(Duration duration) {
        return Instant.now().plus(duration);
    }

    private static List<String> ids(String answer) {
        return answer.lines().toList();
    }

    private void awaitIdle(String reason) {
        pair.awaitIdle(database, reason, ALLOWANCE);
    }
}
