package io.onevent.internal.drain;

import io.onevent.internal.discover.Handler;
import io.onevent.internal.discover.PayloadReader;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.Transactions;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Calls a handler on the current thread, with a request context of its own, where it can be interrupted. */
final class Handling {

    private final PayloadReader payloads;
    private final Instance<RequestContextController> requestContexts;
    /** Making one is a tenth of the time of a handler that does nothing. */
    private final Queue<RequestContextController> idleContexts = new ConcurrentLinkedQueue<>();

    private final Transactions transactions;

    Handling(PayloadReader payloads, Instance<RequestContextController> requestContexts, Transactions transactions) {
        this.transactions = transactions;
        this.payloads = payloads;
        this.requestContexts = requestContexts;
    }

    /** The same for a handler that runs without a transaction, and must not leave one of its own behind. */
    CompletionStage<?> callWithoutTransaction(Handler handler, Run run, TakenEvent event) throws Throwable {
        CompletionStage<?> returned;
        try {
            returned = call(handler, run, event);
        } catch (Throwable thrown) {
            transactions.rollbackLeftBehind();
            throw thrown;
        }
        if (transactions.rollbackLeftBehind()) {
            String obstacle = "the handler left a transaction behind";
            Log.transactionSpoilt(run.id(), run.name(), obstacle);
            throw new IllegalStateException(obstacle);
        }
        return returned;
    }

    /** What the handler returned; null from a {@code void} one. */
    CompletionStage<?> call(Handler handler, Run run, TakenEvent event) throws Throwable {
        RequestContextController idle = idleContexts.poll();
        RequestContextController requestContext = idle != null ? idle : requestContexts.get();
        boolean activated = requestContext.activate();
        run.enterHandler();
        try {
            return handler.handle(event.event(), payloads);
        } finally {
            run.leaveHandler();
            if (activated) {
                requestContext.deactivate();
            }
            idleContexts.add(requestContext);
        }
    }
}
