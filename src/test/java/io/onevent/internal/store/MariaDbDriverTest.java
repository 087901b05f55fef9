package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.EventStoreException;
import io.onevent.internal.config.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What MariaDB's driver does, or does not, as it is told. */
@Tag("database")
@Tag("mariadb")
class MariaDbDriverTest {

    private static Jdbc jdbc(DataSource database) {
        return new Jdbc(database, Dialect.MARIADB, 10);
    }

    @Test
    void a_driver_that_is_told_nothing_counts_what_each_statement_found() {
        assertThatCode(() -> StoreOpening.refuseOtherCounts(jdbc(MariaDbEventTableTest.DATABASE), "jdbc/shop"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"useBulkStmts", "useAffectedRows"})
    void a_driver_that_does_not_is_refused(String setting) {
        DataSource database = MariaDbEventTableTest.database("&" + setting + "=true");
        assertThatThrownBy(() -> StoreOpening.refuseOtherCounts(jdbc(database), "jdbc/shop"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ONEVENT-215")
                .hasMessageContaining("jdbc/shop")
                .hasMessageContaining(setting);
    }

    @Test
    void a_batch_that_is_not_counted_fails_and_is_not_taken_for_one_that_found_nothing() {
        Jdbc uncounted = jdbc(MariaDbEventTableTest.database("&useBulkStmts=true"));
        List<Object[]> rows = List.of(new Object[] {UUID.randomUUID()}, new Object[] {UUID.randomUUID()});
        assertThatThrownBy(() -> uncounted.batch("DELETE FROM onevent_event WHERE id = ?", rows))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("does not say how many rows");
    }

    @Test
    void a_transaction_of_xa_is_known_although_the_connection_says_that_it_commits_by_itself() throws Exception {
        var xa = ((XADataSource) MariaDbEventTableTest.DATABASE).getXAConnection();
        try (var connection = xa.getConnection()) {
            assertThat(Dialect.MARIADB.isInTransaction(connection)).isFalse();
            Xid xid = new OneXid();
            xa.getXAResource().start(xid, XAResource.TMNOFLAGS);
            assertThat(Dialect.MARIADB.isInTransaction(connection)).isTrue();
            xa.getXAResource().end(xid, XAResource.TMSUCCESS);
            xa.getXAResource().rollback(xid);
        } finally {
            xa.close();
        }
    }

    private static final class OneXid implements Xid {

        @Override
        public int getFormatId() {
            return 1;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return "test".getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public byte[] getBranchQualifier() {
            return getGlobalTransactionId();
        }
    }
}
