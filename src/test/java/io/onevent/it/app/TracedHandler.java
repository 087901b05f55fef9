package io.onevent.it.app;

import io.onevent.EventPublisher;
import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Publishes an event for each that it handles, or fails. */
@ApplicationScoped
public class TracedHandler {

    @Inject
    private EventPublisher events;

    @Inject
    private Ledger ledger;

    @OnEvent("traced")
    void handle(StoredEvent event) {
        ledger.write(event);
        events.publish("record");
    }

    @OnEvent("untraceable")
    void fail() {
        throw new IllegalStateException("as it is told to");
    }
}
