package io.onevent.it;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The host of the primary vanishes without a word, and its address becomes that of the standby, which has been promoted. */
@Tag("faults")
class PrimaryLostIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;

    /** Two time-outs of a socket in {@code server-config}, which is where a read that began just then is given up at the latest. */
    private static final Duration SOCKETS = ofSeconds(60);

    @ParameterizedTest(name = "mode {0}")
    @ValueSource(strings = {"single", "all"})
    void both_instances_go_on_with_the_standby_and_nothing_is_lost_or_done_twice(String mode) {
        assumeThat(DatabaseProduct.chosen()).isEqualTo(DatabaseProduct.POSTGRESQL);
        for (int round = 1; round <= Rounds.count(); round++) {
            goOnWithTheStandby(mode);
        }
    }

    private static void goOnWithTheStandby(String mode) {
        try (ReplicatedPostgres postgres = new ReplicatedPostgres()) {
            postgres.database("postgres").execute("CREATE DATABASE replicated");
            Database primary = TestDatabase.withTables(postgres.database("replicated"));
            Database standby = postgres.onStandby("replicated");
            try (Proxy network = new Proxy(primary.inServer().port())) {
                TestApp app = TestApp.on(network.through(primary), "app")
                        .handlers(RecordHandler.class)
                        .config("onevent.lease", "PT5S")
                        .config("onevent.mode", mode)
                        .config("onevent.retry.max-retries", "1000")
                        .build();
                try (Pair pair = new Pair("failover-" + mode, app)) {
                    pair.ensureUp();
                    failOver(postgres, primary, standby, network, pair);
                }
            }
        }
    }

    private static void failOver(
            ReplicatedPostgres postgres, Database primary, Database standby, Proxy network, Pair pair) {
        try (Publishers publishers =
                Publishers.of("record", ofMillis(25), pair.stream().toArray(Server[]::new))) {
            await("they work").atMost(ALLOWANCE).until(() -> primary.effects("record") > 100);
            network.all(Proxy.State.SILENT);
            postgres.failOver();
            network.leadTo(standby.inServer().port());
            network.arriving(Proxy.State.OPEN);
            int published = publishers.count();
            await("both publish again").atMost(SOCKETS).until(() -> publishers.count() > published + 20);
            publishers.end();
            await("all are handled").atMost(ALLOWANCE).until(() -> standby.waiting() == 0);
            publishers.assertOneEffectEach(standby);
            await("both are ready").atMost(SOCKETS).until(() -> pair.stream()
                    .allMatch(server -> server.request("/health/ready").startsWith("200 ")));
        }
    }
}
