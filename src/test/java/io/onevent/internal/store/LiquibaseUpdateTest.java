package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.internal.config.ConfigurationException;
import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LiquibaseUpdateTest {

    /** In seconds; otherwise ten. */
    private static final String LOCK_POLL_RATE = "liquibase.changelogLockPollRate";

    /** In minutes; otherwise five. */
    private static final String LOCK_WAIT = "liquibase.changelogLockWaitTimeInMinutes";

    @BeforeAll
    static void waitForLiquibasesLockInShortSteps() {
        System.setProperty(LOCK_POLL_RATE, "1");
    }

    @AfterAll
    static void forget() {
        System.clearProperty(LOCK_POLL_RATE);
    }

    @Test
    void instances_that_start_together_on_an_empty_database_share_the_work() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:together;DB_CLOSE_DELAY=-1");
        DataSource postgres =
                TestDatabase.newEmptyDatabase(DatabaseProduct.POSTGRESQL).dataSource();
        for (DataSource empty : List.of(h2, postgres)) {
            CyclicBarrier start = new CyclicBarrier(3);
            Stream.generate(() -> CompletableFuture.runAsync(() -> updateAfter(start, empty)))
                    .limit(3)
                    .toList()
                    .forEach(CompletableFuture::join);

            assertThat(new Jdbc(empty, Dialect.H2, 10).texts("SELECT id FROM onevent_pause"))
                    .containsExactly("1");
        }
    }

    private static void updateAfter(CyclicBarrier start, DataSource database) {
        try {
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        LiquibaseUpdate.run(database);
    }

    @Test
    void the_lock_of_the_changelog_is_waited_for_once() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:locked;DB_CLOSE_DELAY=-1");
        LiquibaseUpdate.run(h2);
        Jdbc jdbc = new Jdbc(h2, Dialect.H2, 10);
        // Liquibase takes its lock only when a change set is missing
        jdbc.update("DELETE FROM databasechangelog");
        jdbc.update(
                "UPDATE databasechangeloglock SET locked = TRUE, lockgranted = CURRENT_TIMESTAMP, lockedby = 'a host'");
        AtomicInteger tries = new AtomicInteger();
        DataSource counted = StoreSession.counting(h2, tries);
        System.setProperty(LOCK_WAIT, "0");
        try {
            assertThatThrownBy(() -> LiquibaseUpdate.run(counted))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("ONEVENT-205", "a host");
        } finally {
            System.clearProperty(LOCK_WAIT);
        }
        assertThat(tries).hasValue(1);
    }

    @Test
    void without_liquibase_it_is_told_that_it_is_missing() throws Exception {
        try (URLClassLoader application = withoutLiquibase()) {
            Method updateTables = application
                    .loadClass(StoreOpening.class.getName())
                    .getDeclaredMethod("updateTables", DataSource.class);
            updateTables.setAccessible(true);
            assertThatThrownBy(() -> updateTables.invoke(null, new JdbcDataSource()))
                    .cause()
                    .hasMessageStartingWith("ONEVENT-203: onevent.schema=update needs Liquibase");
        }
    }

    /** Loads the library's classes anew. */
    private static URLClassLoader withoutLiquibase() {
        URL[] library = {Store.class.getProtectionDomain().getCodeSource().getLocation()};
        return new URLClassLoader(library, Store.class.getClassLoader()) {

            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("liquibase.")) {
                    throw new ClassNotFoundException(name);
                }
                if (!name.startsWith("io.onevent.")) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        };
    }
}
