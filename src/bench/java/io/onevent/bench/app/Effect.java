package io.onevent.bench.app;

import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The row that a handler or a publisher inserts in its transaction. */
public final class Effect {

    private Effect() {}

    /** Inserts one for each, in one batch. */
    public static void insertAll(DataSource dataSource, List<String> payloads) throws SQLException {
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement("INSERT INTO bench_effect (payload) VALUES (?)")) {
            for (String payload : payloads) {
                insert.setString(1, payload);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Inserts it. */
    public static void insert(DataSource dataSource, String payload) throws SQLException {
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement("INSERT INTO bench_effect (payload) VALUES (?)")) {
            insert.setString(1, payload);
            insert.executeUpdate();
        }
    }
}
