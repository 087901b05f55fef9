package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.conflicts.Tallies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** At SERIALIZABLE, handlers that meet each other in a statement or at their commit use no retry. */
@Tag("server")
class ConflictsIT {

    private static final int EVENTS = 150;

    private Server server;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void handlers_that_meet_each_other_are_repeated_without_a_retry() {
        Database database = TestDatabase.newDatabase();
        database.execute("CREATE TABLE tally (name varchar(10) NOT NULL, n int NOT NULL)");
        database.execute("INSERT INTO tally (name, n) VALUES ('row', 0)");
        database.execute("ALTER DATABASE " + database.name() + " SET default_transaction_isolation = 'serializable'");
        TestApp app = TestApp.on(database, "tallies")
                .config("onevent.retry.max-retries", "0")
                .handlers(Tallies.class)
                .build();
        server = new Server("conflicts", app).with("onevent.threads", "8");
        server.start().awaitReady();
        server.get("pause");
        server.get("publish?name=tally.row&count=" + EVENTS);
        server.get("publish?name=tally.sum&count=" + EVENTS);
        server.get("resume");
        await("all are ended").atMost(ofSeconds(120)).until(() -> database.waiting() == 0);
        assertThat(database.queryAll("SELECT message FROM onevent_dead_event")).isEmpty();
        assertThat(database.queryLong("SELECT n FROM tally WHERE name = 'row'")).isEqualTo(EVENTS);
        assertThat(database.queryLong("SELECT max(n) FROM tally WHERE name = 'sum'"))
                .isEqualTo(EVENTS);
    }
}
