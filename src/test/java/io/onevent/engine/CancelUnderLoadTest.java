package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.EventPublisher;
import io.onevent.EventStoreException;
import io.onevent.NewEvent;
import io.onevent.WaitingEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an event is on its way to, it is either cancelled or has its effect: never both, never neither. */
class CancelUnderLoadTest {

    /** {@code -Dcancels=50000} for the bar that was set. */
    private static final int EVENTS = Integer.getInteger("cancels", 4_000);

    private static final int AT_ONCE = 50;
    private static final int OPERATORS = 4;

    private final EngineDatabase database = EngineDatabase.postgres();
    private final Set<UUID> cancelled = ConcurrentHashMap.newKeySet();
    private final Set<UUID> changed = ConcurrentHashMap.newKeySet();
    private final List<UUID> published = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void tellNothing() {
        Quiet.now();
        Told.nothing();
    }

    @AfterEach
    void drop() {
        Quiet.noMore();
        database.drop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void an_event_is_either_cancelled_or_has_one_effect(String mode) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(OPERATORS + 1);
        Map<String, String> settings = Map.of("onevent.mode", mode);
        try (EngineInstance one = new EngineInstance(database, settings, Innocent.class).runFreely();
                EngineInstance other = new EngineInstance(database, settings, Innocent.class).runFreely()) {
            List<EngineInstance> instances = List.of(one, other);
            Future<?> publisher = threads.submit(() -> publishAll(instances));
            List<Future<?>> operators = new ArrayList<>();
            for (int i = 0; i < OPERATORS; i++) {
                Random random = new Random(i);
                EngineInstance through = instances.get(i % 2);
                operators.add(threads.submit(() -> operate(through, random, publisher)));
            }
            publisher.get();
            for (Future<?> operator : operators) {
                operator.get();
            }
            await("all have ended")
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> database.count("onevent_event") == 0);
        } finally {
            threads.shutdownNow();
        }
        assertThat(cancelled).isNotEmpty();
        assertThat(changed).isNotEmpty();
        assertThat(database.count("onevent_dead_event")).isZero();
        Map<UUID, Integer> effects = new HashMap<>();
        database.rows("SELECT event_id FROM ledger").forEach(id -> effects.merge(UUID.fromString(id), 1, Integer::sum));
        assertThat(published).hasSize(EVENTS).allSatisfy(id -> assertThat(effects.getOrDefault(id, 0))
                .as("effects of %s, which is %s cancelled", id, cancelled.contains(id) ? "" : "not")
                .isEqualTo(cancelled.contains(id) ? 0 : 1));
    }

    private void publishAll(List<EngineInstance> instances) {
        Random random = new Random(42);
        for (int from = 0; from < EVENTS; from += AT_ONCE) {
            List<NewEvent> events = IntStream.range(0, AT_ONCE)
                    .mapToObj(i -> event(random.nextInt(10)))
                    .toList();
            EngineInstance through = instances.get(from / AT_ONCE % 2);
            published.addAll(through.inTransaction(
                    () -> through.bean(EventPublisher.class).publishAll(events)));
        }
    }

    private static NewEvent event(int kind) {
        NewEvent event = NewEvent.named(Innocent.TRANSACTIONAL);
        if (kind < 3) {
            return event.group("g" + kind);
        }
        return kind < 6 ? event.delay(Duration.ofMillis(kind * 50L)) : event;
    }

    private void operate(EngineInstance through, Random random, Future<?> publisher) {
        WaitingEvents waiting = through.bean(WaitingEvents.class);
        while (!publisher.isDone()) {
            int size = published.size();
            if (size == 0) {
                continue;
            }
            // One of the latest, which are on their way.
            UUID id = published.get(Math.max(0, size - 1 - random.nextInt(3 * AT_ONCE)));
            try {
                switch (random.nextInt(3)) {
                    case 0 -> {
                        if (through.<Boolean>inTransaction(() -> waiting.cancel(id))) {
                            cancelled.add(id);
                        }
                    }
                    case 1 -> note(id, through.inTransaction(() -> waiting.runNow(id)));
                    default -> note(
                            id,
                            through.inTransaction(
                                    () -> waiting.reschedule(id, Instant.now().plusMillis(random.nextInt(300)))));
                }
            } catch (EventStoreException contention) {
                // It is rolled back, and nothing is done.
            }
        }
    }

    private void note(UUID id, boolean isChanged) {
        if (isChanged) {
            changed.add(id);
        }
    }
}
