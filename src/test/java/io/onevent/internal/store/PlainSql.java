package io.onevent.internal.store;

import io.onevent.it.DatabaseProduct;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/** The statements of the changelog for one database, for those who do not run Liquibase. */
final class PlainSql {

    private static final Path CHANGELOGS = Path.of("liquibase");

    /** Liquibase tells before each change set where it is from. */
    private static final Pattern CHANGE_SET = Pattern.compile("--\\s+Changeset \\S+?::(\\S+)::onevent");

    private PlainSql() {}

    /** The file that applications run. */
    static Path file(DatabaseProduct product) {
        return CHANGELOGS.resolve("sql/" + name(product) + ".sql");
    }

    /** What the file has to be. */
    static String generated(DatabaseProduct product) throws Exception {
        StringBuilder text = new StringBuilder("-- The tables of OnEvent for " + title(product)
                + ", to be run once, in this order. Made from liquibase/changelog.xml; not to be edited.\n");
        updateSql(product).lines().forEach(line -> {
            Matcher changeSet = CHANGE_SET.matcher(line);
            if (changeSet.matches()) {
                text.append("\n-- changeSet ").append(changeSet.group(1)).append('\n');
            } else if (!line.isBlank() && !line.startsWith("--")) {
                text.append(line.stripTrailing()).append('\n');
            }
        });
        return text.toString();
    }

    /** Without a database: Liquibase knows each product, and notes what it has done in a file instead of in a table. */
    private static String updateSql(DatabaseProduct product) throws Exception {
        Path folder = Files.createTempDirectory("plain-sql");
        Path noted = folder.resolve("databasechangelog.csv");
        StringWriter sql = new StringWriter();
        DirectoryResourceAccessor changelogs = new DirectoryResourceAccessor(CHANGELOGS);
        Database offline = DatabaseFactory.getInstance()
                .openDatabase(
                        "offline:" + name(product) + "?version=" + version(product)
                                + "&outputLiquibaseSql=none&changeLogFile=" + noted,
                        null,
                        null,
                        null,
                        changelogs);
        try (Liquibase liquibase = new Liquibase("changelog.xml", changelogs, offline)) {
            Scope.child(
                    Scope.Attr.ui,
                    new LoggerUIService(),
                    () -> liquibase.update(new Contexts(), new LabelExpression(), sql));
        } finally {
            Files.deleteIfExists(noted);
            Files.delete(folder);
        }
        return sql.toString();
    }

    /** As the command line tools of the databases tell statements apart. */
    static List<String> statements(String text) {
        String code = text.replaceAll("(?m)^--.*\\R", "");
        return Arrays.stream(code.split(";\\s*\\R"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String name(DatabaseProduct product) {
        return product.name().toLowerCase(Locale.ROOT);
    }

    private static String title(DatabaseProduct product) {
        return switch (product) {
            case POSTGRESQL -> "PostgreSQL";
            case MARIADB -> "MariaDB";
            case H2 -> "H2";
        };
    }

    private static String version(DatabaseProduct product) {
        return switch (product) {
            case POSTGRESQL -> "17.0";
            case MARIADB -> "11.4";
            case H2 -> "2.3.232";
        };
    }
}
