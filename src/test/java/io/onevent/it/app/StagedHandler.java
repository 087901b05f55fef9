package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Writes down the start and the end of a stage that takes as long as its payload says. */
@ApplicationScoped
public class StagedHandler {

    @Inject
    private RunTable runs;

    @OnEvent("staged")
    CompletionStage<Void> stage(String payload, StoredEvent event) {
        long run = runs.begin(event);
        var later = CompletableFuture.delayedExecutor(Duration.parse(payload).toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> runs.end(run), later);
    }
}
