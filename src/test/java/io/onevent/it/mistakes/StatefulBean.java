package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.ejb.Stateful;

/** Belongs to a client. */
@Stateful
public class StatefulBean {

    @OnEvent("mistake")
    public void handle(String payload) {}
}
