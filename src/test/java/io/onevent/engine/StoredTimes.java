package io.onevent.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * All times that the tables of OnEvent hold. Moved back by an hour, they stand to the database's clock as if an hour had passed: what was
 * due in an hour is due, what expires within it has expired, and so on, and the clock itself needs no faking.
 */
final class StoredTimes {

    /** By table. A column that is computed from another follows it. */
    static final Map<String, List<String>> COLUMNS = new TreeMap<>(Map.of(
            "onevent_audit", List.of("done_at"),
            "onevent_event", List.of("create_date", "expired_at", "due_at", "first_failure"),
            "onevent_dead_event", List.of("create_date", "expired_at", "first_failure", "last_failure"),
            "onevent_processed_event", List.of("create_date", "expired_at", "due_at", "start_date", "processed_date"),
            "onevent_instance", List.of("alive_since", "lease_until"),
            "onevent_key", List.of("published_at", "kept_until"),
            "onevent_paused_name", List.of("since", "paused_until"),
            "onevent_pause", List.of("since")));

    /**
     * Without its length a lease is what its end says. An end that has changed and lies in the past would otherwise be taken for the
     * work of somebody who has set the database's clock forward, which kills nobody.
     */
    private static final String LEASES_AS_THEY_STAND =
            "UPDATE onevent_instance SET lease = NULL WHERE lease IS NOT NULL";

    private final DataSource dataSource;
    private final String lessMillis;

    /** @param isPostgres or H2 */
    StoredTimes(DataSource dataSource, boolean isPostgres) {
        this.dataSource = dataSource;
        this.lessMillis = isPostgres
                ? " - cast(? AS bigint) * interval '1 millisecond'"
                : " - INTERVAL '0.001' SECOND(18, 3) * cast(? AS bigint)";
    }

    /** Moves all back, in a transaction of its own. */
    void moveBack(Duration by) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                for (Map.Entry<String, List<String>> table : COLUMNS.entrySet()) {
                    moveBack(connection, table.getKey(), table.getValue(), by.toMillis());
                }
                try (PreparedStatement statement = connection.prepareStatement(LEASES_AS_THEY_STAND)) {
                    statement.executeUpdate();
                }
                connection.commit();
            } finally {
                connection.rollback();
            }
        } catch (SQLException refused) {
            throw new IllegalStateException("the times cannot be moved: " + refused.getMessage(), refused);
        }
    }

    private void moveBack(Connection connection, String table, List<String> columns, long millis) throws SQLException {
        List<String> moves = new ArrayList<>();
        columns.forEach(column -> moves.add(column + " = " + column + lessMillis));
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE " + table + " SET " + String.join(", ", moves))) {
            for (int i = 1; i <= columns.size(); i++) {
                statement.setLong(i, millis);
            }
            statement.executeUpdate();
        }
    }
}
