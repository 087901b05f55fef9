package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Writes down its start and its end, between which it waits for the gate to be open. */
@ApplicationScoped
public class CappedHandler {

    @Inject
    private RunTable runs;

    @OnEvent("capped")
    void pass(StoredEvent event) throws InterruptedException {
        long run = runs.begin(event);
        Gate.pass();
        runs.end(run);
    }
}
