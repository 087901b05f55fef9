package io.onevent.internal.store;

import io.onevent.EventStoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tries every right that the library's statements need, by statements that touch no row. */
final class Rights {

    private static final String SEQUENCE = "onevent_event_seq";

    private final Jdbc jdbc;
    private final Dialect dialect;
    private final Map<String, List<String>> missing = new LinkedHashMap<>();

    Rights(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /** Whether a statement was refused because of a right, and not because there is no such table. */
    boolean isDenied(EventStoreException refused) {
        return refused.getCause() instanceof SQLException cause && dialect.isDenied(cause);
    }

    /** Notes that a right is missing. */
    void lacks(String table, String right) {
        missing.computeIfAbsent(table, absent -> new ArrayList<>()).add(right);
    }

    /** @param columns all of the table */
    void tryWrites(String table, String columns) {
        String key = columns.split(",", 2)[0];
        attempt(
                table,
                "INSERT",
                "INSERT INTO " + table + " (" + columns + ") SELECT " + columns + " FROM " + table + " WHERE 1 = 0");
        attempt(table, "UPDATE", "UPDATE " + table + " SET " + key + " = " + key + " WHERE 1 = 0");
        attempt(table, "DELETE", "DELETE FROM " + table + " WHERE 1 = 0");
    }

    /** Draws a number, which nobody misses; adds a problem if there is no sequence. */
    void tryNumber(List<String> problems) {
        try {
            jdbc.texts("SELECT " + dialect.nextOrderNumber);
        } catch (EventStoreException refused) {
            if (isDenied(refused)) {
                lacks(SEQUENCE, dialect == Dialect.MARIADB ? "SELECT, INSERT" : "USAGE");
            } else {
                problems.add(StoreOpening.problem(SEQUENCE, refused));
            }
        }
    }

    private void attempt(String table, String right, String statement) {
        try {
            jdbc.update(statement);
        } catch (EventStoreException refused) {
            if (!isDenied(refused)) {
                throw refused;
            }
            lacks(table, right);
        }
    }

    boolean areComplete() {
        return missing.isEmpty();
    }

    /** The statements that grant what is missing. */
    String grants() {
        String user = user(jdbc.texts("SELECT CURRENT_USER").get(0));
        List<String> grants = new ArrayList<>();
        missing.forEach((on, rights) -> grants.add("GRANT " + String.join(", ", rights) + " ON "
                + (on.equals(SEQUENCE) && dialect == Dialect.POSTGRESQL ? "SEQUENCE " : "") + on + " TO " + user
                + ";"));
        return String.join("\n", grants);
    }

    private String user(String name) {
        if (dialect != Dialect.MARIADB) {
            return '"' + name.replace("\"", "\"\"") + '"';
        }
        int host = name.lastIndexOf('@');
        return "'" + name.substring(0, host) + "'@'" + name.substring(host + 1) + "'";
    }
}
