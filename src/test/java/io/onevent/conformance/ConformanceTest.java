package io.onevent.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.conformance.Conformance.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page says what the runs came to, and the README no more than the page. */
class ConformanceTest {

    private static final LocalDate DAY = LocalDate.of(2026, 1, 2);

    private static final Cell OLD = new Cell("WildFly 1", "H2 2", "17", "4", "2026-01-01");

    private static final String HEAD =
            "# Page\n\n| server | database | JDK of the server | tests | on |\n|---|---|---|---|---|\n";

    @TempDir
    private Path reports;

    private void report(String file, int tests, int failures, int errors, int skipped) throws IOException {
        Path jdk = Files.createDirectories(reports.resolve("jdk"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.15\"\n");
        Files.writeString(
                reports.resolve("TEST-" + file + ".xml"),
                """
                <testsuite tests="%d" failures="%d" errors="%d" skipped="%d">
                  <properties>
                    <property name="server.name" value="openliberty"/>
                    <property name="server.version" value="26.0.0.3"/>
                    <property name="server.jdk" value="%s"/>
                    <property name="onevent.test.database" value="postgresql"/>
                    <property name="database.version" value="18.6.0"/>
                  </properties>
                </testsuite>
                """
                        .formatted(tests, failures, errors, skipped, jdk));
    }

    @Test
    void a_cell_has_the_tests_of_all_reports_but_those_that_were_skipped() throws Exception {
        report("a", 10, 0, 0, 1);
        report("b", 5, 0, 0, 0);
        assertThat(Conformance.cell(reports, DAY))
                .isEqualTo(new Cell("Open Liberty 26.0.0.3", "PostgreSQL 18.6.0", "17.0.15", "14", "2026-01-02"));
    }

    @Test
    void what_failed_is_said() throws Exception {
        report("a", 10, 1, 2, 0);
        assertThat(Conformance.cell(reports, DAY).tests()).isEqualTo("**3 of 10 failed**");
    }

    @Test
    void a_run_without_a_test_has_no_cell() {
        assertThatThrownBy(() -> Conformance.cell(reports, DAY)).hasMessageStartingWith("no test was run");
    }

    @Test
    void a_cell_takes_the_place_of_what_was_said_of_it_and_leaves_the_others() {
        Cell other = new Cell("Open Liberty 1", "H2 2", "17", "3", "2026-01-02");
        Cell now = new Cell("WildFly 1", "H2 2", "17", "5", "2026-01-02");
        String page = Conformance.with(Conformance.with(Conformance.with(HEAD, OLD), other), now);
        assertThat(page).isEqualTo(HEAD + other.row() + now.row());
    }

    @Test
    void the_text_of_the_page_stays() {
        assertThat(Conformance.with(HEAD + "\nLast.\n", OLD)).isEqualTo(HEAD + OLD.row() + "\nLast.\n");
    }

    @Test
    void the_matrix_has_what_passed_by_server_and_jdk() {
        String page = HEAD
                + new Cell("WildFly 1", "PostgreSQL 13.2", "17.0.1", "4", "-").row()
                + new Cell("WildFly 1", "PostgreSQL 18.6", "17.0.1", "4", "-").row()
                + new Cell("WildFly 1", "H2 2.3", "17.0.1", "4", "-").row()
                + new Cell("WildFly 1", "PostgreSQL 18.6", "25", "4", "-").row()
                + new Cell("Payara Micro 7", "H2 2.3", "25", "4", "-").row()
                + new Cell("Payara Micro 7", "PostgreSQL 18.6", "25", "**1 of 4 failed**", "-").row();
        String matrix =
                """
                | server | on JDK 17 | on JDK 25 |
                |---|---|---|
                | Payara Micro 7 |  | H2 2 |
                | WildFly 1 | PostgreSQL 13, 18; H2 2 | PostgreSQL 18 |
                """;
        assertThat(Conformance.matrix(page)).isEqualTo(matrix);
        String text = "First.\n\n%s\nLast.\n";
        String old = "| server | on JDK 11 |\n|---|---|\n| WildFly 0 | H2 2 |\n";
        assertThat(Conformance.withMatrix(text.formatted(old), page)).isEqualTo(text.formatted(matrix));
    }

    @Test
    void the_matrix_of_the_README_is_that_of_the_page() throws IOException {
        assertThat(Files.readString(Path.of("README.md")))
                .contains("\n" + Conformance.matrix(Files.readString(Path.of("docs/conformance.md"))) + "\n");
    }
}
