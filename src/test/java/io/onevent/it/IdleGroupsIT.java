package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A group whose event is due starts soon, in either mode, however many there are whose events are not. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IdleGroupsIT {

    private static final int GROUPS_NOT_DUE = 100_000;

    /** Long enough for a crowded machine to be late by a part of it only. */
    private static final Duration POLL = Duration.ofSeconds(5);

    /** Long enough for what the bound forbids to be seen with its time. */
    private static final Duration LIMIT = Duration.ofMinutes(4);

    /** Stays for a second on its thread, which makes the engine read little ahead. */
    private static final String SLOW = "record&payload=PT1S&group=";

    private Database database;
    private Server server;

    @BeforeAll
    void deploy() {
        database = TestDatabase.newDatabase();
        TestApp app = TestApp.on(database, "app")
                .handlers(RecordHandler.class)
                .config("onevent.poll-interval", POLL.toString())
                .config("onevent.lease", "PT20S")
                .config("onevent.keep-processed", "PT1H")
                .build();
        server = new Server("idle-groups", app);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    @Order(1)
    void in_mode_single_groups_that_are_not_due_keep_no_other_waiting() {
        startIn("single");
        groups_that_are_not_due_keep_no_other_waiting();
    }

    @Test
    @Order(2)
    void in_mode_all_groups_that_are_not_due_keep_no_other_waiting() {
        server.stop();
        startIn("all");
        groups_that_are_not_due_keep_no_other_waiting();
    }

    private void startIn(String mode) {
        server.with("onevent.mode", mode);
        server.start();
        server.awaitReady();
    }

    private void groups_that_are_not_due_keep_no_other_waiting() {
        database.clear();
        database.execute("DELETE FROM onevent_processed_event");
        insert(GROUPS_NOT_DUE, "idle", "interval '1 hour'");
        // It is known from here on how long a handler takes, and that there are groups.
        server.get("publish?name=" + SLOW + "0-first");
        awaitProcessed(1);

        server.get("publish?name=" + SLOW + "z-at-once");
        server.get("publish?name=" + SLOW + "z-delayed&delay=PT5S");
        server.get("publish?name=" + SLOW + "z-expiring&expiresAfter=PT30S");
        insert(1, "z-elsewhere", "interval '0 s'");
        insert(1, "z-elsewhere-later", "interval '3 s'");
        awaitProcessed(6);

        assertThat(database.dead()).isZero();
        assertThat(startedLate())
                .as("started more than two looks after they were due")
                .isEmpty();
        assertThat(database.waiting()).isEqualTo(GROUPS_NOT_DUE);
    }

    /** As another instance would, which wakes nobody here: an event in each of so many groups. */
    private void insert(int groups, String prefix, String delay) {
        database.execute("INSERT INTO onevent_event (id, create_date, name, payload, group_id, seq, due_at)"
                + " SELECT gen_random_uuid(), clock_timestamp(), 'record', 'PT1S', '" + prefix + "' || n,"
                + " nextval('onevent_event_seq'), clock_timestamp() + " + delay
                + " FROM generate_series(1, " + groups + ") n");
    }

    private void awaitProcessed(int events) {
        await("due events are handled")
                .atMost(LIMIT)
                .until(() ->
                        database.dead() + database.queryLong("SELECT count(*) FROM onevent_processed_event") == events);
    }

    private List<String> startedLate() {
        return database.queryAll("SELECT group_id, start_date - due_at FROM onevent_processed_event"
                + " WHERE start_date - due_at > interval '" + 2 * POLL.toSeconds() + " s'");
    }
}
