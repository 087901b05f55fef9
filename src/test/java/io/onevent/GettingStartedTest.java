package io.onevent;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.start.Page;
import io.onevent.start.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be known of the pages of docs/getting-started without a server; each check is shown to find what is wrong. */
class GettingStartedTest {

    @TempDir
    private Path classes;

    static List<Page> pages() throws IOException {
        return Page.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void the_java_files_of_a_page_compile(Page page) {
        assertThat(errors(page)).isEmpty();
        assertThat(page.files().keySet()).contains("src/main/java/shop/Orders.java");
    }

    private List<String> errors(Page page) {
        return page.files().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".java"))
                .flatMap(file -> JavaBlocks.of("```java\n" + file.getValue() + "```\n").stream())
                .flatMap(block -> block.errors(classes).stream())
                .toList();
    }

    @Test
    void a_java_file_that_does_not_compile_is_found() {
        String commands =
                """
                cat > src/main/java/shop/Orders.java <<'EOF'
                package shop;

                public class Orders {
                    EventPublisher notImported;
                }
                EOF
                """;
        assertThat(errors(page(commands))).singleElement().asString().startsWith("line 5: ");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_page_has_the_versions_of_this_project(Page page) throws IOException {
        Versions versions = Versions.ofProject(Files.readString(Path.of("pom.xml")));
        assertThat(versions.problems(page)).isEmpty();
    }

    static Stream<String> oldVersions() {
        return Stream.of(
                "<artifactId>liquibase-core</artifactId>\n      <version>4.0.0</version>",
                "<artifactId>onevent</artifactId><version>4.0.0</version>",
                "mvn -Dartifact=fish.payara.distributions:payara:4.0.0:zip",
                "mvn -Dartifact=fish.payara.extras:payara-micro:4.0.0 -q",
                "mvn -q org.apache.maven.plugins:maven-dependency-plugin:4.0.0:unpack");
    }

    @ParameterizedTest
    @MethodSource("oldVersions")
    void another_version_is_found(String commands) throws IOException {
        assertThat(Versions.ofProject(Files.readString(Path.of("pom.xml"))).problems(page(commands)))
                .singleElement()
                .asString()
                .contains("4.0.0");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_page_says_what_its_reader_sees_when_the_event_is_handled(Page page) {
        List<Page.Step> steps = page.steps();
        assertThat(steps.get(page.handled()).seen())
                .anySatisfy(line -> assertThat(line).contains("shipped"));
        assertThat(steps).as("and then how to stop it").hasSizeGreaterThan(page.handled() + 1);
        assertThat(page.ports()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_page_is_short(Page page) {
        assertThat(page.text().lines().count()).isLessThan(140);
    }

    private static Page page(String text) {
        return new Page("test", text);
    }
}
