package io.onevent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In all documents the Java compiles and the links lead somewhere; each check is shown to find what does not. */
class DocumentsTest {

    @TempDir
    private Path folder;

    static List<Path> documents() {
        return Documents.in(Path.of(""));
    }

    @Test
    void the_documents_of_all_folders_are_looked_at() {
        assertThat(documents())
                .contains(
                        Path.of("README.md"),
                        Path.of("docs/operating.md"),
                        Path.of("docs/guides/schema-without-liquibase.md"));
    }

    // The Java blocks

    private record BlockOf(Path document, JavaBlocks.Block block) {
        @Override
        public String toString() {
            return document + " " + block;
        }

        private List<String> errors(Path classes) {
            return block.errors(classes).stream()
                    .map(error -> document + " " + error)
                    .toList();
        }
    }

    private static Stream<BlockOf> blocksOf(Path document) {
        return JavaBlocks.of(Documents.text(document)).stream().map(block -> new BlockOf(document, block));
    }

    static Stream<BlockOf> blocks() {
        return documents().stream().flatMap(DocumentsTest::blocksOf);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blocks")
    void a_java_block_of_a_document_compiles(BlockOf block) {
        assertThat(block.errors(folder)).isEmpty();
    }

    @Test
    void a_block_that_does_not_compile_is_told_with_file_and_line() throws IOException {
        Path document = folder.resolve("docs/guides/wrong.md");
        write(document, "# Wrong\n\n```java\nevents.publish(\"a\");\nevents.send(\"a\");\n```\n");
        assertThat(Documents.in(folder)).containsExactly(document);
        assertThat(blocksOf(document).flatMap(block -> block.errors(folder).stream()))
                .singleElement()
                .asString()
                .startsWith(document + " line 5: ");
    }

    // The links

    @ParameterizedTest
    @MethodSource("documents")
    void the_links_of_a_document_lead_to_what_is_there(Path document) {
        assertThat(MarkdownLinks.problems(document)).isEmpty();
    }

    @Test
    void links_that_lead_nowhere_are_told_with_file_and_line() throws IOException {
        Path other = folder.resolve("other.md");
        write(other, "# `onevent.x` is \"there\", again\n## Twice\n## Twice\n```\n# No heading\n```\n");
        Path document = folder.resolve("docs/links.md");
        write(
                document,
                """
                # Links

                [one](../other.md), [two](../other.md#onevent-is-there-again) and [three](missing.md)
                [over
                lines](#none) `[code](missing.md)` ![image](missing.png) [out](https://example.org/missing)

                ```
                [code](missing.md)
                ```
                [a](../other.md#oneventx-is-there-again) [b](../other.md#twice-1) [c](#links) [d](../other.md#no-heading)
                """);
        assertThat(MarkdownLinks.problems(document))
                .containsExactly(
                        document + " line 3: ../other.md#onevent-is-there-again has no such heading",
                        document + " line 3: missing.md is not there",
                        document + " line 5: #none has no such heading",
                        document + " line 5: missing.png is not there",
                        document + " line 10: ../other.md#no-heading has no such heading");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
