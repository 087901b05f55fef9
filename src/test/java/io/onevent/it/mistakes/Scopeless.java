package io.onevent.it.mistakes;

import io.onevent.OnEvent;

/** Is no bean. */
public class Scopeless {

    @OnEvent("mistake")
    void handle(String payload) {}
}
