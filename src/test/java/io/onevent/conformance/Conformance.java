package io.onevent.conformance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Writes what a run of the integration tests has come to into its cell of the page, whose other cells stay, and what
 * passed of the whole page into the matrix of the README. It is run by {@code .ci/profiles} as a source file, after each
 * profile:
 *
 * <pre>java Conformance.java REPORTS PAGE README</pre>
 */
public final class Conformance {

    private static final String HEAD =
            "| server | database | JDK of the server | tests | on |\n|---|---|---|---|---|\n";

    private static final Map<String, String> SERVERS = Map.of(
            "payara-micro", "Payara Micro",
            "payara-server", "Payara Server",
            "wildfly", "WildFly",
            "wildfly-preview", "WildFly Preview",
            "openliberty", "Open Liberty",
            "glassfish", "GlassFish");

    private static final Map<String, String> DATABASES =
            Map.of("postgresql", "PostgreSQL", "mariadb", "MariaDB", "h2", "H2");

    private Conformance() {}

    public static void main(String[] args) throws Exception {
        Path page = Path.of(args[1]);
        Files.writeString(page, with(Files.readString(page), cell(Path.of(args[0]), LocalDate.now())));
        Path readme = Path.of(args[2]);
        Files.writeString(readme, withMatrix(Files.readString(readme), Files.readString(page)));
    }

    /** A row of the table: the first three columns say which cell it is. */
    record Cell(String server, String database, String jdk, String tests, String on) {

        static Optional<Cell> of(String line) {
            String[] columns = line.split("\\|", -1);
            return columns.length == 7 && line.startsWith("| ") && !line.startsWith("| server ")
                    ? Optional.of(new Cell(
                            columns[1].strip(),
                            columns[2].strip(),
                            columns[3].strip(),
                            columns[4].strip(),
                            columns[5].strip()))
                    : Optional.empty();
        }

        String key() {
            return server + " | " + database + " | " + jdk;
        }

        String row() {
            return "| " + key() + " | " + tests + " | " + on + " |\n";
        }

        boolean passed() {
            return tests.matches("\\d+");
        }
    }

    /** What the reports of one run say; a test class that was left out as a whole has none. */
    static Cell cell(Path reports, LocalDate on) throws Exception {
        int tests = 0;
        int failed = 0;
        Map<String, String> properties = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(reports, "TEST-*.xml")) {
            for (Path file : files) {
                Element suite = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(file.toFile())
                        .getDocumentElement();
                tests += number(suite, "tests") - number(suite, "skipped");
                failed += number(suite, "failures") + number(suite, "errors");
                readProperties(suite, properties);
            }
        }
        if (tests == 0) {
            throw new IllegalStateException("no test was run: there is no report in " + reports);
        }
        return new Cell(
                SERVERS.get(properties.get("server.name")) + " " + properties.get("server.version"),
                DATABASES.get(properties.get("onevent.test.database")) + " " + properties.get("database.version"),
                jdk(Path.of(properties.get("server.jdk"))),
                failed == 0 ? String.valueOf(tests) : "**" + failed + " of " + tests + " failed**",
                on.toString());
    }

    private static int number(Element suite, String attribute) {
        return Integer.parseInt(suite.getAttribute(attribute));
    }

    private static void readProperties(Element suite, Map<String, String> properties) {
        NodeList all = suite.getElementsByTagName("property");
        for (int i = 0; i < all.getLength(); i++) {
            Element property = (Element) all.item(i);
            properties.put(property.getAttribute("name"), property.getAttribute("value"));
        }
    }

    private static String jdk(Path home) throws IOException {
        return Files.readAllLines(home.resolve("release")).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("[^0-9.]", ""))
                .findFirst()
                .orElseThrow();
    }

    /** The page with this cell in place of what it said of it before, its rows in order. */
    static String with(String page, Cell cell) {
        Map<String, Cell> cells = new TreeMap<>();
        List<String> text = new ArrayList<>();
        for (String line : page.lines().toList()) {
            Optional<Cell> row = Cell.of(line);
            row.ifPresent(one -> cells.put(one.key(), one));
            if (row.isEmpty()) {
                text.add(line + "\n");
            }
        }
        cells.put(cell.key(), cell);
        StringBuilder rows = new StringBuilder(HEAD);
        cells.values().forEach(one -> rows.append(one.row()));
        return String.join("", text).replace(HEAD, rows);
    }

    /** A text with the matrix of what the page says has passed in place of the one that it had. */
    static String withMatrix(String text, String page) {
        return text.replaceFirst("(?m)^\\| server \\| on JDK .*\\R(\\|.*\\R)+", Matcher.quoteReplacement(matrix(page)));
    }

    /** A row for each server, a column for each JDK: on which databases it passed. */
    static String matrix(String page) {
        SortedSet<String> jdks = new TreeSet<>();
        Map<String, Map<String, Map<String, SortedSet<String>>>> servers = new TreeMap<>();
        page.lines()
                .flatMap(line -> Cell.of(line).stream())
                .filter(Cell::passed)
                .forEach(cell -> {
                    String[] database = cell.database.split(" ");
                    String jdk = major(cell.jdk);
                    jdks.add(jdk);
                    servers.computeIfAbsent(cell.server, server -> new TreeMap<>())
                            .computeIfAbsent(jdk, one -> new TreeMap<>(Comparator.reverseOrder()))
                            .computeIfAbsent(database[0], product -> new TreeSet<>())
                            .add(major(database[1]));
                });
        StringBuilder matrix = new StringBuilder("| server |");
        jdks.forEach(jdk -> matrix.append(" on JDK ").append(jdk).append(" |"));
        matrix.append("\n|---|").append("---|".repeat(jdks.size())).append('\n');
        servers.forEach((server, databases) -> {
            matrix.append("| ").append(server).append(" |");
            jdks.forEach(jdk -> matrix.append(' ')
                    .append(databases.getOrDefault(jdk, Map.of()).entrySet().stream()
                            .map(of -> of.getKey() + " " + String.join(", ", of.getValue()))
                            .collect(Collectors.joining("; ")))
                    .append(" |"));
            matrix.append('\n');
        });
        return matrix.toString();
    }

    private static String major(String version) {
        return version.replaceFirst("\\..*", "");
    }
}
