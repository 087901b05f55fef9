package io.onevent.it.participants;

import io.onevent.StoredEvent;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** Writes deeds down with JDBC. */
@ApplicationScoped
public class Deeds {

    private static final int EVERY = 4;

    @Resource(lookup = "java:app/jdbc/test")
    private DataSource dataSource;

    /** In the transaction of the caller. */
    public void write(UUID event, String kind) {
        write(dataSource, event, kind);
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void writeInAnotherTransaction(UUID event, String kind) {
        write(dataSource, event, kind);
    }

    static void write(DataSource dataSource, UUID event, String kind) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("INSERT INTO deed (id, kind, times) VALUES (?, ?, 1)")) {
            statement.setString(1, event.toString());
            statement.setString(2, kind);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails some first runs when all has been done. */
    static void spoil(StoredEvent event) {
        if (event.retry() == 0 && Math.floorMod(event.id().hashCode(), EVERY) == 0) {
            throw new IllegalStateException("spoilt by the test");
        }
    }
}
