package io.onevent.internal.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.Set;
import java.util.TimeZone;
import javax.sql.DataSource;

/**
 * A data source whose times without a zone are UTC. A persistence provider writes and reads them in the zone of the
 * JVM, and cannot be told another one by means that all providers have; an hour that this zone leaves out could not
 * even be converted back.
 */
public final class UtcTimes implements InvocationHandler {

    private static final TimeZone UTC = TimeZone.getTimeZone(ZoneOffset.UTC);

    private static final Set<Class<?>> WRAPPED =
            Set.of(Connection.class, Statement.class, PreparedStatement.class, ResultSet.class);

    private final Object wrapped;

    private UtcTimes(Object wrapped) {
        this.wrapped = wrapped;
    }

    public static DataSource of(DataSource dataSource) {
        return (DataSource) wrap(dataSource, DataSource.class);
    }

    /** To be used once: a calendar is no constant. */
    public static Calendar calendar() {
        return Calendar.getInstance(UTC);
    }

    private static Object wrap(Object object, Class<?> type) {
        return Proxy.newProxyInstance(UtcTimes.class.getClassLoader(), new Class<?>[] {type}, new UtcTimes(object));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        int count = method.getParameterCount();
        if (wrapped instanceof ResultSet result && method.getName().equals("getTimestamp") && count == 1) {
            return arguments[0] instanceof Integer column
                    ? result.getTimestamp(column, calendar())
                    : result.getTimestamp((String) arguments[0], calendar());
        }
        if (wrapped instanceof PreparedStatement statement && method.getName().equals("setTimestamp") && count == 2) {
            statement.setTimestamp((Integer) arguments[0], (Timestamp) arguments[1], calendar());
            return null;
        }
        try {
            Object returned = method.invoke(wrapped, arguments);
            Class<?> type = method.getReturnType();
            return returned != null && WRAPPED.contains(type) ? wrap(returned, type) : returned;
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
