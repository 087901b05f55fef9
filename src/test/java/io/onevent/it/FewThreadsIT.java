package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.FewThreads;
import io.onevent.it.app.GatedHandler;
import io.onevent.it.app.RecordHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An executor that gives fewer threads than it is asked for says nothing of it by itself. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FewThreadsIT {

    private static final String TOO_FEW = "ONEVENT-335";

    private final TestApp few = TestApp.on(TestDatabase.newDatabase(), "few")
            .handlers(GatedHandler.class, FewThreads.class)
            .config("onevent.executor", FewThreads.EXECUTOR)
            .build();

    private final TestApp enough = TestApp.on(TestDatabase.newDatabase(), "enough")
            .handlers(RecordHandler.class)
            .build();

    private Server server;

    @BeforeAll
    void start() {
        server = new Server("threads", few, enough).start().awaitReady();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void events_that_wait_for_a_thread_for_seconds_are_warned_of_and_a_burst_is_not() {
        server.get(few, "shut-gate");
        server.get(few, "publish?name=gated&count=20");
        server.get(enough, "publish?name=record&count=500");
        await("too few threads are warned of").atMost(ClusterContract.ALLOWANCE).until(() -> server.logged(TOO_FEW));
        await("the burst is over")
                .atMost(ClusterContract.ALLOWANCE)
                .until(() -> enough.database().waiting() == 0);
        assertThat(server.logEntries(TOO_FEW))
                .singleElement()
                .asString()
                .contains(FewThreads.EXECUTOR, "of the 8 threads", "onevent.executor");
        server.get(few, "open-gate");
        await("all are handled")
                .atMost(ClusterContract.ALLOWANCE)
                .until(() -> few.database().waiting() == 0);
    }
}
