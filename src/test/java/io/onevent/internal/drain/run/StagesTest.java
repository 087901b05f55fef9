package io.onevent.internal.drain.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.OnEventExtension;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.threads.RequestContexts;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.tx.Transactions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class StagesTest {

    private static final List<String> CALLED = new ArrayList<>();

    @ApplicationScoped
    static class Both {

        @OnEvent("a")
        @Priority(1)
        CompletionStage<Void> first(String payload) {
            CALLED.add("first " + payload);
            return new CompletableFuture<>();
        }

        @OnEvent("a")
        @Priority(2)
        CompletionStage<Void> second(String payload) {
            CALLED.add("second " + payload);
            return new CompletableFuture<>();
        }
    }

    @Test
    void a_run_keeps_its_payload_until_the_last_handler_was_called_and_no_longer() {
        TransactionSynchronizationRegistry none = (TransactionSynchronizationRegistry) Proxy.newProxyInstance(
                StagesTest.class.getClassLoader(),
                new Class<?>[] {TransactionSynchronizationRegistry.class},
                (proxy, method, arguments) -> Status.STATUS_NO_TRANSACTION);
        HandlerCall call =
                new HandlerCall(null, (payload, type) -> payload, new RequestContexts(), new Transactions(none), null);
        Stages stages = new Stages(call, null, null, null, null, () -> {});
        StoredEvent event =
                new StoredEvent(UUID.randomUUID(), "a", "p", "g", null, null, Instant.EPOCH, Instant.MAX, 3);
        Life life = new Life(
                UUID.randomUUID(), System.nanoTime() + Duration.ofHours(1).toNanos(), System::nanoTime);
        Run run = new Run(new TakenEvent(event, 7, false, false, false, 0, null), life, System::nanoTime);
        try (SeContainer container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addExtensions(new OnEventExtension())
                .addBeanClasses(Both.class)
                .initialize()) {
            Handlers handlers = container.select(OnEventExtension.class).get().handlers();
            run.handlers(handlers.of("a").iterator());
            stages.callNext(run);
            assertThat(run.event().event().payload()).isEqualTo("p");
            stages.callNext(run);
        }
        assertThat(CALLED).containsExactly("first p", "second p");
        assertThat(run.event().event())
                .isEqualTo(new StoredEvent(event.id(), "a", null, "g", null, null, Instant.EPOCH, Instant.MAX, 3));
        assertThat(run.event().version()).isEqualTo(7);
    }
}
