package io.onevent.engine;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** Handlers that do what the interleaving of the thread says. */
@ApplicationScoped
class Booked {

    static final String X = "x";
    static final String Y = "y";
    static final String PLAIN = "z";
    static final String MANY = "many";

    @OnEvent(X)
    void onX(StoredEvent event) throws Exception {
        Interleaving.ofThread().handle(List.of(event));
    }

    @OnEvent(Y)
    void onY(StoredEvent event) throws Exception {
        Interleaving.ofThread().handle(List.of(event));
    }

    @OnEvent(value = MANY, batch = 3)
    void onMany(List<StoredEvent> events) throws Exception {
        Interleaving.ofThread().handle(events);
    }

    @OnEvent(PLAIN)
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    void onZ(StoredEvent event) throws Exception {
        Interleaving.ofThread().handle(List.of(event));
    }
}
