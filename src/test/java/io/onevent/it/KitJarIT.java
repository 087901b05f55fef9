package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

class KitJarIT {

    private static final File JAR = new File(System.getProperty("onevent.testkit.jar"));

    @Test
    void the_jar_of_the_test_kit_has_its_own_classes_and_what_makes_them_beans() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .filteredOn(name -> !name.endsWith("/") && !name.startsWith("io/onevent/testkit/"))
                    .containsExactlyInAnyOrder(
                            "META-INF/MANIFEST.MF",
                            "META-INF/beans.xml",
                            "META-INF/services/jakarta.enterprise.inject.spi.Extension");
            assertThat(jar.getEntry("io/onevent/testkit/HandlerTest.class")).isNotNull();
            assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                    .isEqualTo("io.onevent.testkit");
        }
    }

    @Test
    void the_jar_of_the_library_has_nothing_of_it() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("onevent.jar"))) {
            assertThat(jar.stream().map(JarEntry::getName)).noneMatch(name -> name.startsWith("io/onevent/testkit"));
        }
    }

    @Test
    void the_javadoc_and_the_sources_have_what_tests_use_of_it() throws IOException {
        try (JarFile javadoc = new JarFile(System.getProperty("onevent.jar").replaceAll("\\.jar$", "-javadoc.jar"));
                JarFile sources = new JarFile(JAR.getPath().replaceAll("\\.jar$", "-sources.jar"))) {
            assertThat(javadoc.stream().map(JarEntry::getName))
                    .contains("io/onevent/testkit/package-summary.html", "io/onevent/testkit/TestEvents.html");
            assertThat(sources.getEntry("io/onevent/testkit/HandlerTest.java")).isNotNull();
        }
    }
}
