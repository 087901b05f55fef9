package io.onevent.bench;

import io.onevent.bench.app.BenchServlet;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** An application with one handler, the library and a data source, as a WAR file. */
final class BenchArchive {

    private static final String BEANS_XML =
            """
            <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="annotated"/>
            """;

    /**
     * No connection is checked before use: the pools of the other contenders check none that was used just before. The isolation
     * is the database's default, read committed: naming it here makes Payara ask the database for it at every use. All connections
     * are alike, so none is matched: the default of a pool that an administrator makes.
     */
    private static final String WEB_XML =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <data-source>
                <name>java:app/jdbc/bench</name>
                <class-name>org.postgresql.ds.PGSimpleDataSource</class-name>
                <url>%s</url>
                <user>%s</user>
                <password>%s</password>
                <property>
                  <name>fish.payara.match-connections</name>
                  <value>false</value>
                </property>
                <min-pool-size>2</min-pool-size>
                <max-pool-size>%d</max-pool-size>
              </data-source>
            </web-app>
            """;

    /** On WildFly an administrator makes the data source; applications have it under the name that they have it by on Payara. */
    private static final String WEB_XML_OF_WILDFLY =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <resource-ref>
                <res-ref-name>java:app/jdbc/bench</res-ref-name>
                <res-type>javax.sql.DataSource</res-type>
                <lookup-name>%s</lookup-name>
              </resource-ref>
            </web-app>
            """
                    .formatted(WildFly.DATA_SOURCE);

    /** Inserts of one transaction go in batches, which is what an application that cares sets. */
    private static final String PERSISTENCE_XML =
            """
            <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
              <persistence-unit name="bench" transaction-type="JTA">
                <jta-data-source>java:app/jdbc/bench</jta-data-source>
                <class>io.onevent.bench.app.EffectEntity</class>
                <properties>
                  <property name="eclipselink.jdbc.batch-writing" value="JDBC"/>
                </properties>
              </persistence-unit>
            </persistence>
            """;

    private BenchArchive() {}

    /** OnEvent with one handler. */
    static Path write(Handling handling, File library, BenchDatabase database, Path folder) {
        return onPayara(handling, database, folder, archive -> {
            addOnEvent(archive, handling, library);
            archive.addAsResource(
                    new StringAsset("onevent.datasource=java:app/jdbc/bench\nonevent.event.kept.keep-processed=PT10S\n"
                            + "onevent.event.rowshared.events-per-transaction=20\n"),
                    "META-INF/microprofile-config.properties");
            if (handling.usesJpa()) {
                archive.addAsResource(new StringAsset(PERSISTENCE_XML), "META-INF/persistence.xml");
            }
        });
    }

    /** The same on WildFly. */
    static Path writeForWildFly(Handling handling, File library, Path folder) {
        return onWildFly(handling, folder, archive -> {
            addOnEvent(archive, handling, library);
            archive.addAsResource(
                    new StringAsset("onevent.datasource=" + WildFly.DATA_SOURCE + "\n"),
                    "META-INF/microprofile-config.properties");
        });
    }

    private static void addOnEvent(WebArchive archive, Handling handling, File library) {
        archive.addPackage(BenchServlet.class.getPackage()).addAsLibrary(library);
        Arrays.stream(Handling.values())
                .filter(other -> other != handling)
                .forEach(other -> archive.deleteClass(other.handler));
    }

    /** @param content adds classes and libraries */
    static Path onPayara(Handling handling, BenchDatabase database, Path folder, Consumer<WebArchive> content) {
        String webXml = WEB_XML.formatted(
                database.url(handling).replace("&", "&amp;"),
                BenchDatabase.USER,
                BenchDatabase.PASSWORD,
                Contender.CONNECTIONS);
        return write(handling, webXml, folder, content);
    }

    /** @param content adds classes and libraries */
    static Path onWildFly(Handling handling, Path folder, Consumer<WebArchive> content) {
        return write(handling, WEB_XML_OF_WILDFLY, Folder.create(folder), content);
    }

    private static Path write(Handling handling, String webXml, Path folder, Consumer<WebArchive> content) {
        WebArchive archive = ShrinkWrap.create(WebArchive.class, handling.eventName + ".war")
                .addAsWebInfResource(new StringAsset(BEANS_XML), "beans.xml")
                .setWebXML(new StringAsset(webXml));
        content.accept(archive);
        Path war = folder.resolve(archive.getName());
        archive.as(ZipExporter.class).exportTo(war.toFile(), true);
        return war;
    }
}
