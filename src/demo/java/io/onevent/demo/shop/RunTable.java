package io.onevent.demo.shop;

import io.onevent.StoredEvent;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Writes down the handlers' runs, where both instances see them and a killed one leaves them. That a run has begun or
 * failed is written in a transaction of its own; that it has succeeded in the handler's, so it is true if it is there.
 */
@ApplicationScoped
class RunTable {

    private static final int MOST_CHARACTERS = 500;

    @Resource(lookup = "java:app/jdbc/shop")
    DataSource database;

    @Inject
    Here here;

    /** An empty one, but for the runs since the demo was started. */
    void create() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists demo_run (id uuid primary key, event_id uuid not null,"
                    + " name varchar(100) not null, published timestamp(9) with time zone not null,"
                    + " group_id varchar(100), number int not null, instance varchar(20) not null, pid bigint not null,"
                    + " started timestamp(9) with time zone not null, ended timestamp(9) with time zone,"
                    + " outcome varchar(20) not null, error varchar(" + MOST_CHARACTERS + "))");
            statement.execute("create index if not exists demo_run_together on demo_run (name, published)");
            statement.execute("create index if not exists demo_run_outcome on demo_run (outcome, pid)");
        }
        update("delete from demo_run where started < ?", here.since().atOffset(ZoneOffset.UTC));
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    UUID begin(StoredEvent event) {
        UUID id = UUID.randomUUID();
        update(
                "insert into demo_run (id, event_id, name, published, group_id, number, instance, pid, started, outcome)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'running')",
                id,
                event.id(),
                event.name(),
                event.createDate().atOffset(ZoneOffset.UTC),
                event.group(),
                event.retry() + 1,
                here.name(),
                here.pid(),
                Instant.now().atOffset(ZoneOffset.UTC));
        return id;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void succeed(UUID id) {
        end(id, "handled", null);
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void fail(UUID id, String outcome, String error) {
        end(id, outcome, error);
    }

    private void end(UUID id, String outcome, String error) {
        update(
                "update demo_run set outcome = ?, error = ?, ended = ? where id = ? and outcome = 'running'",
                outcome,
                error == null || error.length() <= MOST_CHARACTERS ? error : error.substring(0, MOST_CHARACTERS),
                Instant.now().atOffset(ZoneOffset.UTC),
                id);
    }

    /** Ends the runs of processes that are no more: of those nobody else will. */
    void endLost() {
        for (long pid : pidsThatRun()) {
            if (ProcessHandle.of(pid).isEmpty()) {
                update(
                        "update demo_run set outcome = 'lost', error = 'its instance died, and its transaction with it',"
                                + " ended = ? where outcome = 'running' and pid = ?",
                        Instant.now().atOffset(ZoneOffset.UTC),
                        pid);
            }
        }
    }

    private List<Long> pidsThatRun() {
        try (var connection = database.getConnection();
                var select =
                        connection.prepareStatement("select distinct pid from demo_run where outcome = 'running'");
                var row = select.executeQuery()) {
            List<Long> pids = new ArrayList<>();
            while (row.next()) {
                pids.add(row.getLong(1));
            }
            return pids;
        } catch (SQLException refused) {
            throw new IllegalStateException("the runs cannot be read", refused);
        }
    }

    private void update(String sql, Object... values) {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException refused) {
            throw new IllegalStateException("the run cannot be written down", refused);
        }
    }
}
