package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.participants.CompletionParticipant;
import io.onevent.it.participants.CountServlet;
import io.onevent.it.participants.Deed;
import io.onevent.it.participants.Deeds;
import io.onevent.it.participants.Done;
import io.onevent.it.participants.ExtendedBasket;
import io.onevent.it.participants.JdbcParticipants;
import io.onevent.it.participants.JpaParticipants;
import io.onevent.it.participants.ManagerParticipant;
import io.onevent.it.participants.ScopedParticipant;
import io.onevent.it.participants.SingletonParticipant;
import io.onevent.it.participants.StatefulCallers;
import io.onevent.it.participants.StatefulParticipant;
import io.onevent.it.participants.StatelessParticipant;
import io.onevent.it.participants.TimerParticipant;
import io.onevent.it.participants.XaParticipants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever takes part in a handler's transaction is committed or rolled back with it, also when eight threads use it for the first
 * time at once, and whether or not the web application has an extended persistence context.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParticipantsIT {

    /** Those whose handlers change a row that is there. */
    private static final List<String> CHANGES = List.of("find", "reference");

    /** Those that are the first to use an entity manager. */
    private static final List<String> ENTITIES = List.of("persist", "find", "reference");

    private static final boolean LIBERTY = System.getProperty("onevent.server").equals("openliberty");

    private static final List<String> OTHERS = List.of(
            "merge",
            "own.manager",
            "requires.new",
            "stateless",
            "singleton",
            "stateful",
            "jdbc",
            "jdbc.unshared",
            "interposed",
            "before.completion",
            "after.success",
            "transaction.scoped",
            "stateful.completion",
            "transaction.manager",
            "ejb.timer");

    private static final String TWO_SOURCES = "two.sources";

    private static final int EVENTS = 300;

    static final String PERSISTENCE_XML =
            """
            <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
              <persistence-unit name="deeds"><jta-data-source>java:app/jdbc/test</jta-data-source></persistence-unit>
            </persistence>
            """;

    private final TestApp plain = TestApp.on(withTable(), "plain")
            .ownDataSource()
            .with(ParticipantsIT::participants)
            .build();
    private final TestApp extended = TestApp.on(withTable(), "extended")
            .ownDataSource()
            .with(ParticipantsIT::participants)
            .with(war -> war.addClass(ExtendedBasket.class))
            .build();
    private final TestApp twoPhases = DatabaseProduct.chosen() == DatabaseProduct.POSTGRESQL
            ? TestApp.on(withTable(), "xa")
                    .twoXaDataSources()
                    .with(ParticipantsIT::participants)
                    .with(war -> war.addClass(XaParticipants.class))
                    .build()
            : null;
    private final List<TestApp> apps =
            Stream.of(extended, plain, twoPhases).filter(Objects::nonNull).toList();

    private Server server;

    private static Database withTable() {
        Database database = TestDatabase.newDatabase();
        database.execute("CREATE TABLE deed (id varchar(36) NOT NULL, kind varchar(40) NOT NULL, times int NOT NULL)");
        database.execute("CREATE INDEX deed_of_id ON deed (id)");
        return database;
    }

    private static void participants(WebArchive war) {
        war.addClasses(
                        Deed.class,
                        Deeds.class,
                        Done.class,
                        JdbcParticipants.class,
                        JpaParticipants.class,
                        ScopedParticipant.class,
                        CompletionParticipant.class,
                        ManagerParticipant.class,
                        TimerParticipant.class,
                        StatelessParticipant.class,
                        SingletonParticipant.class,
                        StatefulParticipant.class,
                        StatefulCallers.class,
                        CountServlet.class)
                .addAsResource(new StringAsset(PERSISTENCE_XML), "META-INF/persistence.xml");
    }

    @BeforeAll
    void start() {
        server = new Server("participants", apps.toArray(TestApp[]::new)).with("onevent.threads", "8");
        server.start().awaitReady();
        for (TestApp app : apps) {
            publish(app, ENTITIES);
            await("all are ended")
                    .atMost(ofSeconds(120))
                    .until(() -> app.database().waiting() == 0);
            publish(app, kinds(app).filter(kind -> !ENTITIES.contains(kind)).toList());
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** All begin at once. */
    private void publish(TestApp app, List<String> kinds) {
        server.get(app, "pause");
        for (String kind : kinds) {
            List<String> ids = server.get(app, "publish?name=" + kind + "&count=" + EVENTS)
                    .lines()
                    .toList();
            if (CHANGES.contains(kind)) {
                app.database()
                        .execute(ids.stream()
                                .map(id -> "('" + id + "', '" + kind + "', 0)")
                                .collect(Collectors.joining(", ", "INSERT INTO deed (id, kind, times) VALUES ", "")));
            }
        }
        server.get(app, "resume");
    }

    Stream<Arguments> kindsInBoth() {
        return apps.stream().flatMap(app -> kinds(app).map(kind -> Arguments.of(app.name(), kind, app)));
    }

    private Stream<String> kinds(TestApp app) {
        return Stream.concat(ENTITIES.stream(), OTHERS.stream())
                // There each unshared connection is another participant, and only one of those may be without two-phase
                // commit.
                .filter(kind -> !LIBERTY || app == twoPhases || !kind.equals("jdbc.unshared"))
                // It keeps its transaction manager to itself.
                .filter(kind -> !LIBERTY || !kind.equals("transaction.manager"))
                .flatMap(kind ->
                        app == twoPhases && kind.equals("jdbc") ? Stream.of(kind, TWO_SOURCES) : Stream.of(kind));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("kindsInBoth")
    void one_effect_for_each_event(String name, String kind, TestApp app) {
        await("all of " + kind + " are ended")
                .atMost(ofSeconds(120))
                .until(() -> app.database().queryLong("SELECT count(*) FROM onevent_event WHERE name = '" + kind + "'")
                        == 0);
        assertThat(
                        app
                                .database()
                                .queryAll("SELECT message FROM onevent_dead_event WHERE name = '" + kind + "'")
                                .stream()
                                .limit(1))
                .as("dead")
                .isEmpty();
        String deeds = "FROM deed WHERE kind = '" + kind + "'";
        assertThat(app.database().queryLong("SELECT count(DISTINCT id) " + deeds))
                .as("events with an effect")
                .isEqualTo(EVENTS);
        assertThat(app.database().queryLong("SELECT sum(times) " + deeds))
                .as("effects")
                .isEqualTo(EVENTS);
    }

    @Test
    void the_documents_name_every_participant() throws IOException {
        assertThat(Files.readString(Path.of("docs/transactions.md")))
                .contains(Stream.of(ENTITIES, OTHERS, List.of(TWO_SOURCES))
                        .flatMap(List::stream)
                        .map(kind -> "`" + kind + "`")
                        .toList());
    }

    @Test
    void the_pages_of_the_application_use_the_same_beans_afterwards() {
        for (TestApp app : apps) {
            await("all are ended")
                    .atMost(ofSeconds(120))
                    .until(() -> app.database().waiting() == 0);
            assertThat(server.request("/" + app.name() + "/count")).matches("200 \\d+");
        }
    }
}
