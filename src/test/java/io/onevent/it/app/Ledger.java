package io.onevent.it.app;

import io.onevent.StoredEvent;
import io.onevent.it.DatabaseProduct;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/** The effects of the handlers: a row per run that committed, without any key that would hide a second one. */
@ApplicationScoped
public class Ledger {

    static final DatabaseProduct DATABASE =
            DatabaseProduct.of(ConfigProvider.getConfig().getValue("test.database", String.class));

    static final String INSTANCE = ConfigProvider.getConfig().getValue("test.server", String.class) + "/"
            + ConfigProvider.getConfig().getValue("test.app", String.class);

    private final Queue<String> written = new ConcurrentLinkedQueue<>();

    @Resource(lookup = "java:app/jdbc/test")
    private DataSource dataSource;

    /** Writes a row in the transaction of the handler. */
    public void write(StoredEvent event) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(
                        "INSERT INTO ledger (event_id, name, group_id, instance, retry) VALUES (?, ?, ?, ?, ?)")) {
            statement.setObject(1, event.id());
            statement.setString(2, event.name());
            statement.setString(3, event.group());
            statement.setString(4, INSTANCE);
            statement.setInt(5, event.retry());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        written.add(event.id() + " " + event.name());
    }

    /** What was written by this application since its start or {@code /test/forget}, committed or not: id and name. */
    public Queue<String> written() {
        return written;
    }

    public String isolation() {
        try (var connection = dataSource.getConnection()) {
            return DatabaseProduct.words(connection.getTransactionIsolation());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
