package io.onevent.it.places;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@ApplicationScoped
public class PlacedHandlers {

    @Inject
    private Desk desk;

    @OnEvent("placed")
    void handle(String place) {
        desk.write("handled", place);
    }

    @OnEvent("publishes")
    void publish(String place) {
        desk.put(place);
    }

    @OnEvent("publishes.staged")
    CompletionStage<Void> publishWithoutTransaction(String place) {
        desk.put(place);
        return CompletableFuture.completedFuture(null);
    }
}
