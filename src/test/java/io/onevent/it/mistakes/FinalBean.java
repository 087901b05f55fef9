package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Has no proxy. */
@ApplicationScoped
public final class FinalBean {

    @OnEvent("mistake")
    void handle(String payload) {}
}
