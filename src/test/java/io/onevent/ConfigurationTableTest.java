package io.onevent;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.config.Key;
import io.onevent.internal.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of the configuration keys says what the code says; the check is shown to find what is not so. */
class ConfigurationTableTest {

    /** Where the table is. */
    private static final Path DOCUMENT = Path.of("docs/configuration.md");

    @Test
    void the_configuration_table_has_every_key_once_with_its_default() throws IOException {
        assertThat(problemsOfTable(Files.readString(DOCUMENT))).isEmpty();
    }

    @Test
    void it_has_every_key_for_the_events_of_one_name_once() throws IOException {
        assertThat(Files.readString(DOCUMENT)
                        .lines()
                        .filter(line -> line.startsWith("| `onevent.event.<name>"))
                        .map(line -> line.split("`")[1].substring("onevent.event.<name>".length())))
                .containsExactlyInAnyOrderElementsOf(SettingsReader.SUFFIXES);
    }

    private static List<String> problemsOfTable(String markdown) {
        List<String> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        markdown.lines()
                .filter(line -> line.startsWith("| `onevent.") && !line.contains(".<name>."))
                .forEach(line -> {
                    String[] cells = line.split("\\|");
                    String key = cells[1].strip().replace("`", "");
                    String value = cells[2].strip();
                    Key known = Arrays.stream(Key.values())
                            .filter(candidate -> candidate.text().equals(key))
                            .findAny()
                            .orElse(null);
                    if (!seen.add(key)) {
                        problems.add(key + " is there twice");
                    } else if (known == null) {
                        problems.add(key + " is no key");
                    } else if (!value.equals(
                            known.defaultValue() == null ? "none" : "`" + known.defaultValue() + "`")) {
                        problems.add(key + " has the default " + known.defaultValue() + " and not " + value);
                    }
                });
        for (Key key : Key.values()) {
            if (!seen.contains(key.text())) {
                problems.add(key.text() + " is missing");
            }
        }
        return problems;
    }

    private static Stream<String> trueRows() {
        return Arrays.stream(Key.values())
                .map(key -> "| `" + key.text() + "` | "
                        + (key.defaultValue() == null ? "none" : "`" + key.defaultValue() + "`") + " | meaning |");
    }

    private static List<String> problemsOfTable(Stream<String> rows) {
        return problemsOfTable(rows.collect(Collectors.joining("\n")));
    }

    @Test
    void a_true_table_has_no_problem() {
        assertThat(problemsOfTable(trueRows())).isEmpty();
    }

    @Test
    void a_wrong_default_in_the_table_is_found() {
        assertThat(problemsOfTable(trueRows().map(row -> row.replace("`8`", "`4`"))))
                .containsExactly("onevent.threads has the default 8 and not `4`");
        assertThat(problemsOfTable(trueRows().map(row -> row.replace("none", "`P1D`"))))
                .containsExactly(
                        "onevent.time-to-live has the default null and not `P1D`",
                        "onevent.break-after has the default null and not `P1D`",
                        "onevent.console.role.view has the default null and not `P1D`",
                        "onevent.console.role.operate has the default null and not `P1D`",
                        "onevent.console.role.payload has the default null and not `P1D`");
    }

    @Test
    void a_missing_a_repeated_and_an_invented_row_of_the_table_are_found() {
        assertThat(problemsOfTable(trueRows().filter(row -> !row.contains("onevent.lease"))))
                .containsExactly("onevent.lease is missing");
        assertThat(problemsOfTable(Stream.concat(trueRows(), trueRows().limit(1))))
                .containsExactly("onevent.datasource is there twice");
        assertThat(problemsOfTable(Stream.concat(trueRows(), Stream.of("| `onevent.colour` | `red` | |"))))
                .containsExactly("onevent.colour is no key");
    }
}
