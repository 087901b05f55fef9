package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;

/** Has no session on a thread that handles events. */
@SessionScoped
public class SessionBean implements Serializable {

    private static final long serialVersionUID = 1L;

    @OnEvent("mistake")
    void handle(String payload) {}
}
