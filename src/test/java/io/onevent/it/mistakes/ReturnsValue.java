package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Returns what nobody takes. */
@ApplicationScoped
public class ReturnsValue {

    @OnEvent("mistake")
    String handle(String payload) {
        return payload;
    }
}
