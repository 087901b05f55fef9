package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Does not return before the gate is open, and takes no notice of an interrupt. */
@ApplicationScoped
public class StubbornHandler {

    @Inject
    private Ledger ledger;

    @OnEvent("stubborn")
    void refuse(StoredEvent event) {
        ledger.write(event);
        Gate.passWhateverHappens();
    }
}
