package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.JavaBlocks;
import io.onevent.it.sample.SampleServlet;
import io.onevent.server.Folder;
import io.onevent.server.Jars;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first sample of the README works as it stands there. */
@Tag("server")
class SampleIT {

    private static final Path CLASSES = Folder.ofFork("sample");

    private static final String PERSISTENCE_XML =
            """
            <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
              <persistence-unit name="shop">
                <jta-data-source>java:app/jdbc/test</jta-data-source>
                <properties><property name="jakarta.persistence.schema-generation.database.action" value="create"/></properties>
              </persistence-unit>
            </persistence>
            """;

    @Test
    void an_order_that_is_placed_is_shipped() throws IOException {
        Folder.create(CLASSES);
        JavaBlocks.Block sample =
                JavaBlocks.of(Files.readString(Path.of("README.md"))).get(0);
        assertThat(sample.errors(CLASSES)).isEmpty();

        Database database = TestDatabase.newEmptyDatabase();
        TestApp app = TestApp.on(database, "sample")
                .ownDataSource()
                .config("onevent.schema", "update")
                .with(SampleIT::addSample)
                .build();
        try (Server server = new Server("sample", app)) {
            server.start().awaitReady();

            String answer = server.request("/sample/place");

            assertThat(answer).matches("200 \\d+");
            String id = answer.substring("200 ".length());
            await("it is shipped")
                    .atMost(ofSeconds(30))
                    .until(() -> database.queryLong("SELECT count(*) FROM shipment WHERE purchase = " + id) == 1);
            assertThat(database.waiting()).isZero();
            assertThat(database.dead()).isZero();
        }
    }

    private static void addSample(WebArchive war) {
        war.addClass(SampleServlet.class)
                .addAsResource(new StringAsset(PERSISTENCE_XML), "META-INF/persistence.xml")
                .addAsLibraries(Jars.liquibase());
        for (File type : Objects.requireNonNull(CLASSES.resolve("shop").toFile().listFiles())) {
            war.addAsResource(type, "shop/" + type.getName());
        }
    }
}
