package io.onevent.it.conflicts;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Handlers that meet each other: by a statement of theirs, or not before their commit. */
@ApplicationScoped
public class Tallies {

    @Resource(lookup = "java:app/jdbc/test")
    private DataSource dataSource;

    @OnEvent("tally.row")
    void countInOneRow(StoredEvent event) throws SQLException {
        execute("UPDATE tally SET n = n + 1 WHERE name = 'row'");
    }

    /** What each reads, all others write. */
    @OnEvent("tally.sum")
    void addToTheSum(StoredEvent event) throws SQLException {
        execute("INSERT INTO tally (name, n) SELECT 'sum', coalesce(max(n), 0) + 1 FROM tally WHERE name = 'sum'");
    }

    /** Open Liberty has set another isolation than the default of the database. */
    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement isolation =
                        connection.prepareStatement("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            if (connection.getTransactionIsolation() != Connection.TRANSACTION_SERIALIZABLE) {
                isolation.execute();
            }
            statement.executeUpdate();
        }
    }
}
