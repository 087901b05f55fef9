package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Fails until what it needs is mended: the gate is open. */
@ApplicationScoped
public class MendableHandler {

    /** What it needs is down. */
    public static class DownException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        DownException(String message) {
            super(message);
        }
    }

    @Inject
    private Ledger ledger;

    @OnEvent("order.paid")
    void book(StoredEvent event) {
        if (!Gate.isOpen()) {
            throw new DownException("the bank answers 503 Service Unavailable");
        }
        ledger.write(event);
    }
}
