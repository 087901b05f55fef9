package io.onevent.it.app;

import io.onevent.OnEvent;

/** A handler whose author has forgotten that its class has to be a bean. */
public class ForgottenHandler {

    @OnEvent("forgotten")
    void handle() {
        throw new IllegalStateException("who has called this?");
    }
}
