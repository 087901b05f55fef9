package io.onevent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java blocks that compile are told from those that do not. */
class JavaBlocksTest {

    @TempDir
    private Path classes;

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
