package io.onevent.it.app;

import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Starts and ends of runs, each committed at once on a connection of its own: so also a run that comes to nothing is seen.
 * Any thread may use it, whatever its context.
 */
@ApplicationScoped
public class RunTable {

    private final DataSource dataSource =
            Ledger.DATABASE.dataSource(ConfigProvider.getConfig().getValue("test.url", String.class));

    /** Returns the key for {@link #end}. */
    public long begin(StoredEvent event) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(
                        "INSERT INTO run (event_id, name, group_id, instance, retry) VALUES (?, ?, ?, ?, ?)",
                        Statement.RETURN_GENERATED_KEYS)) {
            statement.setObject(1, event.id());
            statement.setString(2, event.name());
            statement.setString(3, event.group());
            statement.setString(4, Ledger.INSTANCE);
            statement.setInt(5, event.retry());
            statement.executeUpdate();
            try (var keys = statement.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many runs of the event have begun. */
    public int count(StoredEvent event) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("SELECT count(*) FROM run WHERE event_id = ?")) {
            statement.setObject(1, event.id());
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void end(long run) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(
                        "UPDATE run SET ended = " + Ledger.DATABASE.clock() + " WHERE id = ?")) {
            statement.setLong(1, run);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
