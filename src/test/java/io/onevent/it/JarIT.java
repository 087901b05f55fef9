package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

class JarIT {

    private static final File JAR = new File(System.getProperty("onevent.jar"));

    /** Nothing is shaded in and no resource came along by mistake; that the JAR is small is no aim. */
    @Test
    void the_jar_holds_no_library_beside_its_own_classes() {
        assertThat(JAR.length()).isLessThan(600_000);
    }

    @Test
    void the_jar_has_the_changelog_and_nothing_that_disturbs_an_application() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            assertThat(List.of("changelog.xml", "sql/postgresql.sql", "sql/mariadb.sql", "sql/h2.sql"))
                    .allSatisfy(file -> assertThat(jar.getEntry("META-INF/onevent/liquibase/" + file))
                            .isNotNull());
            assertThat(jar.getEntry("META-INF/persistence.xml"))
                    .as("it would break applications with an unnamed @PersistenceContext")
                    .isNull();
            assertThat(jar.stream().filter(entry -> entry.getName().endsWith(".class")))
                    .allMatch(entry -> entry.getName().startsWith("io/onevent/"));
        }
    }
}
