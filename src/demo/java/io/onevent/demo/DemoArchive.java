package io.onevent.demo;

import io.onevent.demo.shop.Order;
import io.onevent.demo.shop.SourceCode;
import io.onevent.server.Jars;
import io.onevent.server.Product;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The application to deploy: the shop, its page, OnEvent's JARs, and Liquibase, which makes the tables. */
final class DemoArchive {

    /** Of the application, and of its context root. */
    static final String NAME = "onevent-demo";

    private static final String WEB_XML =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <data-source>
                <name>java:app/jdbc/shop</name>
                <class-name>org.h2.jdbcx.JdbcDataSource</class-name>
                <url>%s</url>
                <user>shop</user>
                <password>shop</password>
                <min-pool-size>1</min-pool-size>
                <max-pool-size>16</max-pool-size>
              </data-source>
            </web-app>
            """;

    private DemoArchive() {}

    /**
     * Writes it.
     *
     * @param database the JDBC URL of the shop's data source
     */
    static Path write(Path project, Path directory, String database) {
        Path sources = project.resolve("src/demo");
        Path war = directory.resolve(NAME + ".war");
        File library = libraryJar(project);
        WebArchive application = ShrinkWrap.create(WebArchive.class, NAME + ".war");
        for (String file : List.of("index.html", "demo.css", "demo.js")) {
            application.addAsWebResource(sources.resolve("webapp").resolve(file).toFile(), file);
        }
        for (String shown : SourceCode.FILES) {
            application.addAsResource(
                    sources.resolve("java/io/onevent/demo/shop").resolve(shown).toFile(),
                    "io/onevent/demo/shop/" + shown);
        }
        application
                .addPackages(false, Filters.exclude(".*Test\\.class"), Order.class.getPackage())
                .addAsWebInfResource(sources.resolve("resources/beans.xml").toFile(), "beans.xml")
                .addAsResource(
                        sources.resolve("resources/microprofile-config.properties")
                                .toFile(),
                        "META-INF/microprofile-config.properties")
                .setWebXML(new StringAsset(WEB_XML.formatted(database)))
                .addAsLibraries(library, consoleJar(library))
                .addAsLibraries(Product.chosen().driversInApplication().stream()
                        .map(Path::toFile)
                        .toArray(File[]::new))
                .addAsLibraries(liquibase())
                .as(ZipExporter.class)
                .exportTo(war.toFile(), true);
        return war;
    }

    private static File libraryJar(Path project) {
        String named = System.getProperty("onevent.jar");
        Path jar = named == null ? newestBuilt(project.resolve("target")) : Path.of(named);
        if (!Files.isRegularFile(jar)) {
            throw new DemoFailedException("There is no " + jar + ": build it with mvn package");
        }
        return jar.toFile();
    }

    private static File consoleJar(File library) {
        File console = new File(library.getPath().replaceFirst("\\.jar$", "-console.jar"));
        if (!console.isFile()) {
            throw new DemoFailedException("There is no " + console + ": build it with mvn package");
        }
        return console;
    }

    private static Path newestBuilt(Path target) {
        File[] jars = target.toFile()
                .listFiles((directory, name) -> name.matches("onevent-[0-9].*\\.jar")
                        && !name.matches(".*-(sources|javadoc|console|testkit)\\.jar"));
        return Stream.of(jars == null ? new File[0] : jars)
                .max((one, other) -> Long.compare(one.lastModified(), other.lastModified()))
                .map(File::toPath)
                .orElseGet(() -> target.resolve("onevent-VERSION.jar"));
    }

    private static File[] liquibase() {
        try {
            return Jars.liquibase();
        } catch (IllegalStateException missing) {
            throw new DemoFailedException(missing.getMessage() + ": run mvn -Pdemo verify");
        }
    }
}
