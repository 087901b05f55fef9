package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Is an observer method as well. */
@ApplicationScoped
public class ObservesToo {

    @OnEvent("mistake")
    void handle(@Observes String payload) {}
}
