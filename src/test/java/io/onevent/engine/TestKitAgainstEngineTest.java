package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.testkit.HandledEvent;
import io.onevent.testkit.TestEvents;
import io.onevent.testkit.internal.SteppedTestEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the test kit lets happen to an event leaves the rows that the running engine leaves. */
class TestKitAgainstEngineTest {

    /** What the next runs come to: null is a good end. Emptied in a JVM of one test at a time. */
    private static final Queue<Runnable> SCRIPT = new ConcurrentLinkedQueue<>();

    /** Holds the thread of an instance that is going to be killed. */
    private static volatile CountDownLatch inHandler = new CountDownLatch(1);

    @ApplicationScoped
    static class Victims {

        @Inject
        Ledger ledger;

        @OnEvent("victim")
        void handle(StoredEvent event) {
            ledger.write(event);
            Runnable end = SCRIPT.poll();
            if (end != null) {
                end.run();
            }
        }
    }

    private final EngineDatabase database = EngineDatabase.h2();

    @AfterEach
    void drop() {
        SCRIPT.clear();
        database.drop();
    }

    private static Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>(
                Map.of("onevent.retry.delay", "PT1H", "onevent.retry.max-delay", "PT1H", "onevent.retry.jitter", "0"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private EngineInstance kit(String... more) {
        Map<String, String> settings = settings(more);
        settings.put("onevent.testkit", "true");
        settings.put("onevent.enabled", "false");
        return new EngineInstance(database, settings, Victims.class, SteppedTestEvents.class);
    }

    /** The rows of the event wherever it is, and how often it had its effect. */
    private List<String> rows() {
        List<String> rows = database.rows(
                "SELECT 'waits', retry, version, started, suspect, cast(due_at > CURRENT_TIMESTAMP AS int) FROM onevent_event");
        rows.addAll(database.rows(
                "SELECT 'dead', retry, version, reason, error_class, message, parks FROM onevent_dead_event"));
        rows.addAll(database.rows("SELECT 'effects', count(*) FROM ledger"));
        return rows;
    }

    private static Runnable end(String of) {
        return switch (of) {
            case "rejects" -> () -> {
                throw new RejectEventException("never");
            };
            case "postpones" -> () -> {
                throw new PostponeEventException(Duration.ofHours(1));
            };
            case "fails" -> TestKitAgainstEngineTest::fail;
            default -> () -> {};
        };
    }

    private static void fail() {
        throw new IllegalStateException("wrong");
    }

    private List<String> byEngine(String end, String... more) {
        try (EngineInstance engine = new EngineInstance(database, settings(more), Victims.class).runFreely()) {
            SCRIPT.add(end(end));
            engine.publish(NewEvent.named("victim").group("g"));
            awaitDecided();
        }
        return rowsAndReset();
    }

    private void awaitDecided() {
        await("the event has ended or is put off")
                .until(() -> database.count("onevent_event WHERE due_at <= CURRENT_TIMESTAMP") == 0);
    }

    private List<String> rowsAndReset() {
        List<String> rows = rows();
        database.reset();
        return rows;
    }

    @ParameterizedTest
    @ValueSource(strings = {"goes well", "rejects", "postpones", "fails"})
    void a_drained_event_ends_as_by_the_engine(String end) {
        List<String> expected = byEngine(end);
        try (EngineInstance kit = kit()) {
            SCRIPT.add(end(end));
            kit.publish(NewEvent.named("victim").group("g"));
            kit.call(() -> kit.bean(TestEvents.class).drain());
            assertThat(rows()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3"})
    void one_that_is_let_fail_ends_as_one_that_fails(String maxRetries) {
        List<String> expected =
                byEngine("fails", "onevent.retry.max-retries", maxRetries, "onevent.group.on-dead", "park");
        try (EngineInstance kit = kit("onevent.retry.max-retries", maxRetries, "onevent.group.on-dead", "park")) {
            kit.publish(NewEvent.named("victim").group("g"));
            kit.call(() -> {
                kit.bean(TestEvents.class).failNext("victim", new IllegalStateException("wrong"));
                return kit.bean(TestEvents.class).drain();
            });
            assertThat(rows()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"goes well", "rejects", "postpones", "fails"})
    void a_redelivered_event_ends_as_after_the_death_of_its_instance(String end) throws Exception {
        inHandler = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        SCRIPT.add(() -> {
            inHandler.countDown();
            try {
                never.await();
            } catch (InterruptedException killed) {
                throw new IllegalStateException(killed);
            }
        });
        EngineInstance dying = new EngineInstance(database, settings(), Victims.class).runFreely();
        dying.publish(NewEvent.named("victim").group("g"));
        inHandler.await();
        SCRIPT.add(end(end));
        dying.kill();
        EngineInstance successor = new EngineInstance(database, settings(), Victims.class).runFreely();
        awaitDecided();
        successor.close();
        List<String> expected = rowsAndReset();
        SCRIPT.clear();
        try (EngineInstance kit = kit()) {
            SCRIPT.add(end("goes well"));
            SCRIPT.add(end(end));
            UUID id = kit.publish(NewEvent.named("victim").group("g"));
            List<HandledEvent> runs = kit.call(() -> kit.bean(TestEvents.class).redeliver(id));
            assertThat(runs).hasSize(2);
            assertThat(rows()).isEqualTo(expected);
        }
    }

    @Test
    void the_rows_that_are_compared_differ_where_the_ends_do() {
        assertThat(byEngine("fails")).isNotEqualTo(byEngine("postpones")).isNotEqualTo(byEngine("rejects"));
    }
}
