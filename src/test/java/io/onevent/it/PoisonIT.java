package io.onevent.it;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class PoisonIT {

    @Test
    void an_event_that_kills_its_jvm_ends_lost_and_its_neighbours_do_not() {
        Database database = TestDatabase.newDatabase();
        TestApp app = TestApp.on(database, "app")
                .handlers(RecordHandler.class)
                .config("onevent.retry.max-retries", "2")
                .build();
        int deaths = 0;
        try (Server server = new Server("poisoned", app)) {
            server.start().awaitReady();
            server.get("publish?name=record&count=250&delay=PT3S");
            String poison = server.get("publish?name=record&payload=halt&delay=PT3S");
            server.get("publish?name=record&count=250&delay=PT3S");

            while (database.dead() == 0) {
                await("it dies, or the poison is found")
                        .atMost(ofMinutes(2))
                        .until(() -> !server.isAlive() || database.dead() > 0);
                if (!server.isAlive()) {
                    assertThat(server.awaitEnd()).isEqualTo(RecordHandler.HALTED);
                    deaths++;
                    assertThat(deaths).as("deaths by " + poison).isLessThanOrEqualTo(5);
                    server.start();
                }
            }
            await("the others are handled").atMost(ofMinutes(2)).until(() -> database.waiting() == 0);

            assertThat(database.queryAll("SELECT id, reason FROM onevent_dead_event"))
                    .containsExactly(poison + " LOST");
            assertThat(database.effects("record")).isEqualTo(500);
            assertThat(database.repeated()).isEmpty();
            assertThat(deaths)
                    .as("the start that nobody suspected, and 1 + 2 that are counted")
                    .isEqualTo(1 + 3);
        }
    }
}
