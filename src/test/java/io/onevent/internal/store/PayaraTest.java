package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PayaraTest {

    @Test
    void connections_outside_of_transactions_are_those_of_the_same_user_that_commit_by_themselves()
            throws SQLException {
        assertThat(isFound("one", true)).isTrue();
        assertThat(isFound("other", true)).isFalse();
        assertThat(isFound("one", false)).isFalse();
    }

    private static boolean isFound(String user, boolean autoCommit) {
        try (HikariDataSource dataSource = new OfPayara(user, autoCommit)) {
            return Payara.outsideOfTransactions(dataSource) != null;
        }
    }

    @Test
    void other_servers_have_none() {
        try (HikariDataSource dataSource = new HikariDataSource()) {
            assertThat(Payara.outsideOfTransactions(dataSource)).isNull();
        }
        assertThat(Payara.of(null)).isNull();
    }

    /** A database in memory is of whoever comes first, and ends with the connection. */
    public static final class OfPayara extends HikariDataSource {

        private final String user;
        private final boolean autoCommit;

        OfPayara(String user, boolean autoCommit) {
            this.user = user;
            this.autoCommit = autoCommit;
            setJdbcUrl("jdbc:h2:mem:");
            setUsername("one");
        }

        /** As the data sources of Payara have it. */
        public Connection getNonTxConnection() throws SQLException {
            Connection connection = DriverManager.getConnection("jdbc:h2:mem:", user, "");
            connection.setAutoCommit(autoCommit);
            return connection;
        }
    }
}
