package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.VirtualThreadHandler;
import io.onevent.server.Product;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** With an executor of virtual threads as many handlers run at once as the pool has connections for. */
@Tag("server")
@Tag("virtual-threads")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VirtualThreadsIT {

    private static final int TOGETHER = VirtualThreadHandler.TOGETHER;

    private final Database database = TestDatabase.newDatabase();

    private final TestApp app = TestApp.on(database, "virtual")
            .handlers(VirtualThreadHandler.class)
            .connections(TOGETHER + 2)
            .config("onevent.executor", "concurrent/virtual")
            .config("onevent.threads", String.valueOf(TOGETHER))
            .build();

    private Server server;

    @BeforeAll
    void start() {
        server = new Server("virtual-threads", app).with(Product.VIRTUAL_THREADS, "true");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void in_mode_single() {
        handlersRunAtOnceOnVirtualThreads("single");
    }

    @Test
    void in_mode_all() {
        handlersRunAtOnceOnVirtualThreads("all");
    }

    private void handlersRunAtOnceOnVirtualThreads(String mode) {
        database.execute("DELETE FROM ledger");
        server.with("onevent.mode", mode).start().awaitReady();
        server.get(app, "publish?name=virtual&count=" + 3 * TOGETHER);
        await("all are handled").atMost(ClusterContract.ALLOWANCE).until(() -> database.waiting() == 0);
        assertThat(database.queryLong("SELECT count(*) FROM onevent_dead_event"))
                .isZero();
        assertThat(database.queryLong("SELECT count(*) FROM ledger WHERE retry = 0"))
                .isEqualTo(3L * TOGETHER);
        server.stop();
    }
}
