package io.onevent.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** Where the calls of one instance to what its server gives it can be made to fail or to hang. */
final class Faults {

    /** The kinds of calls. */
    enum Point {
        CONNECT,
        PREPARE,
        BIND,
        UPDATE,
        QUERY,
        BATCH,
        NEXT,
        READ,
        CLOSE,
        BEGIN,
        COMMIT,
        ROLLBACK,
        STATUS,
        TIMEOUT,
        REGISTRY,
        LOOK_UP,
        EXECUTE,
        /** What else there is, which is let alone. */
        OTHER
    }

    /** What happens at a call, before or after it is made. */
    interface Fault {

        /** @throws Throwable what the caller is to meet with, the call not having been made */
        default void before(Point point, Class<? extends Exception> checked) throws Throwable {}

        /** @throws Throwable what the caller is to meet with, although the call was made */
        default void after(Point point, Class<? extends Exception> checked) throws Throwable {}
    }

    private static final Fault NONE = new Fault() {};
    private static final ThreadLocal<Boolean> ASIDE = new ThreadLocal<>();

    private volatile Fault fault = NONE;

    /** From now on this happens. */
    void set(Fault next) {
        fault = next;
    }

    /** From now on all goes well. */
    void clear() {
        fault = NONE;
    }

    /** Does work of the test, or of a handler, at which nothing is made to fail. */
    static <T> T aside(Callable<T> work) throws Exception {
        Boolean before = ASIDE.get();
        ASIDE.set(true);
        try {
            return work.call();
        } finally {
            if (before == null) {
                ASIDE.remove();
            }
        }
    }

    /** Makes a call, if nothing prevents it. */
    <T> T at(Point point, Callable<T> call, Class<? extends Exception> checked) {
        try {
            if (point == Point.OTHER || ASIDE.get() != null) {
                return call.call();
            }
            Fault now = fault;
            now.before(point, checked);
            T result = call.call();
            now.after(point, checked);
            return result;
        } catch (Throwable thrown) {
            throw Faults.<RuntimeException>sneaky(thrown);
        }
    }

    @SuppressWarnings("unchecked")
    static <E extends Throwable> E sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }

    DataSource in(DataSource dataSource) {
        return proxy(DataSource.class, dataSource);
    }

    /** The same, with faults, and so what it makes. */
    private <T> T proxy(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                Faults.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return invoke(real, method, arguments);
                    }
                    Object result =
                            at(point(method.getName()), () -> invoke(real, method, arguments), SQLException.class);
                    return wrapped(result);
                }));
    }

    private Object wrapped(Object result) {
        if (result instanceof Connection made) {
            return proxy(Connection.class, made);
        } else if (result instanceof PreparedStatement made) {
            return proxy(PreparedStatement.class, made);
        } else if (result instanceof Statement made) {
            return proxy(Statement.class, made);
        } else if (result instanceof ResultSet made) {
            return proxy(ResultSet.class, made);
        }
        return result;
    }

    static Object invoke(Object target, Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw Faults.<RuntimeException>sneaky(thrown.getCause());
        }
    }

    private static Point point(String method) {
        return switch (method) {
            case "getConnection" -> Point.CONNECT;
            case "prepareStatement", "createStatement" -> Point.PREPARE;
            case "setObject", "setQueryTimeout", "addBatch" -> Point.BIND;
            case "executeUpdate", "execute" -> Point.UPDATE;
            case "executeQuery" -> Point.QUERY;
            case "executeBatch" -> Point.BATCH;
            case "next" -> Point.NEXT;
            case "getString", "getInt", "getLong", "getDouble", "getObject", "getTimestamp" -> Point.READ;
            case "close" -> Point.CLOSE;
            default -> Point.OTHER;
        };
    }
}
