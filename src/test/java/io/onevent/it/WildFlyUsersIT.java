package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Users that WildFly's program makes, with the constraint of {@code docs/console.md}. */
@Tag("wildfly")
class WildFlyUsersIT extends OwnUsersContract {

    private static final Path PROGRAM = Path.of(System.getProperty("server.home"), "bin", "add-user.sh");

    @Override
    String inWebXml() {
        try {
            String text = Files.readString(Path.of("docs/console.md"));
            int begin = text.indexOf("<security-constraint>");
            return text.substring(begin, text.indexOf("```", begin));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void addUsers(Path root) {
        addUser(root, "alice", "support");
        addUser(root, "bob", "operations");
    }

    private static void addUser(Path root, String user, String group) {
        String configuration = root.resolve("server/configuration").toString();
        Path log = root.resolve("add-user.log");
        try {
            Process program = new ProcessBuilder(
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
                            configuration)
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
    }
}
