package io.onevent.it.app;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Does nothing, on its thread or in a stage. */
@ApplicationScoped
public class NoopHandler {

    @OnEvent("noop")
    void onThread() {}

    @OnEvent("noop-stage")
    CompletionStage<Void> inStage() {
        return CompletableFuture.completedFuture(null);
    }
}
