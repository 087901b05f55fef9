package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

/** Takes the event of CDI. */
@ApplicationScoped
public class WrongEvent {

    @OnEvent("mistake")
    void handle(Event<String> event) {}
}
