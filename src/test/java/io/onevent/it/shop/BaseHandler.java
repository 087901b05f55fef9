package io.onevent.it.shop;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.inject.Inject;

/** A handler for beans to inherit. */
abstract class BaseHandler {

    @Inject
    private Rows rows;

    @OnEvent("inherited")
    void handle(StoredEvent event) {
        rows.effect(event);
    }
}
