package io.onevent.kit.app;

import io.onevent.DeadEvent;
import io.onevent.EventPublisher;
import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.testkit.TestEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Handlers of all kinds. */
@ApplicationScoped
public class Parcels {

    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Inject
    Effects effects;

    @Inject
    EventPublisher events;

    @Inject
    TestEvents testEvents;

    /** What was called since this was asked last. */
    public List<String> calls() {
        List<String> all = List.copyOf(calls);
        calls.clear();
        return all;
    }

    @OnEvent("effect")
    void effect(StoredEvent event) {
        calls.add("effect " + event.retry());
        effects.add(event);
        if ("fail".equals(event.payload())) {
            throw new IllegalStateException("as it was told");
        }
    }

    @OnEvent("wish")
    void wish(StoredEvent event) {
        effects.add(event);
        if (event.payload().startsWith("P")) {
            throw new PostponeEventException(Duration.parse(event.payload()));
        }
        throw new RejectEventException(event.payload());
    }

    @OnEvent("kept")
    void keep(StoredEvent event) {
        effects.add(event);
    }

    @OnEvent("fragile")
    void handleFragile(StoredEvent event) {
        effects.add(event);
    }

    @OnEvent("echo")
    void echo(StoredEvent event) {
        events.publish("echo");
    }

    @OnEvent("open")
    CompletionStage<Void> leaveOpen(StoredEvent event) {
        return new CompletableFuture<>();
    }

    @OnEvent("staged")
    CompletionStage<Void> stage(StoredEvent event) {
        calls.add("staged");
        return CompletableFuture.runAsync(
                () -> calls.add("completed"), CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
    }

    @OnEvent(value = "batched", batch = 10)
    void batch(List<String> payloads, List<StoredEvent> all) {
        calls.add("batch of " + payloads.size());
        all.forEach(effects::add);
        if (payloads.contains("fail")) {
            throw new IllegalStateException("one is wrong");
        }
    }

    @OnEvent("chain")
    void chain(String payload) {
        events.publish("effect", payload);
    }

    @OnEvent("nested")
    void nested(String payload) {
        testEvents.drain();
    }

    @OnEvent("onevent.dead")
    void alarm(DeadEvent dead) {
        calls.add("dead " + dead.event().name() + " " + dead.reason());
    }
}
