package io.onevent.it.plain;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** Writes rows in transactions that have a time-out. */
@ApplicationScoped
public class PlainRows {

    @Resource(lookup = "java:app/jdbc/test")
    private DataSource dataSource;

    @Resource
    private UserTransaction transaction;

    void write() {
        try {
            transaction.setTransactionTimeout(30);
            transaction.begin();
            insert();
            transaction.commit();
        } catch (SQLException
                | NotSupportedException
                | SystemException
                | RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException e) {
            throw new IllegalStateException(e);
        }
    }

    private void insert() throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(
                        "INSERT INTO ledger (event_id, name, instance, retry) VALUES (?, 'plain', 'plain', 0)")) {
            statement.setObject(1, UUID.randomUUID());
            statement.executeUpdate();
        }
    }
}
