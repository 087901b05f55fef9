package io.onevent.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Payload;
import io.onevent.bench.app.Tally;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The shortest JDBC loops that do what a queue has to: what the others are compared with. */
final class Limit implements Contender {

    private static final String INSERT = "INSERT INTO bench_event (payload) VALUES (?)";

    private final BenchDatabase database;
    private final HikariDataSource pool;
    private final Tally tally = new Tally();

    Limit(BenchDatabase database) {
        this.database = database;
        database.execute("CREATE TABLE bench_event (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload text)");
        pool = Pool.of(database);
    }

    @Override
    public String system() {
        return "limit";
    }

    @Override
    public BenchDatabase database() {
        return database;
    }

    @Override
    public List<String> tables() {
        return List.of("bench_event");
    }

    @Override
    public void store(Handling handling, int events) {
        database.execute("INSERT INTO bench_event (payload) SELECT " + BenchDatabase.payload()
                + " FROM generate_series(1, " + events + ")");
    }

    @Override
    public Drained drain(Handling handling, int events, int edge) {
        tally.expect(events, edge);
        Threads.onEach(() -> {
            claimUntilEmpty(handling.hasEffect());
            return null;
        });
        return drained(tally.timeline(0));
    }

    private void claimUntilEmpty(boolean withRow) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement claim = connection.prepareStatement(
                        "SELECT id, payload FROM bench_event ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED");
                PreparedStatement effect =
                        connection.prepareStatement("INSERT INTO bench_effect (payload) VALUES (?)");
                PreparedStatement delete = connection.prepareStatement("DELETE FROM bench_event WHERE id = ?")) {
            connection.setAutoCommit(false);
            boolean claimed = true;
            while (claimed) {
                tally.started();
                try (var row = claim.executeQuery()) {
                    claimed = row.next();
                    if (claimed) {
                        if (withRow) {
                            effect.setString(1, row.getString(2));
                            effect.executeUpdate();
                        }
                        delete.setLong(1, row.getLong(1));
                        delete.executeUpdate();
                    }
                }
                connection.commit();
                if (claimed) {
                    tally.ended();
                }
            }
        }
    }

    @Override
    public double publish(int events, int perTransaction) {
        Pace transactions = new Pace(events / perTransaction, 0);
        return Threads.seconds(() -> {
            insertAll(transactions, perTransaction);
            return null;
        });
    }

    private void insertAll(Pace transactions, int perTransaction) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            while (transactions.next() >= 0) {
                for (int event = 1; event < perTransaction; event++) {
                    insert.setString(1, Payload.PLAIN);
                    insert.addBatch();
                }
                insert.setString(1, Payload.PLAIN);
                if (perTransaction == 1) {
                    insert.executeUpdate();
                } else {
                    insert.addBatch();
                    insert.executeBatch();
                }
                connection.commit();
            }
        }
    }

    @Override
    public Percentiles latency(int events, int perSecond) {
        throw new UnsupportedOperationException("there is nothing to wait for");
    }

    @Override
    public long handled(Handling handling) {
        return tally.timeline(0).handled();
    }

    @Override
    public void close() {
        pool.close();
        database.close();
    }
}
