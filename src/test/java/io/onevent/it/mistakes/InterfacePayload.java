package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Takes a payload that cannot be made. */
@ApplicationScoped
public class InterfacePayload {

    @OnEvent("mistake")
    void handle(Shape payload) {}

    public interface Shape {}
}
