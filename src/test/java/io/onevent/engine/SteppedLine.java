package io.onevent.engine;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * The line from an instance to its database, on which somebody listens, and by which the database's clock is told what time it is. A time
 * limit of a statement is not passed on, since no real time is to decide anything.
 */
final class SteppedLine implements UnaryOperator<DataSource> {

    /** Is told of each statement that is run. */
    interface Listener {

        /** It is about to be run. */
        void before(String sql) throws SQLException;

        /** It was run, with these parameters. */
        void after(String sql, Object[] parameters) throws SQLException;

        /** The database has refused it. */
        void refused();
    }

    private static final String CLOCK = "CURRENT_TIMESTAMP";
    private static final String GIVEN = "CAST(? AS TIMESTAMP WITH TIME ZONE)";

    private final Supplier<OffsetDateTime> clock;
    private final Listener listener;
    private final Map<String, Text> texts = new ConcurrentHashMap<>();

    SteppedLine(Supplier<OffsetDateTime> clock, Listener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /** A statement in which the clock is a parameter: where those parameters are, and where the others have gone. */
    private record Text(String sql, int[] clocks, int[] others) {

        static Text of(String original) {
            StringBuilder sql = new StringBuilder();
            List<Integer> clocks = new ArrayList<>();
            List<Integer> others = new ArrayList<>();
            int count = 0;
            boolean quoted = false;
            for (int i = 0; i < original.length(); i++) {
                char next = original.charAt(i);
                quoted ^= next == '\'';
                if (!quoted && next == '?') {
                    others.add(++count);
                } else if (!quoted && original.startsWith(CLOCK, i)) {
                    clocks.add(++count);
                    sql.append(GIVEN);
                    i += CLOCK.length() - 1;
                    continue;
                }
                sql.append(next);
            }
            return new Text(sql.toString(), ints(clocks), ints(others));
        }

        private static int[] ints(List<Integer> list) {
            return list.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    @Override
    public DataSource apply(DataSource real) {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = Faults.invoke(real, method, arguments);
            return result instanceof Connection connection ? connection(connection) : result;
        });
    }

    private Connection connection(Connection real) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("prepareStatement") && arguments.length == 1) {
                String sql = (String) arguments[0];
                Text text = texts.computeIfAbsent(sql, Text::of);
                return proxy(PreparedStatement.class, new Statement(real.prepareStatement(text.sql), sql, text));
            }
            return Faults.invoke(real, method, arguments);
        });
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(SteppedLine.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private final class Statement implements java.lang.reflect.InvocationHandler {

        private final PreparedStatement real;
        private final String sql;
        private final Text text;
        private final Object[] parameters;

        private Statement(PreparedStatement real, String sql, Text text) {
            this.real = real;
            this.sql = sql;
            this.text = text;
            this.parameters = new Object[text.others.length];
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            String name = method.getName();
            if (name.equals("setQueryTimeout")) {
                return null;
            }
            if (name.startsWith("set") && arguments.length > 1 && arguments[0] instanceof Integer index) {
                parameters[index - 1] = arguments[1];
                Object[] moved = arguments.clone();
                moved[0] = text.others[index - 1];
                return Faults.invoke(real, method, moved);
            }
            if (name.equals("addBatch")) {
                tellClock();
            } else if (name.startsWith("execute")) {
                listener.before(sql);
                if (!name.equals("executeBatch")) {
                    tellClock();
                }
                Object result;
                try {
                    result = Faults.invoke(real, method, arguments);
                } catch (SQLException refused) {
                    listener.refused();
                    throw refused;
                }
                listener.after(sql, Arrays.copyOf(parameters, parameters.length));
                return result;
            }
            return Faults.invoke(real, method, arguments);
        }

        private void tellClock() throws SQLException {
            for (int clockAt : text.clocks) {
                real.setObject(clockAt, clock.get());
            }
        }
    }
}
