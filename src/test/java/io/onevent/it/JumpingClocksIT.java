package io.onevent.it;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import io.onevent.server.Folder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two instances whose clocks are set while they run, by hours: a server's timers may count by the clock of the day. */
@Tag("clocks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JumpingClocksIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;
    private static final Duration LEASE = ofSeconds(5);
    private static final Path FOLDER = Folder.ofFork("clocks");

    private Database database;
    private Pair pair;

    /** Forward and back, and back further than ever, as often as the tests are repeated. */
    static Stream<String> jumps() {
        return Rounds.all().boxed().flatMap(round -> Stream.of("+3h", "-2h", "-5h", "+0h"));
    }

    @BeforeAll
    void deploy() {
        assumeThat(FakeTime.library())
                .as("there is no libfaketime.so.1 (Debian and Fedora: package libfaketime)")
                .isPresent();
        Folder.create(FOLDER);
        database = TestDatabase.newDatabase();
        TestApp app = TestApp.on(database, "app")
                .handlers(RecordHandler.class)
                .config("onevent.lease", LEASE.toString())
                .build();
        pair = new Pair("jumping", app).with("onevent.mode", "single");
        pair.stream().forEach(server -> {
            set(server, "+0h");
            server.in(FakeTime.shiftedBy(file(server)));
        });
        pair.ensureUp();
    }

    @AfterAll
    void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jumps")
    void an_instance_whose_clock_is_set_looks_and_renews_within_its_lease(String offset) {
        List<Server> servers = pair.stream().toList();
        await("both have entered").atMost(ALLOWANCE).until(() -> instances().size() == 2);
        List<String> instances = instances();
        database.clear();
        try (Publishers publishers = Publishers.of("record", ofMillis(200), servers.toArray(new Server[0]))) {
            await("they work").atMost(ALLOWANCE).until(() -> database.effects("record") > 5);
            servers.forEach(server -> set(server, offset));
            // A server whose clock is set forward closes connections that seem to have idled for hours.
            await("the clocks are set").atMost(ALLOWANCE).ignoreExceptions().until(() -> servers.stream()
                    .allMatch(server -> isAt(server, offset)));
            // What was published before the jump is known to be there; a delay is found by looks alone.
            String delayed = servers.get(0).get("publish?name=record&delay=PT2S");
            await("a delayed event is found by a look")
                    .atMost(LEASE.multipliedBy(2))
                    .until(() -> isHandled(delayed));
            Instant renewed = database.queryInstant("(SELECT max(lease_until) FROM onevent_instance)");
            await("both renew")
                    .atMost(LEASE.multipliedBy(2))
                    .until(() -> database.queryLong("SELECT count(*) FROM onevent_instance WHERE lease_until > '"
                                    + renewed.plus(LEASE.dividedBy(2)) + "'")
                            == 2);
            if (offset.startsWith("-")) {
                await("both say that no timer comes").atMost(ALLOWANCE).until(() -> servers.stream()
                        .noneMatch(server -> server.logEntries("ONEVENT-326").isEmpty()));
            }
            publishers.end();
            await("all are handled").atMost(LEASE.multipliedBy(2)).until(() -> database.waiting() == 0);
            publishers.assertOneEffectEach(database);
        }
        assertThat(instances()).as("no lease is lost").isEqualTo(instances);
    }

    private boolean isHandled(String event) {
        return database.queryLong("SELECT count(*) FROM ledger WHERE event_id = '" + event + "'") > 0;
    }

    private List<String> instances() {
        return database.queryAll("SELECT id FROM onevent_instance ORDER BY 1");
    }

    private static boolean isAt(Server server, String offset) {
        Duration hours = ofHours(Integer.parseInt(offset.replace("h", "")));
        Duration off = Duration.between(Instant.now().plus(hours), Instant.parse(server.get("clock")));
        return off.abs().compareTo(ofSeconds(60)) < 0;
    }

    private static Path file(Server server) {
        return FOLDER.resolve(server.name());
    }

    /** As a whole: half a file would be read as another time. */
    private static void set(Server server, String offset) {
        try {
            Path written = Files.writeString(FOLDER.resolve(server.name() + ".new"), offset);
            Files.move(written, file(server), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
