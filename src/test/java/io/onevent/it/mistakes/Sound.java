package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Is as it should be. */
@ApplicationScoped
public class Sound {

    @OnEvent("mistake")
    void handle(String payload) {}
}
