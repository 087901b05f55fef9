package io.onevent.it.shop;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;

/** An EJB that can only be called through its local interface. */
@Singleton
public class LocalHandler implements LocalView {

    @Inject
    private Rows rows;

    @Override
    @OnEvent("local")
    public void handle(StoredEvent event) {
        rows.effect(event);
    }
}
