package io.onevent.it;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance whose process cannot have one more thread for a while, beside one that has what it wants. */
@Tag("faults")
class ThreadLimitIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;
    private static final Duration LEASE = ofSeconds(5);
    private static final Duration LIMITED = ofSeconds(20);
    private static final int THREADS = 8;

    private Database database;
    private Server limited;
    private Server other;

    @ParameterizedTest(name = "mode {0}")
    @ValueSource(strings = {"single", "all"})
    void at_its_limit_of_threads_an_instance_keeps_nothing_from_being_handled_and_afterwards_has_all_its_threads(
            String mode) {
        var launcher = ThreadLimit.launcher();
        assumeThat(launcher)
                .as("setpriv and prlimit (util-linux) cannot limit a process here")
                .isPresent();
        database = TestDatabase.newDatabase();
        TestApp app = TestApp.on(database, "app")
                .handlers(RecordHandler.class)
                .config("onevent.lease", LEASE.toString())
                .config("onevent.threads", String.valueOf(THREADS))
                .config("onevent.mode", mode)
                .build();
        try (Server first = new Server("limited-" + mode, app).by(launcher.orElseThrow());
                Server second = new Server("unlimited-" + mode, app)) {
            limited = first;
            other = second;
            limited.start().awaitReady();
            await("it is at work").atMost(ALLOWANCE).until(() -> {
                limited.get("publish?name=record");
                return database.effects("record") > 0;
            });
            other.start().awaitReady();
            for (int round = 1; round <= Rounds.count(); round++) {
                reachTheLimit();
                haveAllThreads();
            }
        }
    }

    private void reachTheLimit() {
        database.execute("DELETE FROM ledger");
        String former = ThreadLimit.impose(limited);
        try (Publishers publishers = Publishers.of("record", ofMillis(20), other)) {
            long end = System.nanoTime() + LIMITED.toNanos();
            await("the time at the limit is over").atMost(ALLOWANCE).until(() -> {
                // Several at once, so that it wants several threads.
                other.get("publish?name=record&payload=PT0.1S&count=10");
                return System.nanoTime() > end;
            });
            ThreadLimit.set(limited, former);
            publishers.end();
            await("all are handled, on whichever instance")
                    .atMost(LEASE.multipliedBy(3))
                    .until(() -> database.waiting() == 0);
            publishers.assertOneEffectEach(database);
        } finally {
            ThreadLimit.set(limited, former);
        }
        assertThat(Stream.of(limited, other)).allMatch(Server::isAlive);
    }

    private void haveAllThreads() {
        other.stop();
        database.execute("DELETE FROM ledger");
        int each = 2;
        limited.get("publish?name=record&payload=PT" + each + "S&count=" + 8 * THREADS);
        await("as many at once as there are threads: eight rounds of two seconds, the takeover, and a quarter more")
                .atMost(ofSeconds(8L * each * 5 / 4).plus(LEASE.multipliedBy(2)))
                .until(() -> database.effects("record") == 8 * THREADS);
        assertThat(limited.request("/health/ready")).startsWith("200 ");
        other.start().awaitReady();
    }
}
