package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletionStage;

/** Writes down its start and leaves the rest to {@link HeldStages}. */
@ApplicationScoped
public class HeldHandler {

    @Inject
    private RunTable runs;

    @OnEvent("held")
    CompletionStage<Void> hold(StoredEvent event) {
        runs.begin(event);
        return HeldStages.open(event);
    }
}
