package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JarIT {

    private static final File JAR = new File(System.getProperty("onevent.jar"));
    private static final String MAVEN = "META-INF/maven/io.onevent/onevent/";

    private static final List<String> RESOURCES = List.of(
            "META-INF/MANIFEST.MF",
            "META-INF/beans.xml",
            "META-INF/microprofile-config.properties",
            "META-INF/web-fragment.xml",
            "META-INF/onevent/liquibase/changelog.xml",
            "META-INF/onevent/liquibase/sql/h2.sql",
            "META-INF/onevent/liquibase/sql/mariadb.sql",
            "META-INF/onevent/liquibase/sql/postgresql.sql",
            "META-INF/services/jakarta.enterprise.inject.spi.Extension",
            "META-INF/services/jakarta.servlet.ServletContainerInitializer",
            MAVEN + "pom.xml",
            MAVEN + "pom.properties",
            "io/onevent/internal/log/version.txt");

    /** Nothing is shaded in and no resource came along by mistake; that the JAR is small is no aim. */
    @Test
    void the_jar_holds_no_library_beside_its_own_classes() throws IOException {
        assertThat(JAR.length()).isLessThan(650_000);
        try (JarFile jar = new JarFile(JAR)) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .filteredOn(name -> !name.endsWith("/") && !name.endsWith(".class"))
                    .containsExactlyInAnyOrderElementsOf(RESOURCES);
        }
    }

    /** It is a JAR of its own, so that no application answers HTTP that does not want to. */
    @Test
    void the_console_is_in_a_jar_of_its_own_with_nothing_else() throws IOException {
        assertThat(ConsoleApp.consoleJar().length()).isLessThan(200_000);
        try (JarFile jar = new JarFile(ConsoleApp.consoleJar())) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .filteredOn(name -> !name.endsWith("/") && !name.matches("io/onevent/console/[^/]+[.]class"))
                    .containsExactlyInAnyOrder(
                            "META-INF/MANIFEST.MF",
                            "META-INF/services/jakarta.servlet.ServletContainerInitializer",
                            "io/onevent/console/console.css",
                            "io/onevent/console/console.js");
            assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                    .isEqualTo("io.onevent.console");
        }
        try (JarFile jar = new JarFile(JAR)) {
            assertThat(jar.stream().map(JarEntry::getName)).noneMatch(name -> name.startsWith("io/onevent/console"));
        }
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

    /** So `mvn install:install-file -Dfile=...` needs nothing else, and who depends on it gets nothing else. A release says more of itself. */
    @Test
    void the_jar_has_a_pom_with_no_dependency_to_pass_on_and_nothing_of_the_build() throws Exception {
        Document pom;
        try (JarFile jar = new JarFile(JAR);
                InputStream text = jar.getInputStream(jar.getEntry(MAVEN + "pom.xml"))) {
            pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(text);
        }
        assertThat(elements(pom.getDocumentElement().getChildNodes()).map(Element::getTagName))
                .contains("groupId", "artifactId", "version", "name", "description", "licenses")
                .isSubsetOf(
                        "modelVersion",
                        "groupId",
                        "artifactId",
                        "version",
                        "name",
                        "description",
                        "licenses",
                        "dependencies",
                        "url",
                        "developers",
                        "scm");
        assertThat(elements(pom.getElementsByTagName("*")).map(Element::getTextContent))
                .allMatch(content -> !content.isBlank() && !content.contains("${"));
        assertThat(elements(pom.getElementsByTagName("dependency")))
                .isNotEmpty()
                .allMatch(dependency -> dependency
                        .getElementsByTagName("scope")
                        .item(0)
                        .getTextContent()
                        .equals("provided"));
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast);
    }

    @Test
    void the_jar_says_which_artifact_it_is() throws IOException {
        Properties artifact = new Properties();
        try (JarFile jar = new JarFile(JAR);
                InputStream text = jar.getInputStream(jar.getEntry(MAVEN + "pom.properties"))) {
            artifact.load(text);
        }
        assertThat(artifact)
                .containsEntry("groupId", "io.onevent")
                .containsEntry("artifactId", "onevent")
                .containsKey("version");
    }

    @Test
    void the_jar_is_a_module_of_this_name() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                    .isEqualTo("io.onevent");
        }
    }

    @Test
    void the_javadoc_is_of_what_applications_use_and_of_nothing_else() throws IOException {
        try (JarFile javadoc = new JarFile(JAR.getPath().replaceAll("\\.jar$", "-javadoc.jar"))) {
            assertThat(javadoc.stream().map(JarEntry::getName).filter(name -> name.matches("io.*/.*[.]html")))
                    .contains("io/onevent/package-summary.html", "io/onevent/EventPublisher.html")
                    .contains("io/onevent/QueueStatus.BlockedGroup.html")
                    .allMatch(name -> name.startsWith("io/onevent/") && !name.contains("internal"));
        }
    }
}
