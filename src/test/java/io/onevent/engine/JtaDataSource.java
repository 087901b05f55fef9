package io.onevent.engine;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A pool whose connections belong to the transaction of the thread, or commit by themselves where there is none. */
final class JtaDataSource implements DataSource {

    private final DataSource database;
    private final ThreadTransactions transactions;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final Set<Connection> all = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    JtaDataSource(DataSource database, ThreadTransactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    private final class Branch implements ThreadTransactions.Resource {

        private final Connection connection;

        private Branch(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void commit() throws SQLException {
            try {
                connection.commit();
            } catch (SQLException | RuntimeException | Error failed) {
                discard(connection);
                throw failed;
            }
            release(connection);
        }

        @Override
        public void rollback() {
            try {
                connection.rollback();
                release(connection);
            } catch (SQLException broken) {
                discard(connection);
            }
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (!transactions.isActive()) {
            return handle(take(true), true);
        }
        Branch branch = (Branch) transactions.enlisted();
        if (branch == null) {
            branch = new Branch(take(false));
            transactions.enlist(branch);
        }
        return handle(branch.connection, false);
    }

    private Connection take(boolean autoCommit) throws SQLException {
        if (cut) {
            throw new SQLException("the network is cut", "08006");
        }
        Connection connection = idle.poll();
        if (connection == null) {
            connection = database.getConnection();
            all.add(connection);
        }
        try {
            connection.setAutoCommit(autoCommit);
        } catch (SQLException broken) {
            discard(connection);
            throw broken;
        }
        return connection;
    }

    private void release(Connection connection) {
        boolean usable = false;
        try {
            usable = !cut && !connection.isClosed();
        } catch (SQLException broken) {
            // Then it is of no more use.
        }
        if (usable) {
            idle.push(connection);
        } else {
            discard(connection);
        }
    }

    private void discard(Connection connection) {
        all.remove(connection);
        try {
            connection.close();
        } catch (SQLException broken) {
            // It is gone anyway.
        }
    }

    /** What the application gets: to close it gives it back, and it does not end the transaction that it belongs to. */
    private Connection handle(Connection connection, boolean alone) {
        boolean[] closed = {false};
        return (Connection) Proxy.newProxyInstance(
                JtaDataSource.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "close" -> {
                            if (alone && !closed[0]) {
                                release(connection);
                            }
                            closed[0] = true;
                            return null;
                        }
                        case "isClosed" -> {
                            return closed[0];
                        }
                        case "commit", "rollback", "setAutoCommit" -> {
                            if (!alone) {
                                throw new SQLException(method.getName() + " is the transaction's affair");
                            }
                        }
                        default -> {
                            if (cut) {
                                throw new SQLException("the network is cut", "08006");
                            }
                        }
                    }
                    return Faults.invoke(connection, method, arguments);
                });
    }

    /** Cuts the network: what is open is rolled back by the database, and nothing more gets through. */
    void cut() {
        cut = true;
        all.forEach(this::discard);
        idle.clear();
    }

    /** Mends it: who gets a connection now gets a new one. */
    void mend() {
        cut = false;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        // Nothing is logged.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The driver's own holds.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
