package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Belongs to no bean. */
@ApplicationScoped
public class StaticMethod {

    @OnEvent("mistake")
    static void handle(String payload) {}
}
