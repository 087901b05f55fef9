package io.onevent.it.shop;

import io.onevent.StoredEvent;
import io.onevent.it.DatabaseProduct;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the application does with JDBC on the data source of the events. */
@ApplicationScoped
public class Rows {

    @Resource(lookup = "java:app/jdbc/test")
    private DataSource dataSource;

    /** The database that the test runs on. */
    public DatabaseProduct database() {
        return DatabaseProduct.of(ConfigProvider.getConfig().getValue("test.database", String.class));
    }

    /** Writes down that an event had an effect, without a key that would hide a second one. */
    public void effect(StoredEvent event) {
        effect(event.id(), event.name(), event.retry());
    }

    public void effect(UUID id, String name, int retry) {
        update("INSERT INTO ledger (event_id, name, instance, retry) VALUES (?, ?, 'it', ?)", id, name, retry);
    }

    /** Two effects on one connection, the second of which may be refused. */
    public void effects(StoredEvent event, Runnable between) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(
                        "INSERT INTO ledger (event_id, name, instance, retry) VALUES (?, ?, 'it', ?)")) {
            statement.setObject(1, event.id());
            statement.setString(2, event.name());
            statement.setInt(3, event.retry());
            statement.executeUpdate();
            between.run();
            statement.executeUpdate();
            Seen.add("works.on", "written");
        } catch (SQLException refused) {
            Seen.add("works.on", "refused");
        }
    }

    public int update(String sql, Object... parameters) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** The first column of the first row, or null for none. */
    public String one(String sql, Object... parameters) {
        List<String> all = all(sql, parameters);
        return all.isEmpty() ? null : all.get(0);
    }

    /** The first column of each row. */
    public List<String> all(String sql, Object... parameters) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (var result = statement.executeQuery()) {
                List<String> all = new ArrayList<>();
                while (result.next()) {
                    all.add(result.getString(1));
                }
                return all;
            }
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    public long number(String sql, Object... parameters) {
        return Long.parseLong(one(sql, parameters));
    }

    /** A time of an event that waits. */
    public Instant time(String column, UUID id) {
        return Instant.parse(one("SELECT " + database().text(column) + " FROM onevent_event WHERE id = ?", id));
    }

    public long effects(String name) {
        return number("SELECT count(*) FROM ledger WHERE name = ?", name);
    }

    public long effects(UUID id) {
        return number("SELECT count(*) FROM ledger WHERE event_id = ?", id);
    }

    public long waiting(UUID id) {
        return number("SELECT count(*) FROM onevent_event WHERE id = ?", id);
    }
}
