package io.onevent.engine;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Handlers that do what the interleaving of the thread says. */
@ApplicationScoped
class Booked {

    static final String X = "x";
    static final String Y = "y";
    static final String PLAIN = "z";

    @OnEvent(X)
    void onX(StoredEvent event) throws Exception {
        Interleaving.ofThread().handle(event);
    }

    @OnEvent(Y)
    void onY(StoredEvent event) throws Exception {
        Interleaving.ofThread().handle(event);
    }

    @OnEvent(PLAIN)
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    void onZ(StoredEvent event) throws Exception {
        Interleaving.ofThread().handle(event);
    }
}
