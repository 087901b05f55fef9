package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.GatedHandler;
import io.onevent.it.app.RecordHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What two instances promise on one database, in either mode, whatever becomes of one of them. The kills come last: they cost
 * new starts.
 */
@Tag("cluster")
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ClusterContract {

    /** Of the test applications; see {@link TestApp}. */
    private static final Duration LEASE = ofSeconds(3);

    private static final Duration POLL_INTERVAL = ofSeconds(1);

    /** What a crowded machine may add to any wait. */
    static final Duration ALLOWANCE = ofSeconds(90);

    Database database;
    Pair pair;

    abstract TestApp.Builder withIsolation(TestApp.Builder app);

    abstract String isolation();

    /** The value of {@code onevent.mode}. */
    String mode() {
        return "single";
    }

    /** The value of {@code onevent.threads}. */
    int threads() {
        return 8;
    }

    /** How many runs of one of several names there are at most at once on an instance. */
    final int mostOfOneName() {
        return threads() * 3 / 4;
    }

    private boolean oneLeads() {
        return mode().equals("single");
    }

    @BeforeAll
    void deploy() {
        database = TestDatabase.newDatabase();
        TestApp app = withIsolation(TestApp.on(database, "app").handlers(RecordHandler.class, GatedHandler.class))
                .build();
        pair = new Pair(mode() + "-" + isolation().replace(' ', '-'), app)
                .with("onevent.mode", mode())
                .with("onevent.threads", String.valueOf(threads()));
    }

    @BeforeEach
    void start_what_is_down_and_end_what_is_left() {
        pair.ensureUp();
        pair.stream().forEach(server -> server.get("open-gate"));
        awaitIdle("what an earlier test has left is over");
        database.clear();
        pair.stream().forEach(server -> server.get("forget"));
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    @Test
    @Order(1)
    void the_handlers_run_at_the_isolation_level_of_the_data_source() {
        assertThat(pair.stream())
                .allSatisfy(server -> assertThat(server.get("isolation")).isEqualTo(isolation()));
    }

    @Test
    @Order(2)
    void a_handler_that_runs_for_three_leases_is_neither_taken_over_nor_failed() {
        Server atWork = pair.of(instanceAtWork());
        atWork.get("publish?name=record&payload=PT10S");
        atWork.get("publish?name=record&delay=PT12S");
        await("the handler runs").atMost(ALLOWANCE).until(() -> runs("record") == 2);
        // Its last sample may have seen the event before it was taken.
        await("nothing waits in the eyes of the other instance")
                .atMost(ALLOWANCE)
                .until(() -> pair.other(atWork).get("oldest?name=record").equals("null"));
        assertThat(database.effects("record"))
                .as("the handler still runs: the probe's")
                .isEqualTo(1);
        awaitIdle("the long handler has ended");

        assertThat(runs("record")).as("runs, the probe's included").isEqualTo(3);
        assertThat(database.queryAll("SELECT retry FROM ledger WHERE name = 'record'"))
                .containsExactly("0", "0", "0");
        assertThat(database.repeated()).isEmpty();
        assertThat(database.dead()).isZero();
    }

    @Test
    @Order(2)
    void a_name_that_is_stuck_leaves_threads_for_the_others() {
        pair.stream().forEach(server -> server.get("shut-gate"));
        Server server = pair.stream().findAny().orElseThrow();
        server.get("publish?name=gated&count=50");
        int most = mostOfOneName() * (oneLeads() ? 1 : 2);
        await("as many handlers as may are at the gate").atMost(ALLOWANCE).until(() -> runs("gated") >= most);
        server.get("publish?name=record&count=50");
        await("the other name is handled").atMost(ofSeconds(30)).until(() -> database.effects("record") == 50);

        assertThat(runs("gated")).as("three quarters of the threads").isEqualTo(most);
        assertThat(database.effects("gated")).isZero();
    }

    @ParameterizedTest(name = "round {0}")
    @MethodSource(Rounds.METHOD)
    @Order(3)
    void a_stalled_instance_that_wakes_up_repeats_no_effect(int round) {
        pair.stream().forEach(server -> server.get("shut-gate"));
        pair.stream().findAny().orElseThrow().get("publish?name=gated&count=200");
        await("a handler is at the gate").atMost(ALLOWANCE).until(() -> runs("gated") > 0);
        Server stalled = pair.stream()
                .filter(server -> server.get("written").contains(" gated"))
                .findAny()
                .orElseThrow();
        Server successor = pair.other(stalled);
        if (oneLeads()) {
            assertThat(successor.get("written")).as("one leader").doesNotContain(" gated");
        }

        successor.get("open-gate");
        pauseOutsideOfItsOwnTransactions(stalled);
        try {
            awaitIdle("the successor has handled what the stalled one had taken");
        } finally {
            stalled.resume();
        }
        stalled.get("open-gate");
        await("what the stalled one had begun is over").atMost(ALLOWANCE).until(() -> database.openTransactions() == 0);
        stalled.get("publish?name=record&count=50");
        awaitIdle("the queue goes on");

        assertThat(database.effects("gated")).isEqualTo(200);
        assertThat(database.effects("record")).isEqualTo(50);
        assertThat(database.repeated()).isEmpty();
        assertThat(database.dead()).isZero();
        assertThat(database.instances("gated")).allMatch(instance -> pair.of(instance) == successor);
    }

    /** While a transaction that writes its row stands still nobody can take over, until the database ends it (ONEVENT-334). */
    private void pauseOutsideOfItsOwnTransactions(Server server) {
        await("it stands still while nothing of its own locks its row")
                .atMost(ALLOWANCE)
                .until(() -> {
                    server.pause();
                    for (int look = 0; look < 20; look++) {
                        if (database.queryAll("SELECT id FROM onevent_instance FOR UPDATE SKIP LOCKED")
                                        .size()
                                == 2) {
                            return true;
                        }
                    }
                    server.resume();
                    return false;
                });
    }

    /** WildFly suspends the timers before it stops the applications. */
    @Test
    @Order(4)
    void an_instance_that_is_stopped_keeps_its_lease_while_it_waits_for_what_runs() {
        pair.stream().findAny().orElseThrow().get("publish?name=record&payload=PT9S");
        await("the handler runs").atMost(ALLOWANCE).until(() -> runs("record") == 1);
        Server stopped = pair.stream()
                .filter(server -> server.get("written").contains(" record"))
                .findAny()
                .orElseThrow();
        Server other = pair.other(stopped);
        int takeoversBefore = other.logEntries("ONEVENT-307").size();
        stopped.stop();

        assertThat(database.waiting()).isZero();
        assertThat(database.instances("record")).allMatch(instance -> pair.of(instance) == stopped);
        assertThat(database.queryAll("SELECT retry FROM ledger")).containsExactly("0");
        assertThat(other.logEntries("ONEVENT-307"))
                .as("takeovers from dead instances")
                .hasSize(takeoversBefore);
    }

    /** Payara's pool says so when two threads give back one connection: they were in one another's transactions. */
    @Test
    @Order(4)
    void no_connection_was_shared_by_two_transactions() {
        assertThat(pair.stream()).allSatisfy(server -> assertThat(server.logEntries("state.isBusy already"))
                .isEmpty());
    }

    @ParameterizedTest(name = "round {0}")
    @MethodSource(Rounds.METHOD)
    @Order(5)
    void a_killed_instance_loses_nothing_and_repeats_nothing(int round) {
        String killedInstance = instanceAtWork();
        Server killed = pair.of(killedInstance);
        Server successor = pair.other(killed);
        for (int transaction = 0; transaction < 20; transaction++) {
            successor.get("publish?name=record&payload=PT0.02S&count=100");
        }
        int moment = ThreadLocalRandom.current().nextInt(50, 800);
        await("the queue is at work")
                .atMost(ALLOWANCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> database.effects("record") > moment);
        killed.kill9();
        awaitIdle("the successor has handled the rest");

        assertThat(database.effects("record")).as("2,000 and the probe").isEqualTo(2_001);
        assertThat(database.repeated()).isEmpty();
        assertThat(database.dead()).isZero();
        assertThat(database.instances("record")).as("killed in the middle").hasSize(2);
        if (oneLeads()) {
            assertLedAgainSoonAfter(killedInstance, moment);
        }
    }

    private void assertLedAgainSoonAfter(String killedInstance, int moment) {
        Duration gap = Duration.between(
                database.queryInstant("SELECT max(at) FROM ledger WHERE instance = '" + killedInstance + "'"),
                database.queryInstant("SELECT min(at) FROM ledger WHERE instance <> '" + killedInstance + "'"));
        System.out.println("Killed after " + moment + " effects, taken over after " + gap);
        assertThat(gap)
                .as("time without a leader")
                .isPositive()
                .isLessThan(LEASE.plus(POLL_INTERVAL).plus(ofSeconds(15)));
    }

    /** Publishes an event and sees who handles it. */
    final String instanceAtWork() {
        pair.stream().findAny().orElseThrow().get("publish?name=record");
        awaitIdle("the probe is handled");
        List<String> instances = database.instances("record");
        assertThat(instances).hasSize(1);
        return instances.get(0);
    }

    final void awaitIdle(String reason) {
        pair.awaitIdle(database, reason, ALLOWANCE);
    }

    /** Runs of this name that came as far as their effect, committed or not, on the servers that are up. */
    private long runs(String eventName) {
        return pair.stream()
                .flatMap(server -> server.get("written").lines())
                .filter(line -> line.endsWith(" " + eventName))
                .count();
    }
}
