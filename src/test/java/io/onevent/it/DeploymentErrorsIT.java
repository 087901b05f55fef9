package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.onevent.it.app.Coin;
import io.onevent.it.app.CoinHandler;
import io.onevent.it.app.PrivateHandler;
import io.onevent.it.app.RecordHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an operator sees of an application that cannot work: it does not start, and one message says what to do. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeploymentErrorsIT {

    private static final Pattern CODE = Pattern.compile("ONEVENT-\\d+");

    private List<TestApp> broken;
    private TestApp sound;
    private Server server;

    @BeforeAll
    void start() {
        Database database = TestDatabase.newDatabase();
        broken = new ArrayList<>(List.of(
                TestApp.on(database, "misconfigured")
                        .handlers(RecordHandler.class)
                        .config("onevent.threads", "0")
                        .config("onevent.lease", "PT1S")
                        .build(),
                TestApp.on(TestDatabase.newEmptyDatabase(), "tableless")
                        .handlers(RecordHandler.class)
                        .build(),
                TestApp.on(database, "sourceless")
                        .handlers(RecordHandler.class)
                        .config("onevent.datasource", "java:app/jdbc/missing")
                        .build(),
                TestApp.on(database, "transactionless")
                        .nonTransactional()
                        .handlers(RecordHandler.class)
                        .build(),
                TestApp.on(database, "mishandled")
                        .handlers(PrivateHandler.class)
                        .build(),
                TestApp.on(database, "unmakeable")
                        .handlers(CoinHandler.class, Coin.class)
                        .build()));
        if (DatabaseProduct.chosen() == DatabaseProduct.POSTGRESQL) {
            broken.add(rightless());
        }
        sound = TestApp.on(database, "sound").handlers(RecordHandler.class).build();
        server = new Server(
                "broken", Stream.concat(broken.stream(), Stream.of(sound)).toArray(TestApp[]::new));
        server.start().awaitBooted();
    }

    private static TestApp rightless() {
        Database database = TestDatabase.newDatabase();
        String role = TestDatabase.workAsRole(database);
        TestDatabase.asOwner(database, "REVOKE DELETE ON onevent_dead_event FROM " + role);
        return TestApp.on(database, "rightless").handlers(RecordHandler.class).build();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void a_broken_application_is_not_there_and_a_sound_one_beside_it_is() {
        assertThat(server.get(sound, "ping")).isEqualTo("pong");
        assertThat(broken).allSatisfy(app -> assertThat(server.request("/" + app.name() + "/test/ping"))
                .startsWith("404"));
    }

    @Test
    void a_wrong_configuration_is_reported_with_every_bad_key_at_once() {
        assertReported("onevent.threads", "onevent.lease");
    }

    @Test
    void missing_tables_are_reported_with_the_remedy() {
        assertReported("onevent_event", "onevent.schema");
    }

    @Test
    void a_missing_right_is_reported_with_its_grant() {
        assumeThat(DatabaseProduct.chosen()).isEqualTo(DatabaseProduct.POSTGRESQL);
        assertReported("onevent_dead_event", "GRANT DELETE ON onevent_dead_event TO ");
    }

    @Test
    void a_data_source_that_does_not_exist_is_reported_with_its_key() {
        assertReported("onevent.datasource", "java:app/jdbc/missing");
    }

    @Test
    void a_data_source_outside_of_transactions_is_reported_with_the_remedy() {
        assertReported("java:app/jdbc/test", "does not take part in JTA transactions", "jta=true");
    }

    @Test
    void a_handler_that_breaks_a_rule_is_reported_with_its_method() {
        assertReported("PrivateHandler", "hide", "private");
    }

    @Test
    void a_payload_of_a_type_that_cannot_be_made_is_reported_with_its_handler() {
        assertReported("CoinHandler.handle(Coin, StoredEvent)", "constructor");
    }

    /** One message has all these texts; the server may print it more than once. */
    private void assertReported(String... texts) {
        assertThat(server.logEntries(texts).stream()
                        .flatMap(entry -> CODE.matcher(entry).results())
                        .map(code -> code.group())
                        .distinct())
                .as("codes of the messages with " + List.of(texts))
                .hasSize(1);
    }
}
