package io.onevent.bench;

import io.onevent.bench.app.BenchServlet;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
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

    private BenchArchive() {}

    static Path write(Handling handling, File library, BenchDatabase database, Path folder) {
        String webXml = WEB_XML.formatted(
                database.url().replace("&", "&amp;"),
                BenchDatabase.USER,
                BenchDatabase.PASSWORD,
                Contender.CONNECTIONS);
        WebArchive archive = ShrinkWrap.create(WebArchive.class, handling.eventName + ".war")
                .addPackage(BenchServlet.class.getPackage());
        Arrays.stream(Handling.values())
                .filter(other -> other != handling)
                .forEach(other -> archive.deleteClass(other.handler));
        Path war = folder.resolve(handling.eventName + ".war");
        archive.addAsLibrary(library)
                .addAsWebInfResource(new StringAsset(BEANS_XML), "beans.xml")
                .addAsResource(
                        new StringAsset(
                                "onevent.datasource=java:app/jdbc/bench\nonevent.event.kept.keep-processed=PT10S\n"),
                        "META-INF/microprofile-config.properties")
                .setWebXML(new StringAsset(webXml))
                .as(ZipExporter.class)
                .exportTo(war.toFile(), true);
        return war;
    }
}
