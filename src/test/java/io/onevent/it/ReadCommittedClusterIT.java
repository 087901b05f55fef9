package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("server")
class ReadCommittedClusterIT extends ClusterContract {

    @Override
    TestApp.Builder withIsolation(TestApp.Builder app) {
        return app;
    }

    @Override
    String isolation() {
        return "read committed";
    }

    @ParameterizedTest(name = "round {0}")
    @MethodSource(Rounds.METHOD)
    @Order(3)
    void a_restart_of_the_database_under_load_loses_nothing_and_the_queue_goes_on(int round) throws Exception {
        long saidBefore;
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger refused = new AtomicInteger();
        Server server = pair.stream().findAny().orElseThrow();
        var publisher = Executors.newSingleThreadScheduledExecutor();
        try {
            publisher.scheduleWithFixedDelay(
                    () -> {
                        try {
                            acknowledged.addAll(List.of(server.get("publish?name=record&payload=PT0.01S&count=20")
                                    .split("\\s+")));
                        } catch (RuntimeException e) {
                            refused.incrementAndGet();
                        }
                    },
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            await("load").atMost(ALLOWANCE).until(() -> database.effects("record") > 300);
            saidBefore = timesBack();
            TestDatabase.stop();
            Instant end = Instant.now().plus(Duration.ofSeconds(4));
            await("an outage longer than the lease")
                    .atMost(ALLOWANCE)
                    .until(() -> refused.get() > 0 && Instant.now().isAfter(end));
            TestDatabase.start();
            int before = acknowledged.size();
            await("publishing works again").atMost(ALLOWANCE).until(() -> acknowledged.size() > before + 200);
        } finally {
            publisher.shutdown();
        }
        assertThat(publisher.awaitTermination(90, TimeUnit.SECONDS)).isTrue();
        awaitIdle("the queue went on by itself");

        assertThat(database.queryAll("SELECT event_id FROM ledger")).containsAll(acknowledged);
        assertThat(database.repeated()).isEmpty();
        assertThat(database.dead()).isZero();
        await("both say that the database is back, which is when all that had failed works again")
                .atMost(ALLOWANCE)
                .until(() -> timesBack() - saidBefore >= 2);
        assertThat(timesBack() - saidBefore)
                .as("once each, or once more in a close race")
                .isLessThanOrEqualTo(4);
    }

    @Test
    @Order(4)
    void a_leader_that_is_stopped_ends_what_runs_and_hands_over_without_waiting_for_its_lease() {
        String leaderInstance = instanceAtWork();
        Server leader = pair.of(leaderInstance);
        Server successor = pair.other(leader);
        int takeoversBefore = successor.logEntries("ONEVENT-307").size();
        successor.get("publish?name=record&payload=PT0.02S&count=1000");
        await("the leader is at work").atMost(ALLOWANCE).until(() -> database.effects("record") > 50);
        leader.stop();

        assertThat(database.queryLong("SELECT count(*) FROM onevent_instance"))
                .as("instances that are left")
                .isEqualTo(1);
        awaitIdle("the successor has handled the rest");
        assertThat(database.effects("record")).as("1,000 and the probe").isEqualTo(1_001);
        assertThat(database.repeated()).isEmpty();
        assertThat(database.dead()).isZero();
        assertThat(successor.logEntries("ONEVENT-307"))
                .as("takeovers from dead instances")
                .hasSize(takeoversBefore);
    }

    private long timesBack() {
        return pair.stream()
                .mapToLong(server -> server.logEntries("ONEVENT-312").size())
                .sum();
    }
}
