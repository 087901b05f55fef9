package io.onevent.bench;

import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Payload;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One contender's database, and a connection of the benchmark's own to it. */
final class BenchDatabase implements AutoCloseable {

    /** Looks without a pause would take a good part of the processors from what is measured. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    static final String USER = "postgres";
    static final String PASSWORD = "postgres";

    /** By this name of its connection the statements of the benchmark itself are told from those of a contender. */
    static final String OBSERVER = "bench_observer";

    private final String name;
    private final int port;
    private final Connection observer;

    BenchDatabase(String name, int port) {
        this.name = name;
        this.port = port;
        try {
            observer = DriverManager.getConnection(url() + "&ApplicationName=" + OBSERVER, USER, PASSWORD);
        } catch (SQLException refused) {
            throw new IllegalStateException("no connection to " + url(), refused);
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** The same for every contender: their batches of inserts become one statement with several rows. */
    String url() {
        return "jdbc:postgresql://localhost:" + port + "/" + name + "?connectTimeout=10&reWriteBatchedInserts=true";
    }

    /** Another connection to it. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url() + "&ApplicationName=" + OBSERVER, USER, PASSWORD);
    }

    /** From now on what is deleted stays as dead rows, until the connection is closed. */
    static void holdSnapshot(Connection holder) throws SQLException {
        holder.setAutoCommit(false);
        holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (var statement = holder.createStatement()) {
            statement.execute("SELECT 1");
        }
    }

    /** Where handlers insert a row. */
    void createEffectTable() {
        execute("CREATE TABLE bench_effect (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload text)");
    }

    void empty(List<String> tables) {
        execute("SET lock_timeout = '30s'; TRUNCATE "
                + String.join(
                        ", ",
                        Stream.concat(Stream.of("bench_effect"), tables.stream())
                                .toList()));
    }

    /** Statistics for the planner, nothing left to clean, and nothing left to write from before. */
    void settle(List<String> tables) {
        execute("VACUUM (ANALYZE) " + String.join(", ", tables));
        checkpoint();
    }

    /** What empty tables get instead: statistics that say empty would mislead the planner when they fill. */
    void checkpoint() {
        execute("CHECKPOINT");
    }

    /** Waits until the table has at least so many rows. */
    void awaitCount(String table, int rows, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        while (queryLong("SELECT count(*) FROM " + table) < rows) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(table + " of " + name + " never gets " + rows + " rows");
            }
            Pace.pause(BETWEEN_LOOKS);
        }
    }

    /** Waits until the table has no more rows than these; returns the time. */
    long awaitRows(String table, int rows, Duration most) {
        return awaitRows(table, rows, most, BETWEEN_LOOKS);
    }

    /** The same, with looks that are so far apart. */
    long awaitRows(String table, int rows, Duration most, Duration betweenLooks) {
        long deadline = System.nanoTime() + most.toNanos();
        while (queryLong("SELECT count(*) FROM (SELECT 1 FROM " + table + " LIMIT " + (rows + 1) + ") counted")
                > rows) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        queryLong("SELECT count(*) FROM " + table) + " rows stay in " + table + " of " + name);
            }
            Pace.pause(betweenLooks);
        }
        return System.nanoTime();
    }

    synchronized void execute(String sql) {
        try (var statement = observer.createStatement()) {
            statement.execute(sql);
        } catch (SQLException refused) {
            throw new IllegalStateException(sql, refused);
        }
    }

    long queryLong(String sql) {
        return Long.parseLong(queryText(sql));
    }

    synchronized String queryText(String sql) {
        try (var statement = observer.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        } catch (SQLException refused) {
            throw new IllegalStateException(sql, refused);
        }
    }

    /** The payload as a word of SQL. */
    static String payload() {
        return "repeat('x', " + Payload.LENGTH + ")";
    }

    /** The same with a number by which its order is looked at. */
    static String orderedPayload(String number) {
        return "'" + Payload.ORDERED + "' || lpad(" + number + "::text, " + Payload.DIGITS + ", '0') || repeat('x', "
                + (Payload.LENGTH - 1 - Payload.DIGITS) + ")";
    }

    @Override
    public void close() {
        try {
            observer.close();
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }
}
