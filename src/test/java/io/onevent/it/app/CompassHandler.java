package io.onevent.it.app;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Four names for which nothing is done. */
@ApplicationScoped
public class CompassHandler {

    @OnEvent("north")
    void north() {}

    @OnEvent("east")
    void east() {}

    @OnEvent("south")
    void south() {}

    @OnEvent("west")
    void west() {}
}
