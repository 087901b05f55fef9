package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the data source of {@code server-config} finds out about a connection before it hands it out. A pool that throws dead connections
 * away takes those with them that are in use: so each test has a server of its own, which only publishes, and nobody else asks its pool.
 */
class PoolValidationIT {

    private static final String CONNECTIONS =
            " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private Database database;
    private Server server;

    @BeforeEach
    void start() {
        assumeThat(DatabaseProduct.chosen()).isEqualTo(DatabaseProduct.POSTGRESQL);
        database = TestDatabase.newDatabase();
        server = new Server(
                "validation",
                TestApp.on(database, "app").config("onevent.enabled", "false").build());
        server.start().awaitReady();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** Such a thread, of a parallel stream say, sees no class of the server's by its class loader. */
    @Test
    void a_thread_that_is_not_the_servers_may_publish() {
        // The bean that publishes is made by a thread of the server's: another has nothing to inject.
        server.get("publish?name=record&count=1");
        assertThat(server.get("publish-in-common-pool?name=record&count=100")).isEqualTo("100");
        assertThat(server.logEntries("Exception while destroying")).isEmpty();
    }

    @Test
    void connections_that_the_database_has_ended_are_handed_to_nobody() {
        for (int round = 0; round < 3; round++) {
            publishes("before round " + round);
            TestDatabase.asOwner(database, "SELECT pg_terminate_backend(pid)" + CONNECTIONS);
            await("the connections have ended")
                    .atMost(ofSeconds(30))
                    .until(() -> database.queryLong("SELECT count(*)" + CONNECTIONS) == 0);
            publishes("after round " + round);
        }
    }

    private void publishes(String when) {
        assertThat(server.request("/app/test/publish?name=record&count=1"))
                .as(when)
                .startsWith("200 ");
    }
}
