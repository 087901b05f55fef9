package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What one of two idle instances publishes starts on the other long before its next look, and that costs little. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BetweenInstancesIT {

    /** Without glances half of all starts take more than 500 ms. */
    private static final int BOUND_MILLIS = 350;

    private static final int EVENTS = 60;
    private static final int SECONDS = 10;

    /** By both in the mean: the one that leads a name asks some more. */
    private static final int STATEMENTS_PER_SECOND = 12;

    /** The pool's, not the library's: where it validates each connection. */
    private static final String VALIDATION = "query LIKE '%information_schema%'";

    private Database database;
    private Pair pair;

    @BeforeAll
    void deploy() {
        database = TestDatabase.newDatabase();
        database.execute("CREATE EXTENSION pg_stat_statements");
        TestApp app = TestApp.on(database, "app")
                .handlers(RecordHandler.class)
                .config("onevent.lease", "PT30S")
                .config("onevent.keep-processed", "PT1H")
                .build();
        pair = new Pair("between-instances", app).with("onevent.mode", "single").with("onevent.poll-interval", "PT1S");
        pair.ensureUp();
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    private Server standingBy() {
        database.clear();
        pair.stream().findAny().orElseThrow().get("publish?name=record");
        await("it is handled").atMost(ClusterContract.ALLOWANCE).until(() -> database.waiting() == 0);
        return pair.other(pair.of(database.instances("record").get(0)));
    }

    @Test
    void an_idle_instance_asks_few_statements() {
        standingBy();
        // What is done once, and what is seldom done, is over or averaged.
        letPass(Duration.ofSeconds(5));
        database.execute("SELECT pg_stat_statements_reset()");
        letPass(Duration.ofSeconds(SECONDS));
        List<String> statements = database.queryAll(
                "SELECT calls, left(query, 120) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid"
                        + " WHERE d.datname = current_database() AND NOT " + VALIDATION + " ORDER BY calls DESC");
        double perSecond = database.queryLong("SELECT sum(calls) FROM pg_stat_statements s"
                        + " JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database() AND NOT "
                        + VALIDATION)
                / (double) SECONDS;
        assertThat(perSecond).as(String.join("\n", statements)).isLessThanOrEqualTo(2 * STATEMENTS_PER_SECOND);
    }

    @Test
    void what_the_other_publishes_starts_long_before_the_next_look() {
        Server standingBy = standingBy();
        database.execute("DELETE FROM onevent_processed_event");
        for (int i = 0; i < EVENTS; i++) {
            letPass(Duration.ofMillis(ThreadLocalRandom.current().nextInt(100, 500)));
            String kind = List.of("", "&group=g", "&expiresAfter=PT1H").get(i % 3);
            standingBy.get("publish?name=record" + kind);
        }
        await("all are handled")
                .atMost(ClusterContract.ALLOWANCE)
                .until(() -> database.queryLong("SELECT count(*) FROM onevent_processed_event") == EVENTS);
        List<String> delays = database.queryAll(
                "SELECT round(1000 * extract(epoch FROM start_date - due_at)) FROM onevent_processed_event ORDER BY 1");
        assertThat(Long.parseLong(delays.get(EVENTS / 2)))
                .as("the median in ms of " + delays)
                .isLessThan(BOUND_MILLIS);
    }

    private static void letPass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await("time has passed").pollDelay(time).atMost(time.plusMinutes(1)).until(() -> System.nanoTime() - end >= 0);
    }
}
