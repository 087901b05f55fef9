package io.onevent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples of docs/testing.md are the tests of the sample application as they are run. */
class TestingDocumentTest {

    private static final Path TESTS = Path.of("src/example/test/io/onevent/example");

    @Test
    void each_java_block_is_a_test_of_the_sample_application() throws IOException {
        List<String> blocks = Pattern.compile("(?ms)^```java\\R(.*?)\\R```$")
                .matcher(Files.readString(Path.of("docs/testing.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(4).isSubsetOf(tests());
    }

    private static List<String> tests() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.map(TestingDocumentTest::text).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
