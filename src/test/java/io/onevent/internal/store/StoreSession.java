package io.onevent.internal.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The verbs of the tables in one transaction that is held open, as a JTA transaction of a server would be. */
final class StoreSession implements AutoCloseable {

    private final Connection connection;
    private final TransactionCheck transactionCheck;
    private final GroupLocks groupLocks;
    private final EventInserts inserts;
    private final PausedNames pausedNames;
    private final Deaths deaths;
    private final EventTable events;
    private final UnreadableEvents unreadable;
    private final ExpiredEvents expired;
    private final Orphans orphans;
    private final DueEvents due;
    private final LeadTable leads;
    private final InstanceTable instances;
    private final CleaningTable cleaning;
    private final Replays deadReplays;

    private StoreSession(Connection connection, Dialect dialect) {
        this.connection = connection;
        Jdbc jdbc = new Jdbc(dataSource(connection), dialect, 10);
        transactionCheck = new TransactionCheck(jdbc, dialect, true);
        groupLocks = new GroupLocks(jdbc, jdbc, dialect);
        inserts = new EventInserts(jdbc, dialect, transactionCheck, groupLocks, new DatabaseClock(jdbc, dialect));
        pausedNames = new PausedNames(jdbc, dialect);
        deaths = new Deaths(jdbc, inserts);
        events = new EventTable(jdbc, dialect, false, deaths);
        unreadable = new UnreadableEvents(jdbc);
        expired = new ExpiredEvents(jdbc, dialect, events);
        orphans = new Orphans(jdbc, dialect);
        due = DueEvents.of(jdbc, dialect);
        leads = new LeadTable(jdbc, dialect);
        instances = new InstanceTable(jdbc, dialect);
        cleaning = new CleaningTable(jdbc, dialect);
        deadReplays = new Replays("onevent_dead_event", jdbc, dialect, groupLocks);
    }

    static StoreSession open(DataSource dataSource, Dialect dialect, int isolation) throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(isolation);
        return new StoreSession(connection, dialect);
    }

    /** Gives the one connection to all, and closes it for none. */
    private static DataSource dataSource(Connection connection) {
        return whose(connection, "close", () -> null);
    }

    /** Gives the one connection to all, which does something else when this method of it is called. */
    static DataSource whose(Connection connection, String name, Callable<Object> instead) {
        Connection other = proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals(name)) {
                return instead.call();
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        });
        return proxy(DataSource.class, (method, arguments) -> other);
    }

    /** Counts the connections that are asked for. */
    static DataSource counting(DataSource dataSource, AtomicInteger connections) {
        return proxy(DataSource.class, (method, arguments) -> {
            connections.incrementAndGet();
            return method.invoke(dataSource, arguments);
        });
    }

    private interface Call {
        Object of(java.lang.reflect.Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.of(method, arguments)));
    }

    /** An instance whose lease has run out by the database's clock, locked; or null. */
    static InstanceTable.Entered lockDead(InstanceTable instances) {
        return instances.leases().stream()
                .filter(lease -> lease.left(false).isNegative())
                .map(instances::lockDead)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    Replays deadReplays() {
        return deadReplays;
    }

    CleaningTable cleaning() {
        return cleaning;
    }

    TransactionCheck transactionCheck() {
        return transactionCheck;
    }

    GroupLocks groupLocks() {
        return groupLocks;
    }

    EventInserts inserts() {
        return inserts;
    }

    ExpiredEvents expired() {
        return expired;
    }

    Orphans orphans() {
        return orphans;
    }

    PausedNames pausedNames() {
        return pausedNames;
    }

    Deaths deaths() {
        return deaths;
    }

    UnreadableEvents unreadable() {
        return unreadable;
    }

    EventTable events() {
        return events;
    }

    DueEvents due() {
        return due;
    }

    LeadTable leads() {
        return leads;
    }

    InstanceTable instances() {
        return instances;
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** Rolls back what has not been committed. */
    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
