package io.onevent.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** The clock of the database, which all instances share. It decides what is due, expired or dead. */
public final class DatabaseClock {

    private final Jdbc jdbc;
    private final Dialect dialect;

    DatabaseClock(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /** What it says now. Needs no transaction. */
    public Instant now() {
        try (Connection connection = jdbc.connection()) {
            return now(jdbc, connection);
        } catch (SQLException refused) {
            throw Jdbc.refused("the database's clock", refused);
        }
    }

    Instant now(Jdbc through, Connection connection) throws SQLException {
        return through.query(
                        connection, "SELECT " + dialect.clock + " AS clock", result -> jdbc.instant(result, "clock"))
                .get(0);
    }
}
