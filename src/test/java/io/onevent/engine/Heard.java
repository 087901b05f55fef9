package io.onevent.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** Hears the statements that go to a data source, as its driver writes them with their parameters. */
final class Heard {

    private final List<String> statements = new CopyOnWriteArrayList<>();
    private volatile boolean hears;

    DataSource in(DataSource dataSource) {
        return proxy(DataSource.class, dataSource);
    }

    /** Those that came while this was done. */
    List<String> during(Runnable work) {
        statements.clear();
        hears = true;
        try {
            work.run();
        } finally {
            hears = false;
        }
        return List.copyOf(statements);
    }

    private <T> T proxy(Class<T> type, Object real) {
        return type.cast(Proxy.newProxyInstance(
                Heard.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (hears && method.getName().startsWith("execute")) {
                        statements.add(real.toString());
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        if (result instanceof PreparedStatement) {
                            return proxy(PreparedStatement.class, result);
                        }
                        return result instanceof Connection ? proxy(Connection.class, result) : result;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
