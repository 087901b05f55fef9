package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Writes the event down and does not return before the gate is open. */
@ApplicationScoped
public class GatedHandler {

    @Inject
    private Ledger ledger;

    @OnEvent("gated")
    void pass(StoredEvent event) throws InterruptedException {
        ledger.write(event);
        Gate.pass();
    }
}
