package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.it.app.RecordHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The console with users of WildFly's own realm, made by its own program, as {@code docs/console.md} says. */
@Tag("wildfly")
class WildFlyUsersIT {

    private static final Path PROGRAM = Path.of(System.getProperty("server.home"), "bin", "add-user.sh");
    private static final Map<String, String> GROUPS =
            Map.of("alice", "support", "bob", "operations", "carol", "guests");

    private final Database database = TestDatabase.newDatabase();

    @Test
    void users_of_the_servers_own_realm_may_what_their_groups_may() {
        TestApp app = TestApp.on(database, "shop")
                .realm("ApplicationRealm")
                .inWebXml(constraint())
                .handlers(RecordHandler.class)
                .with(war -> war.addAsLibrary(ConsoleApp.consoleJar()))
                .config("onevent.console.enabled", "true")
                .config("onevent.console.role.view", "support")
                .config("onevent.console.role.operate", "operations")
                .build();
        try (Server server = new Server("users", app)
                .laidOut(WildFlyUsersIT::addUsers)
                .start()
                .awaitReady()) {
            ConsoleBrowser nobody = new ConsoleBrowser(server.address(), "/shop/onevent", null);
            assertThat(nobody.get("").status()).isEqualTo(401);
            assertThat(nobody.as("mallory").get("").status()).isEqualTo(401);
            assertThat(nobody.as("carol").get("").status()).isEqualTo(403);
            assertThat(nobody.as("alice").get("").status()).isEqualTo(200);
            assertThat(nobody.as("alice").act("pause.all").status()).isEqualTo(403);
            assertThat(isPaused()).isFalse();
            assertThat(nobody.as("bob").act("pause.all").status()).isEqualTo(303);
            assertThat(isPaused()).isTrue();
            assertThat(database.queryOne("SELECT who FROM onevent_audit")).isEqualTo("bob");
        }
    }

    private static String constraint() {
        try {
            String text = Files.readString(Path.of("docs/console.md"));
            int begin = text.indexOf("<security-constraint>");
            return text.substring(begin, text.indexOf("```", begin));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addUsers(Path root) {
        GROUPS.forEach((user, group) -> {
            try {
                Path log = root.resolve("add-user.log");
                Process program = new ProcessBuilder(List.of(
                                "sh",
                                PROGRAM.toString(),
                                "-a",
                                "-u",
                                user,
                                "-p",
                                user,
                                "-g",
                                group,
                                "-s",
                                "-sc",
                                root.resolve("server/configuration").toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                assertThat(program.waitFor()).as(Files.readString(log)).isZero();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private boolean isPaused() {
        return database.queryLong("SELECT paused FROM onevent_pause") == 1;
    }
}
