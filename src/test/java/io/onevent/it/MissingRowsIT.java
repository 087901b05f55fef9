package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody empties the tables that need their rows, while an instance works. */
@Tag("cluster")
class MissingRowsIT {

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void rows_that_are_deleted_while_it_works_are_put_back_and_all_goes_on(String mode) {
        Database database = TestDatabase.newDatabase();
        TestApp app = TestApp.on(database, "app").handlers(RecordHandler.class).build();
        try (Server server = new Server("rows-" + mode, app).with("onevent.mode", mode)) {
            server.start().awaitReady();
            server.get("publish?name=record&count=5");
            awaitEffects(database, 5);

            long rollbacks = rollbacks(database);
            for (String table : new String[] {"lead", "pause", "cleaning", "group_lock", "instance"}) {
                database.execute("DELETE FROM onevent_" + table);
            }
            server.get("publish?name=record&count=5");
            awaitEffects(database, 10);
            await("the rows are back").atMost(ofSeconds(30)).untilAsserted(() -> assertThat(database.queryAll(
                            "SELECT count(*) FROM onevent_lead UNION ALL SELECT count(*) FROM onevent_pause"
                                    + " UNION ALL SELECT count(*) FROM onevent_cleaning"
                                    + " UNION ALL SELECT count(*) FROM onevent_instance"))
                    .containsExactly("1", "1", "1", "1"));
            await("the locks are back")
                    .atMost(ofSeconds(30))
                    .until(() -> database.queryLong("SELECT count(*) FROM onevent_group_lock") == 4_096);

            server.get("publish?name=record&count=5&group=g");
            awaitEffects(database, 15);
            assertThat(rollbacks(database) - rollbacks).as("rollbacks").isLessThan(40);
            assertThat(database.repeated()).isEmpty();
            assertThat(server.logEntries("ONEVENT-330")).isNotEmpty();
        }
    }

    private static void awaitEffects(Database database, int effects) {
        await("all are handled").atMost(ofSeconds(20)).until(() -> database.effects("record") == effects);
    }

    private static long rollbacks(Database database) {
        return database.queryLong("SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()");
    }
}
