package io.onevent.it.shop;

import io.onevent.StoredEvent;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** What the application does with JDBC on the data source of the events. */
@ApplicationScoped
public class Rows {

    @Resource(lookup = "java:app/jdbc/test")
    private DataSource dataSource;

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

    public String one(String sql, Object... parameters) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (var result = statement.executeQuery()) {
                return result.next() ? result.getString(1) : null;
            }
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    public long number(String sql, Object... parameters) {
        return Long.parseLong(one(sql, parameters));
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
