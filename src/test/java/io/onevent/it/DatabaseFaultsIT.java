package io.onevent.it;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.FailingHandler;
import io.onevent.it.app.RecordHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two instances whose database ends their connections, takes their rights away and gives them back. */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseFaultsIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;

    /** How long each fault lasts. */
    private static final Duration FAULT = ofSeconds(20);

    private static final Duration TERMINATIONS = ofSeconds(60);

    /** From the end of a fault: a few leases, and the longest wait for a retry. */
    private static final Duration RECOVERY = ofSeconds(30);

    /** Each of them may say its cause a few times in that time, not at each of its attempts. */
    private static final int FEW = 30;

    private Database database;
    private String role;
    private Pair pair;
    private Server[] servers;

    /** What is taken away, and of what. */
    static Stream<String> rights() {
        return Rounds.all()
                .boxed()
                .flatMap(round -> Stream.of(
                        "INSERT ON onevent_dead_event",
                        "DELETE ON onevent_event",
                        "SELECT ON onevent_event",
                        "UPDATE ON onevent_event",
                        "UPDATE ON onevent_instance",
                        "UPDATE, SELECT ON onevent_lead",
                        "INSERT ON ledger"));
    }

    @BeforeAll
    void deploy() {
        assumeThat(DatabaseProduct.chosen()).isEqualTo(DatabaseProduct.POSTGRESQL);
        database = TestDatabase.newDatabase();
        role = TestDatabase.workAsRole(database);
        TestApp app = TestApp.on(database, "app")
                .handlers(RecordHandler.class, FailingHandler.class)
                .config("onevent.lease", "PT5S")
                .config("onevent.retry.max-retries", "10000")
                .config("onevent.retry.max-delay", "PT2S")
                .build();
        pair = new Pair("faults", app);
        servers = pair.stream().toArray(Server[]::new);
    }

    @BeforeEach
    void start_what_is_down() {
        pair.ensureUp();
        await("what an earlier test has left is over").atMost(ALLOWANCE).until(() -> database.waiting() == 0);
        asOwner("TRUNCATE ledger, onevent_dead_event");
    }

    @AfterAll
    void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    private void asOwner(String sql) {
        TestDatabase.asOwner(database, sql);
    }

    @ParameterizedTest(name = "round {0}")
    @MethodSource(Rounds.METHOD)
    void backends_that_are_ended_at_any_time_lose_nothing_and_do_nothing_twice(int round) {
        Database administration =
                new Database(database.product(), "postgres", database.url().replace(database.name(), "postgres"));
        ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
        String kill = "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE datname = '"
                + database.name() + "' AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1) one";
        try (Publishers publishers = Publishers.of("record", ofMillis(20), servers)) {
            await("they work").atMost(ALLOWANCE).until(() -> database.effects("record") > 20);
            killer.scheduleWithFixedDelay(() -> tryTo(administration, kill), 0, 50, TimeUnit.MILLISECONDS);
            long end = System.nanoTime() + TERMINATIONS.toNanos();
            await("a minute of it").atMost(TERMINATIONS.multipliedBy(2)).until(() -> System.nanoTime() > end);
            killer.shutdownNow();
            publishers.end();
            await("all are handled").atMost(RECOVERY).ignoreExceptions().until(() -> database.waiting() == 0);
            publishers.assertOneEffectEach(database);
        } finally {
            killer.shutdownNow();
        }
        bothAreReady();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rights")
    void a_right_that_is_taken_away_and_given_back_loses_nothing_and_floods_no_log(String right) {
        List<Integer> lines = linesOfEach();
        try (Publishers publishers = Publishers.of("record", ofMillis(50), servers)) {
            await("they work").atMost(ALLOWANCE).until(() -> database.effects("record") > 20);
            asOwner("REVOKE " + right + " FROM " + role);
            try {
                servers[0].request("/app/test/publish?name=failing&payload=reject&count=100");
                long end = System.nanoTime() + FAULT.toNanos();
                await("a while without it").atMost(ALLOWANCE).until(() -> System.nanoTime() > end);
            } finally {
                asOwner("GRANT " + right + " TO " + role);
            }
            publishers.end();
            await("all are handled").atMost(RECOVERY).until(() -> database.waiting() == 0);
            asOwner("DELETE FROM onevent_dead_event WHERE name = 'failing'");
            publishers.assertOneEffectEach(database);
        }
        bothAreReady();
        List<Integer> now = linesOfEach();
        for (int i = 0; i < servers.length; i++) {
            assertThat(now.get(i) - lines.get(i))
                    .as("sentences of the engine on " + servers[i])
                    .isLessThan(FEW);
        }
    }

    /** What the engine has said of itself and of ends that it cannot write; runs that fail are each their own. */
    private List<Integer> linesOfEach() {
        return Stream.of(servers)
                .map(server -> server.logEntries("ONEVENT-3").size()
                        + server.logEntries("ONEVENT-412").size())
                .toList();
    }

    private static void tryTo(Database administration, String sql) {
        try {
            administration.queryAll(sql);
        } catch (RuntimeException ended) {
            // The next one will do.
        }
    }

    private void bothAreReady() {
        await("both are ready").atMost(RECOVERY).until(() -> pair.stream()
                .allMatch(server -> server.request("/health/ready").startsWith("200 ")));
    }
}
