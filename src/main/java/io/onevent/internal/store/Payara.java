package io.onevent.internal.store;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import javax.sql.DataSource;
import javax.transaction.xa.XAResource;

/**
 * What Payara and GlassFish let be done beyond JTA: a transaction in which nothing takes part can have a write that commits itself
 * as its commit. That spares the database a transaction around the write, one of two round trips. The names are those of the
 * servers' own classes; where one of them is missing or something else, all goes the way of JTA.
 */
final class Payara {

    private final Field distributed;
    private final Field resource;
    private final Field waiting;
    private final Field waitingInterposed;
    private volatile Field beans;

    private Payara(Class<?> transaction) throws ReflectiveOperationException {
        distributed = field(transaction, "jtsTx");
        resource = field(transaction, "nonXAResource");
        waiting = field(transaction, "syncs");
        waitingInterposed = field(transaction, "interposedSyncs");
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** What can be done with the transactions of this server; null if it is another one. */
    static Payara of(TransactionSynchronizationRegistry registry) {
        try {
            return new Payara(Class.forName(
                    "com.sun.enterprise.transaction.JavaEETransactionImpl",
                    false,
                    registry.getClass().getClassLoader()));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError other) {
            return null;
        }
    }

    /**
     * The same, but for the thread's transaction, in which its connections have no part. Null on another server, and where they do not
     * commit by themselves or are another user's: the principal of a resource reference does not hold for them.
     */
    static DataSource outsideOfTransactions(DataSource dataSource) {
        try {
            Method open = dataSource.getClass().getMethod("getNonTxConnection");
            DataSource outside = (DataSource) only(DataSource.class, "getConnection", (proxy, method, none) -> {
                try {
                    return open.invoke(dataSource);
                } catch (InvocationTargetException refused) {
                    throw refused.getCause();
                }
            });
            return user(outside).equals(user(dataSource)) ? outside : null;
        } catch (ReflectiveOperationException | SQLException | RuntimeException | LinkageError other) {
            return null;
        }
    }

    /** Null if its connections do not commit by themselves. */
    private static String user(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return connection.getAutoCommit() ? connection.getMetaData().getUserName() : null;
        }
    }

    /** Whether nothing takes part in the transaction, and nothing could that still waits for its completion. */
    boolean isUntouched(Object transaction) {
        try {
            return distributed.get(transaction) == null
                    && resource.get(transaction) == null
                    && waitingInterposed.get(transaction) instanceof Collection<?> interposed
                    && interposed.isEmpty()
                    && waiting.get(transaction) instanceof Collection<?> waits
                    && (waits.isEmpty()
                            || waits.size() == 1
                                    && isOnlyOurBean(waits.iterator().next()));
        } catch (ReflectiveOperationException | IllegalArgumentException other) {
            return false;
        }
    }

    /** The container waits for the bean, in which the transaction was begun. Another bean that it has met may write then. */
    private boolean isOnlyOurBean(Object waits) throws ReflectiveOperationException {
        if (!waits.getClass().getName().equals("com.sun.ejb.containers.ContainerSynchronization")) {
            return false;
        }
        if (beans == null) {
            beans = field(waits.getClass(), "beans");
        }
        return beans.get(waits) instanceof Collection<?> met && met.size() == 1;
    }

    /** Makes a write the commit of an untouched transaction. */
    void enlist(Object transaction, InvocationHandler write) {
        Object committed = only(XAResource.class, "commit", write);
        set(transaction, only(resource.getType(), "getXAResource", (proxy, method, none) -> committed));
    }

    /** A transaction that has ended is kept until its time would have been over, and need not keep more. */
    void delist(Object transaction) {
        set(transaction, null);
    }

    private void set(Object transaction, Object enlisted) {
        try {
            resource.set(transaction, enlisted);
        } catch (IllegalAccessException unforeseen) {
            throw new IllegalStateException(unforeseen);
        }
    }

    /** Of all methods of the type, one does something. */
    private static Object only(Class<?> type, String method, InvocationHandler does) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, called, values) -> called.getName().equals(method)
                        ? does.invoke(proxy, called, values)
                        : called.getReturnType() == boolean.class ? Boolean.FALSE : null);
    }
}
