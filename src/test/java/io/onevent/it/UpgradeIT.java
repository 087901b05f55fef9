package io.onevent.it;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.onevent.it.app.RecordHandler;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An earlier JAR of the library beside this one, on tables of this one, under load: two instances are exchanged one after
 * the other, up and down again.
 */
@Tag("upgrade")
class UpgradeIT {

    /** The file of the earlier JAR. */
    private static final String BEFORE = "onevent.before";

    private static final int SOME = 50;
    private static final Duration RECOVERY = ofSeconds(60);

    private Server[] earlier = {};
    private Server[] later = {};

    static Stream<Arguments> modesAndRounds() {
        return Stream.of("single", "all").flatMap(mode -> Rounds.all().mapToObj(round -> arguments(mode, round)));
    }

    @BeforeAll
    static void ask_for_the_earlier_one() {
        assertThat(System.getProperty(BEFORE))
                .as("-D" + BEFORE + "=FILE: an earlier JAR of the library")
                .isNotEmpty();
    }

    @AfterEach
    void stop() {
        Stream.of(earlier, later).flatMap(Stream::of).forEach(Server::close);
    }

    @ParameterizedTest(name = "{0}, round {1}")
    @MethodSource("modesAndRounds")
    void instances_of_both_work_beside_each_other_and_lose_nothing(String mode, int round) {
        Database database = TestDatabase.newDatabase();
        earlier = servers("earlier", mode, TestApp.on(database, "app", new File(System.getProperty(BEFORE))));
        later = servers("later", mode, TestApp.on(database, "app"));
        Stream.of(earlier).forEach(Server::start);
        Stream.of(earlier).forEach(Server::awaitReady);
        try (Publishers publishers = Publishers.of(
                "record",
                ofMillis(20),
                Stream.of(earlier, later).flatMap(Stream::of).toArray(Server[]::new))) {
            awaitWork(database, mode, earlier[0], earlier[1]);
            exchange(database, mode, earlier[0], later[0], earlier[1]);
            exchange(database, mode, earlier[1], later[1], later[0]);
            exchange(database, mode, later[0], earlier[0], later[1]);
            exchange(database, mode, later[1], earlier[1], earlier[0]);
            publishers.end();
            await("all are handled").atMost(RECOVERY).until(() -> database.waiting() == 0);
            publishers.assertOneEffectEach(database);
        }
    }

    private static Server[] servers(String which, String mode, TestApp.Builder app) {
        TestApp built = app.handlers(RecordHandler.class).build();
        return Stream.of("first", "second")
                .map(number -> new Server(which + "-" + number + "-" + mode, built).with("onevent.mode", mode))
                .toArray(Server[]::new);
    }

    private static void exchange(Database database, String mode, Server leaves, Server comes, Server stays) {
        leaves.stop();
        awaitWork(database, mode, stays);
        comes.start().awaitReady();
        awaitWork(database, mode, stays, comes);
    }

    /** In mode single one of them leads the name, and handles all. */
    private static void awaitWork(Database database, String mode, Server... servers) {
        if (mode.equals("all")) {
            for (Server server : servers) {
                awaitEffects(database, List.of(server));
            }
        } else {
            awaitEffects(database, List.of(servers));
        }
    }

    private static void awaitEffects(Database database, List<Server> servers) {
        long before = effects(database, servers);
        await("effects of " + servers)
                .atMost(ClusterContract.ALLOWANCE)
                .until(() -> effects(database, servers) >= before + SOME);
    }

    private static long effects(Database database, List<Server> servers) {
        return servers.stream()
                .mapToLong(server ->
                        database.queryLong("SELECT count(*) FROM ledger WHERE instance LIKE '" + server.name() + "/%'"))
                .sum();
    }
}
