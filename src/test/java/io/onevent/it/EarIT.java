package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.Clerk;
import io.onevent.it.app.ClerkServlet;
import io.onevent.it.app.Coin;
import io.onevent.it.app.CoinHandler;
import io.onevent.it.app.InvoiceHandler;
import io.onevent.it.app.OrderHandler;
import io.onevent.it.app.OwnJsonb;
import io.onevent.it.app.ParcelDesk;
import io.onevent.it.app.TestServlet;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Applications of several modules, with the library at each place where it can lie. */
@Tag("server")
@Tag("ear")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EarIT {

    private static final String LIBRARY = "onevent.jar";
    private static final String DESK = "desk.jar";

    private static final String APPLICATION_XML =
            """
            <application xmlns="https://jakarta.ee/xml/ns/jakartaee" version="10">
              %s
              <module><web><web-uri>%2$s.war</web-uri><context-root>/%2$s</context-root></web></module>
              <library-directory>lib</library-directory>
              %3$s
            </application>
            """;

    private static final Class<?>[] OF_COINS = {
        CoinHandler.class, Coin.class, OwnJsonb.class, OwnJsonb.CoinAdapter.class
    };

    private static final Class<?>[] OF_CLERK = {Clerk.class, ClerkServlet.class};

    private static final String PERSISTENCE_XML =
            """
            <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
              <persistence-unit name="clerk"><jta-data-source>%s</jta-data-source></persistence-unit>
            </persistence>
            """;

    private TestApp within;
    private TestApp beside;
    private TestApp below;
    private Server server;

    @BeforeAll
    void start() {
        within = libraryInWar(TestDatabase.newDatabase());
        beside = libraryAsModule(TestDatabase.newDatabase());
        below = libraryInLib(TestDatabase.newDatabase());
        server = new Server("ear", within, beside, below);
        server.start().awaitBooted();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void with_the_library_in_its_war_it_publishes_and_handles() {
        assertPublishesAndHandles(within, "order", "invoice");
    }

    @Test
    void with_the_library_as_a_module_it_publishes_and_handles_in_its_war_and_in_another_module() {
        assertPublishesAndHandles(beside, "order", "invoice", "parcel");
    }

    @Test
    void payloads_are_read_with_the_Jsonb_of_its_war_wherever_the_library_is() {
        for (TestApp app : List.of(within, beside)) {
            server.get(app, "publish?name=coin&payload=12");
            await("it is handled")
                    .atMost(ofSeconds(60))
                    .until(() -> app.database().queryLong("SELECT count(*) FROM ledger WHERE name = 'coin'") == 1);
        }
    }

    /** Either the server gives it there, or the bean is not made there: whoever uses it afterwards finds it whole. */
    @Test
    void a_bean_that_a_handler_is_the_first_to_use_has_its_entity_manager_or_is_not_made() {
        for (TestApp app : List.of(within, beside)) {
            server.get(app, "publish?count=5&name=clerk");
            await("all are handled, or dead")
                    .atMost(ofSeconds(60))
                    .until(() -> app.database().waiting() == 0);
            assertThat(server.request("/" + app.name() + "/clerk")).contains("open true");
            if (app == within || app.database().dead() == 0) {
                assertThat(app.database().queryLong("SELECT count(*) FROM ledger WHERE name = 'clerk'"))
                        .isEqualTo(5);
            } else {
                assertThat(app.database().queryAll("SELECT DISTINCT message FROM onevent_dead_event"))
                        .singleElement()
                        .asString()
                        .contains("ONEVENT-226", "Clerk.em", "WEB-INF/lib");
            }
            app.database().execute("DELETE FROM onevent_dead_event");
            app.database().execute("DELETE FROM ledger WHERE name = 'clerk'");
        }
    }

    @Test
    void with_the_library_in_its_lib_it_is_not_there_and_the_log_says_where_the_library_belongs() {
        assertThat(server.request("/" + below.name() + "/test/ping")).startsWith("404");
        assertThat(server.logEntries("ONEVENT-", "EAR/lib", "WEB-INF/lib")).isNotEmpty();
    }

    private void assertPublishesAndHandles(TestApp app, String... names) {
        for (String name : names) {
            server.get(app, "publish?count=20&name=" + name);
        }
        await("all are handled")
                .atMost(ofSeconds(60))
                .until(() -> app.database().waiting() == 0);

        assertThat(app.database().queryAll("SELECT DISTINCT name FROM ledger WHERE name <> 'coin'"))
                .containsExactlyInAnyOrder(names);
        assertThat(app.database().queryLong("SELECT count(*) FROM ledger WHERE name <> 'coin'"))
                .isEqualTo(20L * names.length);
        assertThat(app.database().repeated()).isEmpty();
        assertThat(app.database().dead()).isZero();
    }

    private static TestApp libraryInWar(Database database) {
        WebArchive war = TestApp.on(database, "within")
                .handlers(OrderHandler.class, InvoiceHandler.class)
                .handlers(OF_COINS)
                .handlers(OF_CLERK)
                .war()
                .addAsResource(persistenceXml(database), "META-INF/persistence.xml");
        // Payara reads no configuration in a WAR of an EAR.
        EnterpriseArchive ear =
                ear("within", List.of(), "").addAsModule(war).addAsLibrary(configuration(database, "within"));
        return TestApp.of("within", database, ear);
    }

    private static TestApp libraryAsModule(Database database) {
        EnterpriseArchive ear = ear("beside", List.of(LIBRARY, DESK), TestApp.resourceRef(database))
                .addAsModule(TestApp.libraryJar(), LIBRARY)
                .addAsModule(desk(LIBRARY))
                .addAsModule(war("beside", database, LIBRARY, DESK))
                .addAsLibrary(configuration(database, "beside"))
                .addAsLibraries(TestApp.drivers());
        return TestApp.of("beside", database, ear);
    }

    private static TestApp libraryInLib(Database database) {
        EnterpriseArchive ear = ear("below", List.of(DESK), TestApp.resourceRef(database))
                .addAsModule(desk())
                .addAsModule(war("below", database, DESK))
                .addAsLibrary(TestApp.libraryJar(), LIBRARY)
                .addAsLibrary(configuration(database, "below"))
                .addAsLibraries(TestApp.drivers());
        return TestApp.of("below", database, ear);
    }

    private static EnterpriseArchive ear(String name, List<String> ejbModules, String references) {
        String modules = ejbModules.stream()
                .map("<module><ejb>%s</ejb></module>"::formatted)
                .collect(Collectors.joining());
        return ShrinkWrap.create(EnterpriseArchive.class, name + ".ear")
                .setApplicationXML(new StringAsset(APPLICATION_XML.formatted(modules, name, references)));
    }

    /** A module of EJBs, with what the modules share. */
    private static JavaArchive desk(String... uses) {
        return ShrinkWrap.create(JavaArchive.class, DESK)
                .addClasses(TestApp.SHARED)
                .addClass(ParcelDesk.class)
                .addAsManifestResource(new StringAsset(TestApp.BEANS_XML), "beans.xml")
                .setManifest(classPath(uses));
    }

    private static WebArchive war(String name, Database database, String... uses) {
        return ShrinkWrap.create(WebArchive.class, name + ".war")
                .addClasses(TestServlet.class, OrderHandler.class, InvoiceHandler.class)
                .addClasses(OF_COINS)
                .addClasses(OF_CLERK)
                .addAsResource(persistenceXml(database), "META-INF/persistence.xml")
                .addAsWebInfResource(new StringAsset(TestApp.BEANS_XML), "beans.xml")
                .setManifest(classPath(uses));
    }

    private static StringAsset persistenceXml(Database database) {
        return new StringAsset(PERSISTENCE_XML.formatted(TestApp.dataSourceOfUnit(database)));
    }

    /** Which other modules a module sees: not every server shows them without. */
    private static StringAsset classPath(String... modules) {
        return new StringAsset("Manifest-Version: 1.0\nClass-Path: " + String.join(" ", modules) + "\n");
    }

    /** Where all modules see it. */
    private static JavaArchive configuration(Database database, String name) {
        return ShrinkWrap.create(JavaArchive.class, "configuration.jar")
                .addAsResource(TestApp.on(database, name).config(), TestApp.CONFIG_FILE);
    }
}
