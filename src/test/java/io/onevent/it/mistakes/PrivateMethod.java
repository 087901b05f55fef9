package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Cannot be called. */
@ApplicationScoped
public class PrivateMethod {

    @OnEvent("mistake")
    private void handle(String payload) {}
}
