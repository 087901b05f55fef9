package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/** Handlers of many events, and one that may share its transaction; the payload says how an event fares. */
@ApplicationScoped
public class BatchHandlers {

    @Inject
    private Ledger ledger;

    @OnEvent(value = "batch", batch = 20)
    void inOneTransaction(List<StoredEvent> events) {
        events.forEach(this::handle);
    }

    @OnEvent("shared")
    void inASharedTransaction(StoredEvent event) {
        handle(event);
    }

    @OnEvent(value = "batch.plain", batch = 20)
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    void withoutTransaction(List<StoredEvent> events, List<String> payloads) {
        events.forEach(this::handle);
    }

    @OnEvent(value = "batch.staged", batch = 20)
    CompletionStage<Void> staged(List<StoredEvent> events) {
        return CompletableFuture.runAsync(() -> events.forEach(BatchHandlers::fare));
    }

    private void handle(StoredEvent event) {
        ledger.write(event);
        fare(event);
    }

    private static void fare(StoredEvent event) {
        if (event.payload().equals("rejected")) {
            throw new RejectEventException("not wanted");
        }
        if (event.payload().equals("poison")) {
            throw new IllegalStateException("never");
        }
        if (event.payload().equals("flaky") && ThreadLocalRandom.current().nextInt(4) == 0) {
            throw new IllegalStateException("this time");
        }
    }
}
