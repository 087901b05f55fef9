package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs the handlers of a name in two ways. */
@ApplicationScoped
public class TwoKinds {

    @OnEvent("mistake")
    void handle(String payload) {}

    @OnEvent("mistake")
    CompletionStage<Void> handleLater(String payload) {
        return CompletableFuture.completedFuture(null);
    }
}
