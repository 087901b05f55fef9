package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.server.Folder;
import io.onevent.server.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The console with users of Payara Micro's own realm, started as {@code server-config/payara-micro/console-users.asadmin} says. */
class ConsoleRealmIT {

    private static final Path COMMANDS = Path.of("server-config/payara-micro/console-users.asadmin");
    private static final Path MICRO = Path.of(System.getProperty("payara.microJar"));
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(180);

    private final Database database = TestDatabase.newDatabase();
    private final int port = Ports.free();

    @Test
    void users_of_the_servers_own_realm_may_what_their_groups_may() throws IOException {
        Path folder = Folder.ofFork("servers").resolve("realm");
        Folder.delete(folder);
        Folder.create(folder);
        for (String user : List.of("alice", "bob")) {
            Files.writeString(folder.resolve(user + ".password"), "AS_ADMIN_USERPASSWORD=" + user + "\n");
        }
        TestApp app = ConsoleApp.withServersUsers(database, "shop")
                .ownDataSource()
                .realm("file")
                .build();
        File log = Folder.ofFork("servers").resolve("realm.log").toFile();
        Process server = start(folder, app, log);
        Thread killer = new Thread(server::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            await("Payara Micro answers")
                    .atMost(BOOT_LIMIT)
                    .failFast("it has ended, see " + log, () -> !server.isAlive())
                    .ignoreExceptions()
                    .until(() -> user("alice").get("").status() == 200);
            assertThat(user(null).get("").status()).isEqualTo(401);
            assertThat(user("mallory").get("").status()).isEqualTo(401);
            assertThat(user("alice").act("pause.all").status()).isEqualTo(403);
            assertThat(isPaused()).isFalse();
            assertThat(user("bob").act("pause.all").status()).isEqualTo(303);
            assertThat(isPaused()).isTrue();
            assertThat(database.queryOne("SELECT who FROM onevent_audit")).isEqualTo("bob");
        } finally {
            server.destroyForcibly();
            await("it has ended").atMost(BOOT_LIMIT).until(() -> !server.isAlive());
            Runtime.getRuntime().removeShutdownHook(killer);
            Folder.delete(folder);
        }
    }

    private boolean isPaused() {
        return database.queryLong("SELECT paused FROM onevent_pause") == 1;
    }

    private ConsoleBrowser user(String name) {
        return new ConsoleBrowser(URI.create("http://localhost:" + port), "/shop/onevent", name);
    }

    /** As the file says, in the folder with the passwords. */
    private Process start(Path folder, TestApp app, File log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + Folder.create(folder.resolve("tmp")),
                "-jar",
                MICRO.toString(),
                "--nohazelcast",
                "--disablephonehome",
                "--port",
                String.valueOf(port),
                "--rootdir",
                folder.resolve("root").toString(),
                "--addlibs",
                MICRO.resolveSibling("postgresql.jar").toString(),
                "--postbootcommandfile",
                COMMANDS.toAbsolutePath().toString(),
                "--deploy",
                app.archive().toString());
        return builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log)
                .start();
    }
}
