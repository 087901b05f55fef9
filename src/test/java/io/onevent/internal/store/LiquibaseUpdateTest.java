package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LiquibaseUpdateTest {

    /** In seconds; otherwise ten. */
    private static final String LOCK_POLL_RATE = "liquibase.changelogLockPollRate";

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
}
