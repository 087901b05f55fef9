package io.onevent.internal.store;

import io.onevent.EventStoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Runs statements on the data source of the events: in the thread's JTA transaction, or each committed by itself where
 * there is none.
 */
final class Jdbc {

    /** Reads one row. */
    interface Row<T> {
        T read(ResultSet result) throws SQLException;
    }

    static final int MOST_AT_ONCE = 200;

    /** So much of a statement says which one it is. */
    private static final int MOST_TOLD = 500;

    private final DataSource dataSource;
    private final Dialect dialect;
    final int timeoutSeconds;

    /** The events that {@link #readable} has met and could not read. */
    final Unread unread = new Unread();

    Jdbc(DataSource dataSource, Dialect dialect, int timeoutSeconds) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        this.timeoutSeconds = timeoutSeconds;
    }

    int update(String sql, Object... parameters) {
        try (Connection connection = dataSource.getConnection()) {
            return update(connection, sql, parameters);
        } catch (SQLException refused) {
            throw refused(sql, refused);
        }
    }

    int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** How many rows each run of the statement hit. */
    int[] batch(String sql, List<Object[]> rows) {
        try (Connection connection = dataSource.getConnection()) {
            int[] counts = batch(connection, sql, rows);
            if (IntStream.of(counts).anyMatch(count -> count == Statement.SUCCESS_NO_INFO)) {
                throw new SQLException("the driver does not say how many rows each of a batch hit");
            }
            return counts;
        } catch (SQLException refused) {
            throw refused(sql, refused);
        }
    }

    /** The same, or {@link Statement#SUCCESS_NO_INFO} where the driver does not know it. */
    int[] batch(Connection connection, String sql, List<Object[]> rows) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql)) {
            for (Object[] row : rows) {
                bind(statement, row);
                if (rows.size() == 1) {
                    return new int[] {statement.executeUpdate()};
                }
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /** Whether the query finds a row. */
    boolean finds(String sql, Object... parameters) {
        return !query(sql, result -> true, parameters).isEmpty();
    }

    /** The first column of each row. */
    List<String> texts(String sql, Object... parameters) {
        return query(sql, result -> result.getString(1), parameters);
    }

    /** The id of each row. */
    List<UUID> ids(String sql, Object... parameters) {
        return query(sql, result -> uuid(result, "id"), parameters);
    }

    <T> List<T> query(String sql, Row<T> row, Object... parameters) {
        try (Connection connection = dataSource.getConnection()) {
            return query(connection, sql, row, parameters);
        } catch (SQLException refused) {
            throw refused(sql, refused);
        }
    }

    <T> List<T> query(Connection connection, String sql, Row<T> row, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        }
    }

    /**
     * The events of a query whose rows can be read and understood. Of the others the ids are noted, and they keep
     * nobody.
     *
     * @param row may throw, for one that cannot be understood
     */
    <T> List<T> readable(String sql, Row<T> row, Object... parameters) {
        List<T> rows = query(
                sql,
                result -> {
                    UUID id = uuid(result, "id");
                    try {
                        return row.read(result);
                    } catch (SQLException | RuntimeException unreadable) {
                        unread.met(id);
                        return null;
                    }
                },
                parameters);
        rows.removeIf(Objects::isNull);
        return rows;
    }

    Connection connection() throws SQLException {
        return dataSource.getConnection();
    }

    /** Whether a row was refused because another has its key. 1062: MariaDB. */
    static boolean isDuplicate(SQLException refused) {
        return "23505".equals(refused.getSQLState()) || refused.getErrorCode() == 1_062;
    }

    static EventStoreException refused(String sql, SQLException cause) {
        String statement = sql.strip();
        String start = statement.length() <= MOST_TOLD ? statement : statement.substring(0, MOST_TOLD) + " ..";
        return new EventStoreException("the database refuses \"" + start + "\": " + cause.getMessage(), cause);
    }

    /** Parameters for as many statements as are needed for these ids; others can be added to each. */
    static List<List<Object>> chunks(Collection<UUID> ids) {
        List<List<Object>> chunks = new ArrayList<>();
        List<Object> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
            chunks.add(new ArrayList<>(all.subList(from, Math.min(all.size(), from + MOST_AT_ONCE))));
        }
        return chunks;
    }

    /** A list of this many parameter marks, at least one. */
    static String marks(int count) {
        return "(?" + ", ?".repeat(count - 1) + ")";
    }

    Instant instant(ResultSet result, String column) throws SQLException {
        return dialect.instant(result, column);
    }

    /** A value that each row must have. */
    static <T> T needed(T value, String column) throws SQLException {
        if (value == null) {
            throw new SQLDataException(column + " is null");
        }
        return value;
    }

    /** A number that each row must have. */
    static int number(ResultSet result, String column) throws SQLException {
        int number = result.getInt(column);
        return needed(result.wasNull() ? null : (Integer) number, column);
    }

    static UUID uuid(ResultSet result, String column) throws SQLException {
        return (UUID) result.getObject(column);
    }

    private PreparedStatement prepare(Connection connection, String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(dialect.sql(sql));
        if (timeoutSeconds > 0) {
            statement.setQueryTimeout(timeoutSeconds);
        }
        bind(statement, parameters);
        return statement;
    }

    private void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object parameter = parameters[i];
            statement.setObject(
                    i + 1, parameter instanceof Instant time ? dialect.parameter(Times.storable(time)) : parameter);
        }
    }
}
