package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.log.LoggedLines;
import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The drivers themselves, since it is they who tell. */
class SocketTimeoutTest {

    @RegisterExtension
    private final LoggedLines log = new LoggedLines();

    @Test
    void a_read_of_postgresql_that_may_wait_for_ever_is_warned_of() {
        assertThat(said(postgresql(""), Dialect.POSTGRESQL))
                .singleElement()
                .asString()
                .startsWith("WARNING ONEVENT-218: the data source jdbc/shop has no socket time-out")
                .contains("socketTimeout=30 and connectTimeout=10 (seconds)");
    }

    @Test
    void a_read_of_postgresql_that_ends_is_not() {
        assertThat(said(postgresql("&socketTimeout=30"), Dialect.POSTGRESQL)).isEmpty();
    }

    @Test
    @Tag("mariadb")
    void a_read_of_mariadb_that_may_wait_for_ever_is_warned_of() {
        assertThat(said(MariaDbEventTableTest.DATABASE, Dialect.MARIADB))
                .singleElement()
                .asString()
                .startsWith("WARNING ONEVENT-218: ")
                .contains("socketTimeout=30000 and connectTimeout=10000 (milliseconds)");
    }

    @Test
    @Tag("mariadb")
    void a_read_of_mariadb_that_ends_is_not() {
        assertThat(said(MariaDbEventTableTest.database("&socketTimeout=30000"), Dialect.MARIADB))
                .isEmpty();
    }

    @Test
    void nothing_is_said_of_h2_whose_driver_does_not_know() {
        DataSource h2 = TestDatabase.newEmptyDatabase(DatabaseProduct.H2).dataSource();
        assertThat(said(h2, Dialect.H2)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {SQLFeatureNotSupportedException.class, AbstractMethodError.class, IllegalStateException.class})
    void nothing_is_said_where_a_pool_does_not_tell(Class<? extends Throwable> thrown) {
        Connection silent = proxy(Connection.class, method -> {
            if (method.equals("getNetworkTimeout")) {
                throw thrown.getConstructor().newInstance();
            }
            return null;
        });
        assertThat(said(proxy(DataSource.class, method -> silent), Dialect.POSTGRESQL))
                .isEmpty();
    }

    private List<String> said(DataSource dataSource, Dialect dialect) {
        SocketTimeout.check(dataSource, dialect, "jdbc/shop");
        return log.lines().stream()
                .map(line -> line.getLevel() + " " + line.getMessage())
                .toList();
    }

    private static DataSource postgresql(String parameters) {
        var database = TestDatabase.newEmptyDatabase(DatabaseProduct.POSTGRESQL);
        return database.product().dataSource(database.url() + parameters);
    }

    private interface Call {
        Object of(String method) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> call.of(method.getName())));
    }
}
