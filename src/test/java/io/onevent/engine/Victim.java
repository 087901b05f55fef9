package io.onevent.engine;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Events whose rows are spoilt; what becomes of them is as it may be. */
@ApplicationScoped
class Victim {

    static final String NAME = "victim";

    @OnEvent(NAME)
    void handle(String payload) {
        // Nothing to do.
    }
}
