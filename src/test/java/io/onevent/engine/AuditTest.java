package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.DeadEventFilter;
import io.onevent.NewEvent;
import io.onevent.WaitingEventFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is done to events and to the queue is noted if it is committed, and only then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditTest {

    private EngineDatabase database;
    private EngineInstance instance;

    @BeforeAll
    void start() {
        database = EngineDatabase.h2();
        instance = new EngineInstance(database, Map.of(), Witness.class);
    }

    @AfterAll
    void stop() {
        instance.close();
        database.drop();
    }

    @BeforeEach
    void forget() {
        database.execute("DELETE FROM onevent_audit");
        database.execute("DELETE FROM onevent_event");
        database.execute("DELETE FROM onevent_dead_event");
    }

    private List<String> noted() {
        return database.rows("SELECT deed, events, what FROM onevent_audit ORDER BY id");
    }

    private UUID waiting() {
        return instance.publish(NewEvent.named("a").delay(Duration.ofHours(1)));
    }

    @Test
    void a_deed_is_noted_in_the_transaction_in_which_it_is_done() {
        UUID id = waiting();
        assertThatThrownBy(() -> instance.inTransaction(() -> {
                    instance.waitingEvents().cancel(id);
                    throw new IllegalStateException("not meant");
                }))
                .hasMessage("not meant");
        assertThat(database.count("onevent_event")).isEqualTo(1);
        assertThat(noted()).isEmpty();
        instance.inTransaction(() -> instance.waitingEvents().cancel(id));
        assertThat(database.count("onevent_event")).isZero();
        assertThat(noted()).containsExactly("cancel 1 event " + id + " named a is cancelled");
    }

    @Test
    void what_finds_nothing_is_not_noted() {
        assertThat(instance.inTransaction(() -> instance.waitingEvents().cancel(new UUID(1, 2))))
                .isFalse();
        assertThat(instance.inTransaction(() -> instance.deadEvents().replayAll(DeadEventFilter.all())))
                .isZero();
        assertThat(noted()).isEmpty();
    }

    @Test
    void of_many_the_number_and_the_filter_are_noted() {
        waiting();
        waiting();
        instance.inTransaction(() ->
                instance.waitingEvents().cancelAll(WaitingEventFilter.all().name("a")));
        assertThat(noted()).containsExactly("cancel 2 2 events named a are cancelled (all of: name = a)");
    }

    @Test
    void every_verb_is_noted() {
        UUID id = waiting();
        instance.inTransaction(() -> instance.waitingEvents().runNow(id));
        instance.inTransaction(() -> instance.waitingEvents().reschedule(id, Instant.parse("2099-01-01T00:00:00Z")));
        instance.inTransaction(() -> {
            instance.queue().pause();
            instance.queue().resume();
            instance.queue().pause("a");
            instance.queue().resume("a");
            return null;
        });
        assertThat(noted().stream().map(row -> row.split(" (1|null) ")[0]))
                .containsExactlyInAnyOrder("run now", "reschedule", "pause", "resume", "pause", "resume");
    }
}
