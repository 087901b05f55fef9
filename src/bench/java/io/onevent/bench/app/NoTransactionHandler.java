package io.onevent.bench.app;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Does nothing, without a transaction. */
@ApplicationScoped
@Transactional(Transactional.TxType.NOT_SUPPORTED)
public class NoTransactionHandler {

    @Inject
    private Tally tally;

    @OnEvent("notx")
    void handle(String payload) {
        tally.started();
        tally.ended();
    }
}
