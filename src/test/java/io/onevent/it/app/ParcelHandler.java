package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Writes the event down. */
@ApplicationScoped
public class ParcelHandler {

    @Inject
    private Ledger ledger;

    @OnEvent("parcel")
    void handle(StoredEvent event) {
        ledger.write(event);
    }
}
