package io.onevent.bench.app;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;

/**
 * What the server's own transactions can do: each deletes one event whose id is known before, or inserts a row, and no queue has a part
 * in it.
 */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class BareTransactions {

    /** Neighbours in the table go to one server, as they do where events are claimed. */
    private static final int NEIGHBOURS = 100;

    @Resource(lookup = "java:app/jdbc/bench")
    private DataSource source;

    @Resource
    private UserTransaction transaction;

    @Inject
    private Tally tally;

    /** The ids of one of so many equal parts of the events that are stored. */
    public Queue<UUID> part(int part, int parts) throws SQLException {
        Queue<UUID> ids = new ConcurrentLinkedQueue<>();
        try (var connection = source.getConnection();
                var statement = connection.prepareStatement(
                        "SELECT id FROM onevent_event WHERE seq / ? % ? = ? ORDER BY seq")) {
            statement.setInt(1, NEIGHBOURS);
            statement.setInt(2, parts);
            statement.setInt(3, part);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
        }
        return ids;
    }

    /** One thread's inserts, one per transaction. */
    public void insert(Pace pace) throws Exception {
        for (int number = pace.next(); number >= 0; number = pace.next()) {
            transaction.begin();
            Effect.insert(source, Payload.PLAIN);
            transaction.commit();
        }
    }

    /** One thread's deletes, one per transaction. */
    public void delete(Queue<UUID> ids) throws Exception {
        for (UUID id = ids.poll(); id != null; id = ids.poll()) {
            transaction.begin();
            tally.started();
            try (var connection = source.getConnection();
                    var statement = connection.prepareStatement("DELETE FROM onevent_event WHERE id = ?")) {
                statement.setObject(1, id);
                statement.executeUpdate();
            }
            tally.ended();
            transaction.commit();
        }
    }
}
