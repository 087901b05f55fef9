package io.onevent.bench.app;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Does nothing, in the event's transaction. */
@ApplicationScoped
public class TransactionalHandler {

    @Inject
    private Tally tally;

    @Inject
    private Latencies latencies;

    @Inject
    private GroupOrder order;

    @OnEvent("tx")
    void handle(String payload) {
        tally.started();
        if (Payload.isNumbered(payload)) {
            latencies.started(Payload.number(payload));
        } else if (Payload.isOrdered(payload)) {
            order.started(Payload.number(payload));
        }
        tally.ended();
    }
}
