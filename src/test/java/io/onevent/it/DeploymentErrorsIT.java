package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.AccountHandler;
import io.onevent.it.app.Coin;
import io.onevent.it.app.CoinHandler;
import io.onevent.it.app.DescribedHandler;
import io.onevent.it.app.ForgottenHandler;
import io.onevent.it.app.NoBeans;
import io.onevent.it.app.PrivateHandler;
import io.onevent.it.app.RecordHandler;
import io.onevent.it.app.TestServlet;
import io.onevent.server.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
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

    private static final String NO_BEANS = NoBeans.class.getName();

    private static final StringAsset NOTHING_DISCOVERED =
            new StringAsset(TestApp.BEANS_XML.replace("annotated", "none"));

    private static final StringAsset ONE_EXCLUDED = new StringAsset(
            """
            <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="annotated">
              <scan><exclude name="%s$Excluded"/></scan>
            </beans>
            """
                    .formatted(NO_BEANS));

    private static final StringAsset ONE_DESCRIBED = new StringAsset(
            """
            <ejb-jar xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
              <enterprise-beans>
                <session>
                  <ejb-name>Described</ejb-name>
                  <local-bean/>
                  <ejb-class>%s</ejb-class>
                  <session-type>Stateless</session-type>
                </session>
              </enterprise-beans>
            </ejb-jar>
            """
                    .formatted(DescribedHandler.class.getName()));

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
                        .build(),
                TestApp.on(database, "forgetful")
                        .handlers(RecordHandler.class, ForgottenHandler.class)
                        .build(),
                undiscovered(database)));
        if (DatabaseProduct.chosen() == DatabaseProduct.POSTGRESQL) {
            broken.add(rightless());
        }
        sound = sound(database);
        server = new Server(
                "broken", Stream.concat(broken.stream(), Stream.of(sound)).toArray(TestApp[]::new));
        server.start().awaitBooted();
    }

    /** No class of it is a bean, so it can have none of the tests' either. */
    private static TestApp undiscovered(Database database) {
        return TestApp.on(database, "undiscovered")
                .handlers(AccountHandler.class)
                .with(war -> war.deleteClass(TestServlet.class).addAsWebInfResource(NOTHING_DISCOVERED, "beans.xml"))
                .build();
    }

    /** With classes that are no beans and need not be. */
    private static TestApp sound(Database database) {
        return TestApp.on(database, "sound")
                .handlers(RecordHandler.class, NoBeans.class, DescribedHandler.class)
                .with(war -> war.deleteClass(NoBeans.Offered.class)
                        .addAsLibrary(ShrinkWrap.create(JavaArchive.class, "offers.jar")
                                .addClass(NoBeans.Offered.class))
                        .addAsWebInfResource(ONE_EXCLUDED, "beans.xml")
                        .addAsWebInfResource(ONE_DESCRIBED, "ejb-jar.xml"))
                .build();
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

    @Test
    void a_handler_on_a_class_without_a_bean_defining_annotation_is_reported_with_its_method() {
        assertReported("ForgottenHandler.handle()", "no bean-defining annotation", "@ApplicationScoped");
    }

    /** Where the server refuses such an application by itself, it does so in its own words. */
    @Test
    void a_handler_in_an_archive_whose_beans_nobody_looks_for_is_reported_with_its_method() {
        Product.chosen()
                .refusalWithoutBeans()
                .ifPresentOrElse(
                        refusal -> assertThat(server.logged(refusal)).isTrue(),
                        () -> assertReported(
                                "AccountHandler.credit(StoredEvent)", "bean-discovery-mode=\"none\"", "annotated"));
    }

    @Test
    void a_class_that_is_no_bean_on_purpose_is_not_refused_and_one_that_may_be_forgotten_is_warned_of() {
        for (String name : List.of("of-abstract", "of-concrete", "described")) {
            server.get(sound, "publish?name=" + name);
        }
        await("the beans among their subclasses handle events")
                .atMost(ClusterContract.ALLOWANCE)
                .until(() -> sound.database().waiting() == 0);
        assertThat(Stream.of("Unused", "Offered"))
                .allMatch(name ->
                        server.logEntries("ONEVENT-152", "NoBeans." + name).size() == 1);
        assertThat(Stream.of("OfAbstract", "OfConcrete", "Excluded", "SwitchedOff", "OtherOne"))
                .noneMatch(name -> server.logged("NoBeans." + name));
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
