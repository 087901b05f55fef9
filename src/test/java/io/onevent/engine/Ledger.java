package io.onevent.engine;

import io.onevent.StoredEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where handlers write what they have done, in their transaction if they have one. */
class Ledger {

    private final String instance;
    private final DataSource dataSource;

    Ledger(String instance, DataSource dataSource) {
        this.instance = instance;
        this.dataSource = dataSource;
    }

    /** Nothing of this is made to fail. */
    void write(StoredEvent event) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO ledger (event_id, name, group_id, instance) VALUES (?, ?, ?, ?)")) {
            statement.setObject(1, event.id());
            statement.setString(2, event.name());
            statement.setString(3, event.group());
            statement.setString(4, instance);
            statement.executeUpdate();
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** Writes something else likewise. */
    int execute(String sql, Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }
}
