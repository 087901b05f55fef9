package io.onevent.it;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both instances claim events, on ten threads each. */
@Tag("server")
class AllInstancesClusterIT extends ClusterContract {

    /** So many runs make an instance forget what earlier ones took. */
    private static final int KNOWN_AFTER = 200;

    @Override
    TestApp.Builder withIsolation(TestApp.Builder app) {
        return app;
    }

    @Override
    String isolation() {
        return "read committed";
    }

    @Override
    String mode() {
        return "all";
    }

    @Override
    int threads() {
        return 10;
    }

    @Test
    @Order(2)
    void ten_thousand_events_are_handled_once_each_and_by_both_instances() {
        Server publisher = pair.stream().findAny().orElseThrow();
        for (int transaction = 0; transaction < 10; transaction++) {
            publisher.get("publish?name=record&count=1000");
        }
        awaitIdle("all are handled");

        assertThat(database.effects("record")).isEqualTo(10_000);
        assertThat(database.repeated()).isEmpty();
        assertThat(database.dead()).isZero();
        assertThat(database.instances("record")).hasSize(2);
    }

    /** What a handler costs decides how much is claimed ahead; so it is quick first, and then does not end at all. */
    @Test
    @Order(4)
    void an_instance_that_is_stopped_gives_back_what_has_not_started_while_it_waits_for_what_runs() {
        Server stopped = pair.stream().findAny().orElseThrow();
        Server other = pair.other(stopped);
        int takeoversBefore = other.logEntries("ONEVENT-307").size();
        AtomicInteger published = new AtomicInteger();
        // One that was just started leaves most of the first to the other.
        await("it knows how long the handler takes").atMost(ALLOWANCE).until(() -> {
            stopped.get("publish?name=gated&count=" + KNOWN_AFTER);
            published.addAndGet(KNOWN_AFTER);
            awaitIdle("all are handled");
            return stopped.get("written").lines().count() >= KNOWN_AFTER;
        });
        stopped.get("shut-gate");
        stopped.get("publish?name=gated&count=400");
        published.addAndGet(400);
        await("only what one of them has claimed is left, and not all of that runs")
                .atMost(ALLOWANCE)
                .until(() -> isAllHeldByOne() && database.waiting() > mostOfOneName());

        stopped.beginStop();
        await("the other one has handled what had not started")
                .atMost(ALLOWANCE)
                .until(() -> database.waiting() <= mostOfOneName());
        assertThat(stopped.isAlive()).as("waits for what runs").isTrue();
        assertThat(database.waiting()).as("what runs").isEqualTo(mostOfOneName());
        stopped.openGateFromOutside();
        stopped.awaitEnd();

        assertThat(database.waiting()).isZero();
        assertThat(database.effects("gated")).isEqualTo(published.get());
        assertThat(database.repeated()).isEmpty();
        assertThat(database.dead()).isZero();
        assertThat(database.queryLong("SELECT count(*) FROM onevent_instance"))
                .as("instances that are left")
                .isEqualTo(1);
        assertThat(other.logEntries("ONEVENT-307"))
                .as("takeovers from dead instances")
                .hasSize(takeoversBefore);
    }

    private boolean isAllHeldByOne() {
        List<String> holders = database.queryAll("SELECT DISTINCT holder FROM onevent_event");
        return holders.size() == 1 && !holders.contains("null");
    }

    @Test
    @Order(6)
    void instances_that_are_killed_again_and_again_lose_nothing_and_repeat_nothing() {
        Set<String> published = ConcurrentHashMap.newKeySet();
        // More than one instance can handle: the one through which nothing is published looks only once a second.
        Load load = new Load(
                pair.stream().findAny().orElseThrow(),
                ofMillis(100),
                server -> published.addAll(server.get("publish?name=record&payload=PT0.05S&count=20")
                        .lines()
                        .toList()));
        try {
            for (int kill = 0; kill < 2 * Rounds.count(); kill++) {
                pair.stream().forEach(this::awaitAtWork);
                Server victim = pair.stream()
                        .skip(ThreadLocalRandom.current().nextInt(2))
                        .findFirst()
                        .orElseThrow();
                load.through(pair.other(victim));
                awaitAtWork(victim);
                victim.kill9();
                victim.start().awaitReady();
            }
            pair.stream().forEach(this::awaitAtWork);
            load.end();
        } finally {
            load.abort();
        }
        awaitIdle("all that was published is handled");

        assertThat(database.dead()).isZero();
        assertThat(database.repeated()).isEmpty();
        assertThat(database.queryAll("SELECT event_id FROM ledger")).containsExactlyInAnyOrderElementsOf(published);
        System.out.println(2 * Rounds.count() + " kills under " + published.size() + " events");
    }

    /** Waits until this server has handled some more. */
    private void awaitAtWork(Server server) {
        long some = effectsOf(server) + ThreadLocalRandom.current().nextInt(10, 100);
        await(server + " is at work")
                .atMost(ALLOWANCE)
                .pollInterval(ofMillis(20))
                .until(() -> effectsOf(server) > some);
    }

    private long effectsOf(Server server) {
        return database.queryLong("SELECT count(*) FROM ledger WHERE instance LIKE '" + server.name() + "/%'");
    }
}
