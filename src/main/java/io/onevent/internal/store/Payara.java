package io.onevent.internal.store;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * What Payara and GlassFish let be done beyond JTA: a transaction in which nothing takes part can have a write that commits itself
 * as its commit. That spares the database a transaction around the write, one of two round trips. The names are those of the
 * servers' own classes; where one of them is missing, all goes the way of JTA.
 */
final class Payara {

    private final Class<?> transactionType;
    private final Class<?> resourceType;
    private final MethodHandle isLocal;
    private final MethodHandle resource;
    private final MethodHandle setResource;
    private final MethodHandle waiting;
    private final MethodHandle waitingInterposed;
    private volatile MethodHandle beans;

    private Payara(Class<?> transaction) throws ReflectiveOperationException {
        Method getResource = transaction.getMethod("getNonXAResource");
        transactionType = transaction;
        resourceType = getResource.getReturnType();
        isLocal = handle(transaction.getMethod("isLocalTx"), boolean.class, Object.class);
        resource = handle(getResource, Object.class, Object.class);
        setResource = handle(
                transaction.getDeclaredMethod("setNonXAResource", resourceType),
                void.class,
                Object.class,
                Object.class);
        waiting = handle(transaction, "syncs");
        waitingInterposed = handle(transaction, "interposedSyncs");
    }

    private static MethodHandle handle(Method method, Class<?> returned, Class<?>... parameters)
            throws IllegalAccessException {
        method.setAccessible(true);
        return MethodHandles.lookup().unreflect(method).asType(MethodType.methodType(returned, parameters));
    }

    private static MethodHandle handle(Class<?> type, String collection) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(collection);
        field.setAccessible(true);
        return MethodHandles.lookup()
                .unreflectGetter(field)
                .asType(MethodType.methodType(Collection.class, Object.class));
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
     * Connections that have no part in the thread's transaction; null on another server, and where they are another user's: the
     * principal of a resource reference does not hold for them.
     */
    static Jdbc.Connections outsideOfTransactions(DataSource dataSource) {
        try {
            MethodHandle open =
                    handle(dataSource.getClass().getMethod("getNonTxConnection"), Connection.class, Object.class);
            Jdbc.Connections outside = () -> connection(open, dataSource);
            return user(outside).equals(user(dataSource::getConnection)) ? outside : null;
        } catch (ReflectiveOperationException | SQLException | RuntimeException | LinkageError other) {
            return null;
        }
    }

    private static String user(Jdbc.Connections connections) throws SQLException {
        try (Connection connection = connections.open()) {
            return connection.getMetaData().getUserName();
        }
    }

    private static Connection connection(MethodHandle open, Object dataSource) throws SQLException {
        try {
            return (Connection) open.invokeExact(dataSource);
        } catch (SQLException | RuntimeException | Error refused) {
            throw refused;
        } catch (Throwable other) {
            throw new SQLException(other);
        }
    }

    /** Whether nothing takes part in the transaction, and nothing could that still waits for its completion. */
    boolean isUntouched(Object transaction) {
        try {
            return transactionType.isInstance(transaction)
                    && (boolean) isLocal.invokeExact(transaction)
                    && (Object) resource.invokeExact(transaction) == null
                    && ((Collection<?>) waitingInterposed.invokeExact(transaction)).isEmpty()
                    && isOnlyOurBean((Collection<?>) waiting.invokeExact(transaction));
        } catch (ClassCastException | NullPointerException unknown) {
            // A server whose fields have these names but other contents.
            return false;
        } catch (Throwable unforeseen) {
            throw new IllegalStateException(unforeseen);
        }
    }

    /** The transaction was begun in a bean of ours, which the container tells of its end; a bean that it met later may do work then. */
    private boolean isOnlyOurBean(Collection<?> waiting) throws Throwable {
        if (waiting.isEmpty()) {
            return true;
        }
        Object first = waiting.iterator().next();
        if (waiting.size() > 1
                || !first.getClass().getName().equals("com.sun.ejb.containers.ContainerSynchronization")) {
            return false;
        }
        if (beans == null) {
            beans = beans(first.getClass());
        }
        return ((Collection<?>) beans.invokeExact(first)).size() == 1;
    }

    private static MethodHandle beans(Class<?> container) {
        try {
            return handle(container, "beans");
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            return MethodHandles.dropArguments(MethodHandles.constant(Collection.class, List.of()), 0, Object.class);
        }
    }

    /** Makes a write the commit of an untouched transaction. */
    void enlist(Object transaction, Write write) {
        Object committed = only(XAResource.class, "commit", write);
        setResource(transaction, only(resourceType, "getXAResource", () -> committed));
    }

    /** A transaction that has ended is kept until its time would have been over, and need not keep more. */
    void delist(Object transaction) {
        setResource(transaction, null);
    }

    private void setResource(Object transaction, Object resource) {
        try {
            setResource.invokeExact(transaction, resource);
        } catch (Throwable unforeseen) {
            throw new IllegalStateException(unforeseen);
        }
    }

    /** Of all methods of the type, one does something. */
    private static Object only(Class<?> type, String method, Callable<?> does) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, called, values) -> called.getName().equals(method)
                        ? does.call()
                        : called.getReturnType() == boolean.class ? Boolean.FALSE : null);
    }

    /** A write as the commit of a transaction, which is rolled back if it hits no row. */
    static final class Write implements Callable<Void> {

        private final BooleanSupplier write;
        private RuntimeException refused;
        private boolean missed;

        /** @param write whether it has hit its row */
        Write(BooleanSupplier write) {
            this.write = write;
        }

        @Override
        public Void call() throws XAException {
            try {
                missed = !write.getAsBoolean();
            } catch (RuntimeException failed) {
                refused = failed;
            }
            if (missed || refused != null) {
                throw new XAException(XAException.XA_RBROLLBACK);
            }
            return null;
        }

        /** What the database has refused it with; otherwise null. */
        RuntimeException refused() {
            return refused;
        }

        /** Whether there was no row for it. */
        boolean missed() {
            return missed;
        }
    }
}
