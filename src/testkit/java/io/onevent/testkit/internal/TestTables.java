package io.onevent.testkit.internal;

import io.onevent.EventPublisher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import javax.sql.DataSource;

/** The tables of OnEvent in the database of a test. */
public final class TestTables {

    private static final String SCRIPTS = "/META-INF/onevent/liquibase/sql/";

    private TestTables() {}

    /** Creates them by the script in the JAR of OnEvent, unless they are there. */
    public static void createIfMissing(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            if (!areThere(connection)) {
                create(connection);
            }
        } catch (SQLException refused) {
            throw new IllegalStateException(
                    "the database of the test cannot be used: " + refused.getMessage(), refused);
        }
    }

    private static boolean areThere(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT id FROM onevent_event WHERE 1 = 0");
            return true;
        } catch (SQLException missing) {
            return false;
        }
    }

    private static void create(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        try (Statement statement = connection.createStatement()) {
            for (String sql : script(product).split(";\\s*\\R")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private static String script(String product) {
        try (InputStream script = EventPublisher.class.getResourceAsStream(SCRIPTS + product + ".sql")) {
            if (script == null) {
                throw new IllegalStateException(
                        "OnEvent knows no tables for " + product + ": PostgreSQL, MariaDB and H2 are possible");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("(?m)^--.*$", "")
                    .strip();
        } catch (IOException unreadable) {
            throw new IllegalStateException("the script for " + product + " cannot be read", unreadable);
        }
    }
}
