package io.onevent;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.config.Key;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README says of code and configuration is so; each check is shown to find what is not. */
class ReadmeTest {

    @TempDir
    private Path classes;

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    // The configuration table

    @Test
    void the_configuration_table_has_every_key_once_with_its_default() throws IOException {
        assertThat(problemsOfTable(Files.readString(Path.of("docs/configuration.md"))))
                .isEmpty();
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
                .containsExactly("onevent.time-to-live has the default null and not `P1D`");
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

    // The Java blocks

    static List<JavaBlocks.Block> blocks() throws IOException {
        return JavaBlocks.of(readme());
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void a_java_block_of_the_readme_compiles(JavaBlocks.Block block) {
        assertThat(block.errors(classes)).isEmpty();
    }

    static Stream<String> goodBlocks() {
        return Stream.of(
                "import io.onevent.OnEvent;\n\npublic class Orders {\n    @OnEvent(\"a\")\n    void a() {}\n}",
                "@ApplicationScoped\nclass Orders {\n    @Inject EventPublisher events;\n}",
                "public interface Orders {}",
                "record Order(long id) {\n    Order changed() { return new Order(id + 1); }\n}",
                "@Inject\nDeadEvents deadEvents;\n\nvoid mend() { deadEvents.count(DeadEventFilter.all()); }",
                "void mend() {}",
                "events.publish(\"order.placed\", order); // comment",
                "for (DeadEvent dead : deadEvents.list(DeadEventFilter.all())) {\n    em.persist(dead);\n}");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("goodBlocks")
    void a_block_may_be_a_file_a_type_members_or_statements(String text) {
        assertThat(JavaBlocks.of("```java\n" + text + "\n```\n"))
                .singleElement()
                .satisfies(block -> assertThat(block.errors(classes)).isEmpty());
    }

    static Stream<String> badBlocks() {
        return Stream.of(
                "import io.onevent.OnEvent;\nclass Orders { EventPublisher notImported; }",
                "@ApplicationScoped\nclass Orders { @OnEvent void noName() {} }",
                "@Inject\nDeadLetters deadEvents;",
                "order.\n    missing();",
                "order.isLocked();\nevents.send(\"order.placed\", order);");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("badBlocks")
    void a_block_that_does_not_compile_is_found_with_its_line(String text) {
        List<JavaBlocks.Block> blocks = JavaBlocks.of(
                "# Title\n\n```xml\n<a/>\n```\n\n1. List\n\n   ```java\n" + text.indent(3) + "   ```\nend");
        assertThat(blocks).singleElement().satisfies(block -> assertThat(block.errors(classes))
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error).matches("(?s)line 1[01]: .*")));
        assertThat(blocks.get(0).line()).isEqualTo(10);
    }
}
