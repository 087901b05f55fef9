package io.onevent.testkit.internal;

import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import javax.sql.XAConnection;
import javax.sql.XADataSource;

/** Connections that belong to the transaction of the thread, one to each, or commit by themselves if there is none. */
public final class JtaDataSource {

    private static final Set<String> OF_TRANSACTION = Set.of("commit", "rollback", "setAutoCommit");

    private final XADataSource database;
    private final TransactionManager transactions;
    private final TransactionSynchronizationRegistry registry;

    /** @param registry of the same transactions */
    public JtaDataSource(
            XADataSource database, TransactionManager transactions, TransactionSynchronizationRegistry registry) {
        this.database = database;
        this.transactions = transactions;
        this.registry = registry;
    }

    /** The data source as applications have it. */
    public DataSource dataSource() {
        return ByHand.make(DataSource.class, (method, arguments) -> switch (method) {
            case "getConnection" -> connection();
            case "getLoginTimeout" -> 0;
            case "isWrapperFor" -> false;
            case "getLogWriter", "setLogWriter", "setLoginTimeout" -> null;
            default -> throw ByHand.notAnswered(method);
        });
    }

    private Connection connection() throws SQLException {
        if (registry.getTransactionStatus() == Status.STATUS_NO_TRANSACTION) {
            XAConnection alone = database.getXAConnection();
            return handle(alone.getConnection(), alone);
        }
        Connection joined = (Connection) registry.getResource(this);
        return handle(joined == null ? join() : joined, null);
    }

    private Connection join() throws SQLException {
        XAConnection connection = database.getXAConnection();
        try {
            if (!transactions.getTransaction().enlistResource(connection.getXAResource())) {
                throw new SQLException("the transaction refuses the connection");
            }
            registry.registerInterposedSynchronization(closing(connection));
            Connection joined = connection.getConnection();
            registry.putResource(this, joined);
            return joined;
        } catch (RollbackException | SystemException | IllegalStateException refused) {
            connection.close();
            throw new SQLException("the transaction takes no connection any more: " + refused.getMessage(), refused);
        }
    }

    private static Synchronization closing(XAConnection connection) {
        return new Synchronization() {

            @Override
            public void beforeCompletion() {
                // It is still needed.
            }

            @Override
            public void afterCompletion(int status) {
                try {
                    connection.close();
                } catch (SQLException broken) {
                    Logger.getLogger("io.onevent").log(Level.FINE, "a connection of the test is not closed", broken);
                }
            }
        };
    }

    /** @param alone what is closed with it; null where that is the transaction's affair */
    private static Connection handle(Connection connection, XAConnection alone) {
        boolean[] closed = {false};
        return (Connection) java.lang.reflect.Proxy.newProxyInstance(
                JtaDataSource.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        if (alone != null && !closed[0]) {
                            alone.close();
                        }
                        closed[0] = true;
                        return null;
                    }
                    if (method.getName().equals("isClosed")) {
                        return closed[0] || connection.isClosed();
                    }
                    if (alone == null && OF_TRANSACTION.contains(method.getName())) {
                        throw new SQLException(method.getName() + " is the transaction's affair");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
