package io.onevent.testkit.internal;

import io.onevent.EventStoreException;
import io.onevent.StoredEvent;
import io.onevent.internal.store.Headers;
import io.onevent.testkit.PublishedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The rows of events for a test: reads what waits, moves times, deletes all; in the thread's transaction, if any. */
final class StoredRows {

    /** Times that pass, by table. Not those of instances: it is they that live on. */
    private static final Map<String, List<String>> TIMES = new TreeMap<>(Map.of(
            "onevent_event", List.of("create_date", "expired_at", "due_at", "first_failure"),
            "onevent_dead_event", List.of("create_date", "expired_at", "first_failure", "last_failure"),
            "onevent_processed_event", List.of("create_date", "expired_at", "due_at", "start_date", "processed_date"),
            "onevent_key", List.of("published_at", "kept_until"),
            "onevent_paused_name", List.of("since", "paused_until"),
            "onevent_pause", List.of("since")));

    private static final List<String> CLEAR = List.of(
            "DELETE FROM onevent_event",
            "DELETE FROM onevent_dead_event",
            "DELETE FROM onevent_processed_event",
            "DELETE FROM onevent_key",
            "DELETE FROM onevent_paused_name",
            "UPDATE onevent_pause SET paused = 0");

    private static final String WAITING =
            "SELECT id, name, payload, group_id, event_key, headers, create_date, expired_at,"
                    + " retry, due_at FROM onevent_event ORDER BY seq";

    private final DataSource dataSource;

    StoredRows(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T with(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException refused) {
            throw new EventStoreException("the test kit is refused by the database: " + refused.getMessage(), refused);
        }
    }

    /** What waits, in the order of its numbers. */
    List<PublishedEvent> waiting() {
        return with(connection -> {
            boolean isUtc = isMariaDb(connection);
            List<PublishedEvent> waiting = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(WAITING)) {
                while (row.next()) {
                    waiting.add(new PublishedEvent(
                            new StoredEvent(
                                    UUID.fromString(row.getString("id")),
                                    row.getString("name"),
                                    row.getString("payload"),
                                    row.getString("group_id"),
                                    row.getString("event_key"),
                                    Headers.orNone(row.getString("headers")),
                                    time(row, "create_date", isUtc),
                                    time(row, "expired_at", isUtc),
                                    row.getInt("retry")),
                            time(row, "due_at", isUtc)));
                }
            }
            return waiting;
        });
    }

    /** MariaDB's columns have no zone, and hold times of UTC. */
    private static Instant time(ResultSet row, String column, boolean isUtc) throws SQLException {
        if (isUtc) {
            LocalDateTime local = row.getObject(column, LocalDateTime.class);
            return local == null ? null : local.toInstant(ZoneOffset.UTC);
        }
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static String product(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().toUpperCase(Locale.ROOT);
    }

    private static boolean isMariaDb(Connection connection) throws SQLException {
        return product(connection).startsWith("MARIADB");
    }

    /** Moves all times back: they stand to the database's clock as if so much had passed. */
    void moveBack(Duration by) {
        with(connection -> {
            String less = isMariaDb(connection)
                    ? " - INTERVAL (? * 1000) MICROSECOND"
                    : product(connection).startsWith("H2")
                            ? " - INTERVAL '0.001' SECOND(18, 3) * cast(? AS bigint)"
                            : " - cast(? AS bigint) * interval '1 millisecond'";
            for (Map.Entry<String, List<String>> table : TIMES.entrySet()) {
                String moves = table.getValue().stream()
                        .map(column -> column + " = " + column + less)
                        .collect(Collectors.joining(", "));
                try (PreparedStatement statement =
                        connection.prepareStatement("UPDATE " + table.getKey() + " SET " + moves)) {
                    for (int i = 1; i <= table.getValue().size(); i++) {
                        statement.setLong(i, by.toMillis());
                    }
                    statement.executeUpdate();
                }
            }
            return null;
        });
    }

    /** Deletes all events, wherever they are. */
    void clear() {
        with(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : CLEAR) {
                    statement.executeUpdate(sql);
                }
            }
            return null;
        });
    }
}
