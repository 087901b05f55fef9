package io.onevent.it;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that was killed comes back on the same host. */
@Tag("cluster")
class ComebackIT {

    @Test
    void a_server_that_comes_back_does_not_wait_for_the_lease_of_the_process_that_was_killed() {
        Database database = TestDatabase.newDatabase();
        TestApp app = TestApp.on(database, "app")
                .handlers(RecordHandler.class)
                .config("onevent.lease", "PT2M")
                .build();
        try (Server server = new Server("comeback", app)) {
            server.start().awaitReady();
            server.get("publish?name=record&count=5");
            await("it works").atMost(ofMinutes(1)).until(() -> database.effects("record") == 5);
            server.kill9();
            assertThat(database.queryLong("SELECT count(*) FROM onevent_instance"))
                    .isEqualTo(1);

            server.start().awaitReady();
            server.get("publish?name=record&count=5");
            await("the first effect").atMost(ofSeconds(3)).until(() -> database.effects("record") > 5);
            await("the others").atMost(ofSeconds(20)).until(() -> database.effects("record") == 10);
            assertThat(database.repeated()).isEmpty();
        }
    }

    @Test
    void two_processes_on_one_host_do_not_take_each_other_for_dead() {
        Database database = TestDatabase.newDatabase();
        TestApp app = TestApp.on(database, "app")
                .handlers(RecordHandler.class)
                .config("onevent.lease", "PT2M")
                .build();
        try (Pair pair = new Pair("neighbours", app)) {
            pair.ensureUp();
            await("both have looked at the table several times")
                    .pollDelay(ofSeconds(4))
                    .atMost(ofSeconds(30))
                    .until(() -> database.queryLong("SELECT count(*) FROM onevent_instance") == 2);
            assertThat(pair.stream()).allSatisfy(server -> assertThat(server.logEntries("took over"))
                    .isEmpty());
        }
    }
}
