package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

/** Writes the event down; an EJB. */
@Stateless
public class ParcelDesk {

    @Inject
    private Ledger ledger;

    @OnEvent("parcel")
    public void handle(StoredEvent event) {
        ledger.write(event);
    }
}
