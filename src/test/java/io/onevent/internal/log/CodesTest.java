package io.onevent.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of codes in docs/operating.md have each code of the sources once, and no other. */
class CodesTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ONEVENT-(\\d{3}) \\|");
    private static final Pattern IN_TEXT = Pattern.compile("\"ONEVENT-(\\d{3})");
    /** As the first or second argument of what writes a sentence. */
    private static final Pattern AS_NUMBER = Pattern.compile("(?<=[\\s(])([1-5]\\d\\d),");

    private static List<String> all(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static final String TEST_KIT = "../../../../testkit/java/io/onevent/testkit";

    private static String source(String folder) throws IOException {
        return sourceOf(Path.of("src/main/java/io/onevent").resolve(folder));
    }

    private static String sourceOf(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        }
    }

    @Test
    void each_code_has_one_row() throws IOException {
        TreeSet<String> codes = new TreeSet<>(all(IN_TEXT, source("")));
        codes.addAll(all(IN_TEXT, source(TEST_KIT)));
        codes.addAll(all(AS_NUMBER, source("internal/log")));
        codes.addAll(all(AS_NUMBER, source("internal/discover")));
        Path console = Path.of("src/console/java/io/onevent/console");
        codes.addAll(all(IN_TEXT, sourceOf(console)));
        codes.addAll(all(AS_NUMBER, Files.readString(console.resolve("ConsoleLog.java"))));
        assertThat(codes).hasSizeGreaterThan(90);
        assertThat(all(ROW, Files.readString(Path.of("docs/operating.md")))).containsExactlyInAnyOrderElementsOf(codes);
    }
}
