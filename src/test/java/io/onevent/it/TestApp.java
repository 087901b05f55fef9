package io.onevent.it;

import io.onevent.it.app.Gate;
import io.onevent.it.app.HeldStages;
import io.onevent.it.app.Ledger;
import io.onevent.it.app.Publications;
import io.onevent.it.app.RunTable;
import io.onevent.it.app.TestServlet;
import io.onevent.server.Folder;
import io.onevent.server.Product;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** An application of the tests as a file: the library, the test servlet, some handlers and the data source of its database. */
record TestApp(String name, Database database, Path archive) {

    private static final Product PRODUCT = Product.chosen();

    private static final Path FOLDER = Folder.ofFork("wars");

    static final String BEANS_XML =
            """
            <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="annotated"/>
            """;

    /** What the test servlet and the handlers use. */
    static final Class<?>[] SHARED = {
        DatabaseProduct.class, Publications.class, Ledger.class, RunTable.class, Gate.class, HeldStages.class
    };

    static final String CONFIG_FILE = "META-INF/microprofile-config.properties";

    private static final String WEB_XML =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
            %s
            </web-app>
            """;

    /** A data source of the application's own. */
    private static final String DATA_SOURCE =
            """
            <data-source>
              <name>java:app/jdbc/%s</name>
              <class-name>%s</class-name>
              <url>%s</url>
              <user>%s</user>
              <password>%s</password>
              %s
              <isolation-level>%s</isolation-level>
              <min-pool-size>2</min-pool-size>
              <max-pool-size>16</max-pool-size>
            </data-source>
            """;

    /** A data source that is configured in the server; without res-auth, GlassFish asks the application for a password. */
    private static final String RESOURCE_REF =
            """
            <resource-ref>
              <res-ref-name>java:app/jdbc/test</res-ref-name>
              <res-type>javax.sql.DataSource</res-type>
              <res-auth>Container</res-auth>
              <lookup-name>%s</lookup-name>
            </resource-ref>
            """;

    static String webXml(Database database, String isolation) {
        return webXml(database, database.product().plainClass(), isolation);
    }

    static String webXml(Database database, String className, String isolation) {
        return WEB_XML.formatted(dataSource(database, "test", className, isolation));
    }

    private static String dataSource(Database database, String name, String className, String isolation) {
        DatabaseProduct product = database.product();
        return DATA_SOURCE.formatted(
                name,
                className,
                database.url().replace("&", "&amp;"),
                product.user(),
                product.user(),
                PRODUCT.dataSourceProperties(),
                isolation);
    }

    /** What makes the server's data source for this database the application's, in a deployment descriptor. */
    static String resourceRef(Database database) {
        return RESOURCE_REF.formatted(PRODUCT.dataSource(database.name()));
    }

    /** The name by which a persistence unit finds the data source; not every server has looked up the application's by then. */
    static String dataSourceOfUnit(Database database) {
        return database.isInServer() ? PRODUCT.dataSource(database.name()) : "java:app/jdbc/test";
    }

    static File testKitJar() {
        return new File(System.getProperty("onevent.testkit.jar"));
    }

    static File libraryJar() {
        return new File(System.getProperty("onevent.jar"));
    }

    static File[] drivers() {
        return PRODUCT.driversInApplication().stream().map(Path::toFile).toArray(File[]::new);
    }

    /** An application of which this is the archive. */
    static TestApp of(String name, Database database, Archive<?> archive) {
        return of(name, database, archive, FOLDER.resolve(database.name()));
    }

    private static TestApp of(String name, Database database, Archive<?> archive, Path folder) {
        Path file = Folder.create(folder).resolve(archive.getName());
        archive.as(ZipExporter.class).exportTo(file.toFile(), true);
        return new TestApp(name, database, file);
    }

    /** An application on this database, whose name is its context root. */
    static Builder on(Database database, String name) {
        return new Builder(database, name, libraryJar());
    }

    /** The same with another JAR of the library, which is in a folder of its own: it may have the name of this one. */
    static Builder on(Database database, String name, File library) {
        return new Builder(database, name, library);
    }

    static final class Builder {

        private final Database database;
        private final String name;
        private final File library;
        private final WebArchive archive;
        private final Map<String, String> config = new LinkedHashMap<>();
        private String webXml;

        private Builder(Database database, String name, File library) {
            this.database = database;
            this.name = name;
            this.library = library;
            this.webXml = database.isInServer()
                    ? WEB_XML.formatted(resourceRef(database))
                    : webXml(database, "TRANSACTION_READ_COMMITTED");
            this.archive = ShrinkWrap.create(WebArchive.class, name + ".war")
                    .addClasses(SHARED)
                    .addClass(TestServlet.class)
                    .addAsLibrary(library)
                    .addAsLibraries(drivers())
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

        /** Adds whatever else it needs. */
        Builder with(Consumer<WebArchive> more) {
            more.accept(archive);
            return this;
        }

        /** Sets a value of the application's own configuration file; the server's system properties go before it. */
        Builder config(String key, String value) {
            config.put(key, value);
            return this;
        }

        /** Its data source is its own, and not the server's. */
        Builder ownDataSource() {
            webXml = webXml(database, "TRANSACTION_READ_COMMITTED");
            return this;
        }

        /** It has two data sources of PostgreSQL, both of which commit in two phases. */
        Builder twoXaDataSources() {
            webXml = WEB_XML.formatted(Stream.of("test", "second")
                    .map(name -> dataSource(
                            database, name, "org.postgresql.xa.PGXADataSource", "TRANSACTION_READ_COMMITTED"))
                    .collect(Collectors.joining()));
            return this;
        }

        /** Its data source is its own, and takes part in no transaction. */
        Builder nonTransactional() {
            webXml = ownDataSource()
                    .webXml
                    .replace("<isolation-level>", "<transactional>false</transactional>\n  <isolation-level>");
            return this;
        }

        /** Its own data source has so many connections. */
        Builder connections(int most) {
            webXml = ownDataSource().webXml.replaceAll("<max-pool-size>\\d+<", "<max-pool-size>" + most + "<");
            return this;
        }

        Builder repeatableRead() {
            webXml = webXml(database, "TRANSACTION_REPEATABLE_READ");
            return this;
        }

        /** No fragment of its libraries is in force. */
        Builder withoutFragments() {
            return inWebXml("<absolute-ordering/>");
        }

        /** Its users are those of this realm of the server. */
        Builder realm(String realm) {
            return inWebXml("<login-config><auth-method>BASIC</auth-method><realm-name>" + realm
                    + "</realm-name></login-config>");
        }

        Builder inWebXml(String elements) {
            webXml = webXml.replace("</web-app>", elements + "</web-app>");
            return this;
        }

        TestApp build() {
            Path folder = FOLDER.resolve(database.name());
            return of(name, database, war(), library.equals(libraryJar()) ? folder : folder.resolve("other"));
        }

        /** The same as an archive that can become part of another one. */
        WebArchive war() {
            return archive.addAsResource(config(), CONFIG_FILE).setWebXML(new StringAsset(webXml));
        }

        /** Its configuration file. */
        StringAsset config() {
            return new StringAsset(config.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                    .collect(Collectors.joining()));
        }
    }
}
