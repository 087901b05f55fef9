package io.onevent.bench.app;

import java.sql.SQLException;
import javax.sql.DataSource;

/** The row that a handler or a publisher inserts in its transaction. */
public final class Effect {

    private Effect() {}

    /** Inserts it. */
    public static void insert(DataSource dataSource, String payload) throws SQLException {
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement("INSERT INTO bench_effect (payload) VALUES (?)")) {
            insert.setString(1, payload);
            insert.executeUpdate();
        }
    }
}
