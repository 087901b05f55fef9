package io.onevent.bench.app;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Does nothing, in the event's transaction; the event is kept when it is processed. */
@ApplicationScoped
public class KeptHandler {

    @Inject
    private Tally tally;

    @OnEvent("kept")
    void handle(String payload) {
        tally.started();
        tally.ended();
    }
}
