package io.onevent.it.shop;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

/** An EJB of the no-interface view. */
@Stateless
public class StatelessHandler {

    @Inject
    private Rows rows;

    @OnEvent("stateless")
    public void handle(StoredEvent event) {
        rows.effect(event);
    }
}
