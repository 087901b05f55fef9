package io.onevent.it;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;

/** The trigger that writes down transactions, which H2 wants to be a class. */
public final class H2Notes implements Trigger {

    @Override
    public void fire(Connection connection, Object[] oldRow, Object[] newRow) throws SQLException {
        try (var insert =
                connection.prepareStatement("INSERT INTO note SELECT ?, session_id() || ' ' || transaction_id()")) {
            insert.setObject(1, newRow[0]);
            insert.executeUpdate();
        }
    }
}
