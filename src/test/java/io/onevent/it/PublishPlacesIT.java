package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.participants.Deed;
import io.onevent.it.participants.ExtendedBasket;
import io.onevent.it.places.Desk;
import io.onevent.server.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * From wherever an application publishes, its row and the event of it are there both or neither; and while it starts, also when
 * it publishes before the library has looked at its tables, which Liquibase has yet to make.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishPlacesIT {

    private enum Outcome {
        BOTH,
        NEITHER,
        /** Where the server gives the transaction no connection any more, it is rolled back. */
        BOTH_OR_NEITHER,
        /** The row's transaction is over: what is published then is stored by itself or refused, as the server tells it to be none or over. */
        ROW_FIRST
    }

    private final TestApp plain = TestApp.on(emptyDatabase(), "plain")
            .ownDataSource()
            .with(PublishPlacesIT::places)
            .build();
    private final TestApp extended = TestApp.on(emptyDatabase(), "extended")
            .ownDataSource()
            .with(PublishPlacesIT::places)
            .with(war -> war.addClasses(ExtendedBasket.class, Deed.class))
            .build();

    private Server server;

    private static Database emptyDatabase() {
        Database database = TestDatabase.newEmptyDatabase();
        database.execute("CREATE TABLE placed (kind varchar(10) NOT NULL, place varchar(40) NOT NULL)");
        return database;
    }

    private static void places(WebArchive war) {
        war.addPackage(Desk.class.getPackage())
                .addAsResource(new StringAsset(ParticipantsIT.PERSISTENCE_XML), "META-INF/persistence.xml")
                .addAsLibraries(Jars.liquibase());
    }

    @BeforeAll
    void start() {
        server = new Server("places", plain, extended).with("onevent.schema", "update");
        server.start().awaitReady();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    Stream<Arguments> places() {
        return Stream.of(plain, extended)
                .flatMap(app -> Stream.of(
                        Arguments.of("startup", Outcome.BOTH, app),
                        Arguments.of("startup.bmt", Outcome.BOTH, app),
                        Arguments.of("listener", Outcome.BOTH, app),
                        Arguments.of("no.transaction", Outcome.BOTH, app),
                        Arguments.of("user.transaction", Outcome.BOTH, app),
                        Arguments.of("rolled.back", Outcome.NEITHER, app),
                        Arguments.of("transactional", Outcome.BOTH, app),
                        Arguments.of("cmt", Outcome.BOTH, app),
                        Arguments.of("cmt.requires.new", Outcome.BOTH, app),
                        Arguments.of("cmt.not.supported", Outcome.BOTH, app),
                        Arguments.of("bmt", Outcome.BOTH, app),
                        Arguments.of("asynchronous", Outcome.BOTH, app),
                        Arguments.of("ejb.timer", Outcome.BOTH, app),
                        Arguments.of("managed.executor", Outcome.BOTH, app),
                        Arguments.of("plain.thread", Outcome.BOTH, app),
                        Arguments.of("synchronization.before", Outcome.BOTH, app),
                        Arguments.of("synchronization.after", Outcome.ROW_FIRST, app),
                        Arguments.of("stateful.before", Outcome.BOTH, app),
                        Arguments.of("observer.before", Outcome.BOTH, app),
                        Arguments.of("observer.before.unflushed", Outcome.BOTH_OR_NEITHER, app),
                        Arguments.of("entity.listener", Outcome.BOTH_OR_NEITHER, app),
                        Arguments.of("entity.listener.flushed", Outcome.BOTH, app),
                        Arguments.of("observer.after", Outcome.ROW_FIRST, app),
                        Arguments.of("observer.after.new", Outcome.BOTH, app),
                        Arguments.of("handler", Outcome.BOTH, app),
                        Arguments.of("staged.handler", Outcome.BOTH, app)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("places")
    void row_and_event_are_there_both_or_neither(String place, Outcome outcome, TestApp app) {
        String answer = "";
        if (!place.startsWith("startup") && !place.equals("listener")) {
            answer = server.request("/" + app.name() + "/place?name=" + place);
        }
        if (outcome == Outcome.BOTH) {
            await(place + " is handled, " + answer)
                    .atMost(ofSeconds(10))
                    .until(() -> count(app, "handled", place) == 1);
        }
        await("nothing waits").atMost(ofSeconds(30)).until(() -> app.database().waiting() == 0);
        long rows = count(app, "row", place);
        if (outcome != Outcome.BOTH_OR_NEITHER) {
            assertThat(rows).as("rows, " + answer).isEqualTo(outcome == Outcome.NEITHER ? 0 : 1);
        }
        if (outcome != Outcome.ROW_FIRST) {
            assertThat(count(app, "handled", place)).as("events, " + answer).isEqualTo(rows);
        }
    }

    @Test
    void the_documents_name_every_place() throws IOException {
        assertThat(Files.readString(Path.of("docs/transactions.md")))
                .contains(places().map(place -> "`" + place.get()[0] + "`").toList());
    }

    private static long count(TestApp app, String kind, String place) {
        return app.database()
                .queryLong("SELECT count(*) FROM placed WHERE kind = '" + kind + "' AND place = '" + place + "'");
    }
}
