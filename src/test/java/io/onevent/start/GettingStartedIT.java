package io.onevent.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of each page of docs/getting-started, in order, do what the page says: {@code mvn -Pgetting-started verify}. */
@Tag("start")
class GettingStartedIT {

    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target/getting-started");

    /** All, or the one that the system property {@code page} names. */
    static List<Page> pages() throws IOException {
        String wanted = System.getProperty("page", "");
        return Page.all().stream()
                .filter(page -> wanted.isEmpty() || page.name().equals(wanted))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_reader_who_pastes_a_page_sees_an_event_handled(Page page) throws IOException {
        assertThat(page.ports()).allSatisfy(GettingStartedIT::assertFree);
        try (Reader reader = new Reader(page, FOLDER.resolve(page.name()))) {
            int code = reader.read();
            List<Reader.Printed> printed = reader.printed();
            assertThat(code).as("exit code; see " + FOLDER).isZero();
            List<Page.Step> steps = page.steps();
            for (int i = 0; i < steps.size(); i++) {
                assertSeen(steps.get(i), printed.get(i));
            }
            System.out.printf(
                    "%s: an event is handled after %d s%n",
                    page, printed.get(page.handled()).seconds());
            reader.awaitEnd();
        }
    }

    private static void assertFree(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port), 1000);
        } catch (IOException free) {
            return;
        }
        throw new AssertionError("Port " + port + " is in use, which the page wants free");
    }

    private static void assertSeen(Page.Step step, Reader.Printed printed) {
        assertThat(step.seen()).as("what is seen after:\n" + step.commands()).allSatisfy(line -> assertThat(
                        printed.lines())
                .anyMatch(asPattern(line).asMatchPredicate()));
    }

    private static Pattern asPattern(String line) {
        return Pattern.compile(Pattern.quote(line).replace("...", "\\E.*\\Q"));
    }
}
