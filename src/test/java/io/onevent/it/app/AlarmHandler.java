package io.onevent.it.app;

import io.onevent.DeadEvent;
import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Is told of deaths, and writes the dead event into the ledger. */
@ApplicationScoped
public class AlarmHandler {

    @Inject
    private Ledger ledger;

    @OnEvent("onevent.dead")
    void alarm(DeadEvent dead) {
        ledger.write(dead.event());
        ledger.written().add("dead " + dead);
    }
}
