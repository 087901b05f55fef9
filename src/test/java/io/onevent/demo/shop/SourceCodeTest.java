package io.onevent.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SourceCodeTest {

    private static final Path SOURCES = Path.of("src/demo/java/io/onevent/demo/shop");

    private final SourceCode code = new SourceCode(file -> {
        try {
            return Files.readString(SOURCES.resolve(file));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    });

    @Test
    void a_button_leads_to_its_call_and_through_the_methods_of_the_shop() {
        assertThat(code.publishing("group").orElseThrow())
                .startsWith("// the button \"group\" calls shop.placeInOrder(5, \"customer-7\")\n\n@Transactional\n")
                .containsSubsequence("List<UUID> placeInOrder(", "List<UUID> placeMany(", "Order newOrder() {")
                .doesNotContain("placeBurst", "placeForLater")
                .endsWith("\n}");
        assertThat(code.publishing("nothing")).isEmpty();
    }

    @Test
    void a_handler_is_shown_whole_with_its_comment() {
        assertThat(code.handler("order.fails-twice").orElseThrow())
                .startsWith("/** Marks the order done before it fails")
                .contains("@OnEvent(\"order.fails-twice\")\nvoid shipAtTheThirdRun(")
                .endsWith(" of 2)\");\n    }\n}");
        assertThat(code.handler("order.unhandled")).isEmpty();
    }
}
