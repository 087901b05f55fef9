package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Never succeeds: rejects the payload "reject", and fails with any other. */
@ApplicationScoped
public class FailingHandler {

    @OnEvent("failing")
    void fail(StoredEvent event) {
        if ("reject".equals(event.payload())) {
            throw new RejectEventException("not wanted");
        }
        throw new IllegalStateException("cannot be done");
    }
}
