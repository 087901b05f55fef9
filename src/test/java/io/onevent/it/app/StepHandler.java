package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Writes down the event in its transaction, and its start and end outside of it. */
@ApplicationScoped
public class StepHandler {

    @Inject
    private Ledger ledger;

    @Inject
    private RunTable runs;

    @OnEvent("step")
    void step(StoredEvent event) {
        long run = runs.begin(event);
        ledger.write(event);
        runs.end(run);
    }
}
