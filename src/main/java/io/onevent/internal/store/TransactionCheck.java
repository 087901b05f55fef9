package io.onevent.internal.store;

import io.onevent.EventStoreException;
import java.sql.Connection;
import java.sql.SQLException;

/** Whether what is written goes into the thread's transaction, as far as a connection shows it. */
public final class TransactionCheck {

    private final Jdbc jdbc;
    private final Dialect dialect;
    private final boolean connectionTells;

    /** @param connectionTells whether a connection shows that it does not belong to a transaction */
    TransactionCheck(Jdbc jdbc, Dialect dialect, boolean connectionTells) {
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.connectionTells = connectionTells;
    }

    /** Whether a connection of the data source belongs to the thread's transaction, as far as that can be seen. */
    public boolean isInTransaction() {
        try (Connection connection = jdbc.connection()) {
            return isInTransaction(connection);
        } catch (SQLException refused) {
            throw new EventStoreException("the data source gives no connection: " + refused.getMessage(), refused);
        }
    }

    boolean isInTransaction(Connection connection) throws SQLException {
        return !connectionTells || dialect.isInTransaction(connection);
    }
}
