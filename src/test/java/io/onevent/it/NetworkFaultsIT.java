package io.onevent.it;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.CompassHandler;
import io.onevent.it.app.NoopHandler;
import io.onevent.it.app.RecordHandler;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two instances, each with a network of its own to their database. The data source is that of {@code server-config}: a read that
 * nobody answers ends after 30 seconds.
 */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NetworkFaultsIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;

    private static final Duration LEASE = ofSeconds(5);

    /** A lease, the look that ends after half of one, two polls, and what a crowded machine adds. */
    private static final Duration TAKEOVER = LEASE.multipliedBy(3);

    /** The socket's time-out three times: of what it did, of what it did about that, and of a connection that the pool tries first. */
    private static final Duration SOCKETS = ofSeconds(90);

    private static final Duration SHUTDOWN = ofSeconds(5);

    private Database database;
    private Node one;
    private Node two;

    private record Node(Server server, Proxy network) {

        boolean isReady() {
            return server.request("/health/ready").startsWith("200 ");
        }
    }

    /** How a network fails. */
    enum Hang {
        EXISTING_CONNECTIONS(network -> network.existing(Proxy.State.SILENT)),
        ANSWERS_ON_EXISTING_CONNECTIONS(network -> network.existing(Proxy.State.NO_ANSWER)),
        ALL_CONNECTIONS(network -> network.all(Proxy.State.SILENT));

        private final Consumer<Proxy> begin;

        Hang(Consumer<Proxy> begin) {
            this.begin = begin;
        }
    }

    /** Each way to hang, as often as the tests are repeated. */
    static Stream<Hang> hangs() {
        return Rounds.all().boxed().flatMap(round -> Stream.of(Hang.values()));
    }

    @BeforeAll
    void deploy() {
        database = TestDatabase.newDatabase();
        one = node("network-one");
        two = node("network-two");
    }

    private Node node(String name) {
        Proxy network = new Proxy(database.inServer().port());
        TestApp app = TestApp.on(network.through(database), "app")
                .handlers(RecordHandler.class, NoopHandler.class, CompassHandler.class)
                .config("onevent.lease", LEASE.toString())
                .config("onevent.shutdown-timeout", SHUTDOWN.toString())
                .build();
        return new Node(new Server(name, app), network);
    }

    @BeforeEach
    void mend_the_networks_and_start_what_is_down() {
        List<Node> nodes = List.of(one, two);
        nodes.forEach(node -> node.network().all(Proxy.State.OPEN));
        nodes.stream().filter(node -> !node.server().isAlive()).forEach(node -> node.server()
                .start());
        nodes.forEach(node -> node.server().awaitReady());
        await("both are ready").atMost(ALLOWANCE).until(() -> one.isReady() && two.isReady());
        await("what an earlier test has left is over").atMost(ALLOWANCE).until(() -> database.waiting() == 0);
        database.clear();
    }

    @AfterAll
    void stop() {
        Stream.of(one, two).filter(node -> node != null).forEach(node -> {
            node.server().close();
            node.network().close();
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hangs")
    @Order(1)
    void an_instance_whose_network_hangs_is_taken_over_within_its_lease_and_works_again_afterwards(Hang hang) {
        Node leader = leader();
        Node other = other(leader);
        try (Publishers publishers = Publishers.of("record", ofMillis(50), other.server())) {
            await("they work").atMost(ALLOWANCE).until(() -> database.effects("record") > 20);
            hang.begin.accept(leader.network());
            await("the other has taken over from " + leader).atMost(TAKEOVER).until(() -> effectsBy(other) > 0);
            await("one that cannot work is not ready")
                    .atMost(TAKEOVER)
                    .until(() -> !leader.isReady() || hang == Hang.EXISTING_CONNECTIONS && takesPart(leader));
            if (hang == Hang.ALL_CONNECTIONS) {
                leader.network().all(Proxy.State.OPEN);
            }
            await("it works again").atMost(SOCKETS).until(() -> leader.isReady() && takesPart(leader));

            other.network().all(Proxy.State.SILENT);
            long before = effectsBy(leader);
            leader.server().get("publish?name=record&count=10");
            await("it takes over in its turn").atMost(TAKEOVER).until(() -> effectsBy(leader) > before);
            other.network().all(Proxy.State.OPEN);
            publishers.end();
            await("all are handled").atMost(SOCKETS).until(() -> database.waiting() == 0);
            publishers.assertOneEffectEach(database);
        }
    }

    @ParameterizedTest(name = "round {0}")
    @MethodSource(Rounds.METHOD)
    @Order(2)
    void at_a_tenth_of_a_second_each_way_handlers_and_not_housekeeping_bound_the_speed(int round) {
        for (List<String> names : List.of(List.of("noop"), List.of("north", "east", "south", "west"))) {
            names.forEach(name -> one.server().get("publish?delay=PT2S&count=" + 240 / names.size() + "&name=" + name));
            Stream.of(one, two).forEach(node -> node.network().all(Proxy.State.slow(100)));
            await("the first is handled").atMost(ALLOWANCE).until(() -> database.waiting() < 240);
            await("at least 6 a second of " + names + ", 120 in 20 s")
                    .atMost(ofSeconds(20))
                    .untilAsserted(() -> assertThat(database.waiting()).isLessThanOrEqualTo(120));
            Stream.of(one, two).forEach(node -> node.network().all(Proxy.State.OPEN));
            await("all are handled").atMost(ALLOWANCE).until(() -> database.waiting() == 0);
        }
    }

    @ParameterizedTest(name = "round {0}")
    @MethodSource(Rounds.METHOD)
    @Order(3)
    void an_instance_whose_network_is_cut_goes_on_as_soon_as_it_is_back(int round) {
        try (Publishers publishers = Publishers.of("record", ofMillis(20), one.server(), two.server())) {
            await("they work").atMost(ALLOWANCE).until(() -> database.effects("record") > 20);
            for (Node node : List.of(one, two)) {
                node.network().refuseNew();
                node.network().cut();
                await("it is not ready").atMost(TAKEOVER).until(() -> !node.isReady());
                node.network().all(Proxy.State.OPEN);
                await("it is ready again").atMost(TAKEOVER).until(node::isReady);
            }
            publishers.end();
            await("all are handled").atMost(ALLOWANCE).until(() -> database.waiting() == 0);
            publishers.assertOneEffectEach(database);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hangs")
    @Order(4)
    void an_instance_whose_network_hangs_can_be_stopped(Hang hang) {
        Node leader = leader();
        Node other = other(leader);
        try (Publishers publishers = Publishers.of("record", ofMillis(50), other.server())) {
            await("they work").atMost(ALLOWANCE).until(() -> database.effects("record") > 20);
            hang.begin.accept(leader.network());
            await("the other has taken over").atMost(TAKEOVER).until(() -> effectsBy(other) > 0);
            leader.server().beginStop();
            await("it ends within the time-out of a stop and that of its sockets")
                    .atMost(SHUTDOWN.plus(SOCKETS))
                    .until(() -> !leader.server().isAlive());
            publishers.end();
            await("all are handled").atMost(SOCKETS).until(() -> database.waiting() == 0);
            publishers.assertOneEffectEach(database);
        } finally {
            leader.server().close();
        }
    }

    /** Whoever handles an event now. */
    private Node leader() {
        database.execute("DELETE FROM ledger");
        one.server().get("publish?name=record");
        await("somebody handles it").atMost(ALLOWANCE).until(() -> database.effects("record") > 0);
        Node leader = Stream.of(one, two)
                .filter(node -> effectsBy(node) > 0)
                .findAny()
                .orElseThrow();
        database.execute("DELETE FROM ledger");
        return leader;
    }

    private Node other(Node node) {
        return node == one ? two : one;
    }

    private long effectsBy(Node node) {
        return database.queryLong(
                "SELECT count(*) FROM ledger WHERE instance = '" + node.server().name() + "/app'");
    }

    /** Whether its status, which it reads from the table, comes. */
    private static boolean takesPart(Node node) {
        return !node.server().status("instance").isEmpty();
    }
}
