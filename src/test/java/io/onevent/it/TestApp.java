package io.onevent.it;

import io.onevent.it.app.Gate;
import io.onevent.it.app.HeldStages;
import io.onevent.it.app.Ledger;
import io.onevent.it.app.Publications;
import io.onevent.it.app.RunTable;
import io.onevent.it.app.TestServlet;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** An application of the tests as a WAR file: the library, the test servlet, some handlers and a data source. */
record TestApp(String name, Path war) {

    private static final Path FOLDER = Path.of("target/it/wars").toAbsolutePath();

    static final String BEANS_XML =
            """
            <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="annotated"/>
            """;

    /** The pool checks a connection before it hands it out: so it gets over a restart of the database. */
    private static final String WEB_XML =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <data-source>
                <name>java:app/jdbc/test</name>
                <class-name>%s</class-name>
                <url>%s</url>
                <user>%s</user>
                <password>%s</password>
                <property>
                  <name>fish.payara.is-connection-validation-required</name>
                  <value>true</value>
                </property>
                <property>
                  <name>fish.payara.connection-validation-method</name>
                  <value>custom-validation</value>
                </property>
                <property>
                  <name>fish.payara.validation-classname</name>
                  <value>%s</value>
                </property>
                <isolation-level>%s</isolation-level>
                <min-pool-size>2</min-pool-size>
                <max-pool-size>16</max-pool-size>
              </data-source>
            </web-app>
            """;

    static String webXml(Database database, String isolation) {
        return webXml(database, database.product().plainClass(), isolation);
    }

    static String webXml(Database database, String className, String isolation) {
        Product product = database.product();
        return WEB_XML.formatted(
                className,
                database.url().replace("&", "&amp;"),
                product.user(),
                product.user(),
                product.validationClass(),
                isolation);
    }

    /** An application on this database, whose name is its context root. */
    static Builder on(Database database, String name) {
        return new Builder(database, name);
    }

    static final class Builder {

        private final Database database;
        private final String name;
        private final WebArchive archive;
        private final Map<String, String> config = new LinkedHashMap<>();
        private String isolation = "TRANSACTION_READ_COMMITTED";

        private Builder(Database database, String name) {
            this.database = database;
            this.name = name;
            this.archive = ShrinkWrap.create(WebArchive.class, name + ".war")
                    .addClasses(
                            Product.class,
                            TestServlet.class,
                            Publications.class,
                            Ledger.class,
                            RunTable.class,
                            Gate.class,
                            HeldStages.class)
                    .addAsLibrary(new File(System.getProperty("onevent.jar")))
                    .addAsWebInfResource(new StringAsset(BEANS_XML), "beans.xml");
            config("test.app", name);
            config("test.database", database.product().name());
            config("test.url", database.url());
            config("onevent.datasource", "java:app/jdbc/test");
            config("onevent.lease", "PT3S");
            config("onevent.poll-interval", "PT1S");
            config("onevent.retry.delay", "PT0.2S");
        }

        Builder handlers(Class<?>... handlers) {
            archive.addClasses(handlers);
            return this;
        }

        /** Sets a value of the application's own configuration file; the server's system properties go before it. */
        Builder config(String key, String value) {
            config.put(key, value);
            return this;
        }

        Builder repeatableRead() {
            isolation = "TRANSACTION_REPEATABLE_READ";
            return this;
        }

        TestApp build() {
            String properties = config.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                    .collect(Collectors.joining());
            archive.addAsResource(new StringAsset(properties), "META-INF/microprofile-config.properties")
                    .setWebXML(new StringAsset(webXml(database, isolation)));
            Path war = Folder.create(FOLDER.resolve(database.name())).resolve(name + ".war");
            archive.as(ZipExporter.class).exportTo(war.toFile(), true);
            return new TestApp(name, war);
        }
    }
}
