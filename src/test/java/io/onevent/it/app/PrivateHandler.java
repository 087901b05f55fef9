package io.onevent.it.app;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Breaks a rule: a handler is not private. */
@ApplicationScoped
public class PrivateHandler {

    /** Uses the method, which the compiler would miss otherwise. */
    public String name() {
        hide();
        return "private";
    }

    @OnEvent("hidden")
    private void hide() {}
}
