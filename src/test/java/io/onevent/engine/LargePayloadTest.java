package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A payload that is too large to be read ahead is read when its event runs, and the event may be gone then. */
class LargePayloadTest {

    private static final Queue<String> HANDLED = new ConcurrentLinkedQueue<>();
    private static volatile CountDownLatch gate;

    @ApplicationScoped
    static class Handlers {

        @OnEvent("gate")
        void stand() throws InterruptedException {
            gate.await();
        }

        @OnEvent("transactional")
        void transactional(StoredEvent event) {
            HANDLED.add(length(event));
        }

        @OnEvent("plain")
        @Transactional(Transactional.TxType.NOT_SUPPORTED)
        void plain(StoredEvent event) {
            HANDLED.add(length(event));
        }

        @OnEvent("staged")
        CompletionStage<Void> staged(StoredEvent event) {
            HANDLED.add(length(event));
            return CompletableFuture.completedFuture(null);
        }

        private static String length(StoredEvent event) {
            return event.payload() == null
                    ? "null"
                    : String.valueOf(event.payload().length());
        }
    }

    private final EngineDatabase database = EngineDatabase.h2();

    @BeforeEach
    void close() {
        HANDLED.clear();
        gate = new CountDownLatch(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transactional", "plain", "staged"})
    void an_event_that_is_gone_is_not_handled(String name) {
        try (EngineInstance instance = new EngineInstance(database, Map.of("onevent.threads", "1"), Handlers.class)) {
            instance.publish(NewEvent.named("gate"));
            instance.poll();
            UUID gone = instance.publish(large(name, 20_000));
            UUID there = instance.publish(large(name, 20_001));
            await("both are read ahead").until(() -> {
                instance.poll();
                String taken =
                        database.rows("SELECT taken FROM onevent_instance").get(0);
                return taken.contains(gone.toString()) && taken.contains(there.toString());
            });
            database.execute("DELETE FROM onevent_event WHERE id = ?", gone);
            gate.countDown();
            await("the other is handled").until(() -> {
                Steps.of(instance).untilIdle();
                return !HANDLED.isEmpty();
            });
            assertThat(List.copyOf(HANDLED)).containsExactly("20001");
            assertThat(database.count("onevent_event")).isZero();
        }
    }

    private static NewEvent large(String name, int length) {
        return NewEvent.named(name).payload("x".repeat(length));
    }
}
