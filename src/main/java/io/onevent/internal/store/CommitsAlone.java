package io.onevent.internal.store;

import io.onevent.internal.log.Thrown;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A data source whose connections commit each statement by itself on a thread that has no transaction. A connection
 * whose commit failed goes back into the pool of Payara and GlassFish with its auto-commit off: whatever is written
 * through it next, without a transaction, would be committed by nobody, and keep its locks.
 */
final class CommitsAlone implements InvocationHandler {

    private final DataSource dataSource;
    private final TransactionSynchronizationRegistry registry;

    private CommitsAlone(DataSource dataSource, TransactionSynchronizationRegistry registry) {
        this.dataSource = dataSource;
        this.registry = registry;
    }

    static DataSource of(DataSource dataSource, TransactionSynchronizationRegistry registry) {
        return (DataSource) Proxy.newProxyInstance(
                CommitsAlone.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                new CommitsAlone(dataSource, registry));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Object result;
        try {
            result = method.invoke(dataSource, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
        if (result instanceof Connection connection) {
            try {
                commitAlone(connection);
            } catch (Throwable failed) {
                connection.close();
                throw inWordsOfDriver(failed);
            }
        }
        return result;
    }

    /** Connections of Payara wrap what their driver says of one that it has closed in an exception that is none of SQL. */
    private static Throwable inWordsOfDriver(Throwable failed) {
        return Thrown.all(failed).stream()
                .filter(SQLException.class::isInstance)
                .findFirst()
                .orElse(failed);
    }

    private void commitAlone(Connection connection) throws SQLException {
        if (registry.getTransactionStatus() == Status.STATUS_NO_TRANSACTION && !connection.getAutoCommit()) {
            try {
                connection.setAutoCommit(true);
            } catch (SQLException aborted) {
                // What is left there has failed already: there is nothing to commit.
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
