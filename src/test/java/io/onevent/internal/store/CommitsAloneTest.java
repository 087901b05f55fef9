package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.EventStoreException;
import io.onevent.it.Database;
import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A pool of one connection, which comes back as its last user has left it. */
class CommitsAloneTest {

    private Database database;
    private Connection connection;
    private int status = Status.STATUS_NO_TRANSACTION;
    private boolean broken;

    private Jdbc on(DatabaseProduct product) throws SQLException {
        database = TestDatabase.newEmptyDatabase(product);
        database.execute("CREATE TABLE note (n int PRIMARY KEY)");
        connection = database.dataSource().getConnection();
        connection.setAutoCommit(false);
        Dialect dialect = product == DatabaseProduct.H2 ? Dialect.H2 : Dialect.POSTGRESQL;
        return new Jdbc(CommitsAlone.of(pool(), registry()), dialect, 10);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private DataSource pool() {
        Connection handle = (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "close" -> null;
                    case "setAutoCommit" -> {
                        if (broken) {
                            throw new SQLException("the connection is gone", "08003");
                        }
                        connection.setAutoCommit((Boolean) arguments[0]);
                        yield null;
                    }
                    default -> method.invoke(connection, arguments);
                });
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> handle);
    }

    private TransactionSynchronizationRegistry registry() {
        return (TransactionSynchronizationRegistry) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TransactionSynchronizationRegistry.class},
                (proxy, method, arguments) -> status);
    }

    private String notes() {
        return new Jdbc(database.dataSource(), Dialect.H2, 10)
                .texts("SELECT count(*) FROM note")
                .get(0);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MARIADB")
    void what_is_written_without_a_transaction_is_committed(DatabaseProduct product) throws SQLException {
        Jdbc jdbc = on(product);
        jdbc.update("INSERT INTO note (n) VALUES (1)");
        assertThat(notes()).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MARIADB")
    void so_it_is_where_the_last_statement_has_failed(DatabaseProduct product) throws SQLException {
        Jdbc jdbc = on(product);
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("INSERT INTO nowhere VALUES (1)"))
                    .isInstanceOf(SQLException.class);
        }
        jdbc.update("INSERT INTO note (n) VALUES (1)");
        assertThat(notes()).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MARIADB")
    void what_is_written_in_a_transaction_is_left_to_it(DatabaseProduct product) throws SQLException {
        Jdbc jdbc = on(product);
        status = Status.STATUS_ACTIVE;
        jdbc.update("INSERT INTO note (n) VALUES (1)");
        assertThat(notes()).isEqualTo("0");
        connection.commit();
        assertThat(notes()).isEqualTo("1");
    }

    /** The pool's own objects throw in this way what the driver says, as those of Payara do. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MARIADB")
    void a_connection_that_the_driver_has_closed_is_an_error_of_the_database(DatabaseProduct product)
            throws SQLException {
        Jdbc jdbc = on(product);
        connection.close();
        assertThatThrownBy(() -> jdbc.update("INSERT INTO note (n) VALUES (1)"))
                .isInstanceOf(EventStoreException.class)
                .hasCauseInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MARIADB")
    void a_connection_that_cannot_is_an_error(DatabaseProduct product) throws SQLException {
        Jdbc jdbc = on(product);
        broken = true;
        assertThatThrownBy(() -> jdbc.update("INSERT INTO note (n) VALUES (1)")).hasMessageContaining("is gone");
    }
}
