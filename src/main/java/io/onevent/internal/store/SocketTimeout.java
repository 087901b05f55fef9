package io.onevent.internal.store;

import io.onevent.internal.log.Log;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Whether the driver ends a read that nobody answers. A host that vanishes without a word closes no connection: without
 * a time-out of the socket a read waits for its answer for ever, whatever time-out its statement has, and so does the
 * thread that reads.
 */
final class SocketTimeout {

    private SocketTimeout() {}

    /** Warns if there is none. Says nothing where the driver, or the server's pool before it, does not tell. */
    static void check(DataSource dataSource, Dialect dialect, String name) {
        if (dialect.socketTimeouts != null && isUnbounded(dataSource)) {
            Log.noSocketTimeout(name, dialect.socketTimeouts);
        }
    }

    private static boolean isUnbounded(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return connection.getNetworkTimeout() == 0;
        } catch (SQLException | RuntimeException | LinkageError doesNotTell) {
            return false;
        }
    }
}
