package io.onevent.internal.drain;

import io.onevent.internal.discover.Handler;
import io.onevent.internal.discover.PayloadReader;
import io.onevent.internal.store.TakenEvent;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.util.concurrent.CompletionStage;

/** Calls a handler on the current thread, with a request context of its own, where it can be interrupted. */
final class Handling {

    private final PayloadReader payloads;
    private final Instance<RequestContextController> requestContexts;

    Handling(PayloadReader payloads, Instance<RequestContextController> requestContexts) {
        this.payloads = payloads;
        this.requestContexts = requestContexts;
    }

    /** What the handler returned; null from a {@code void} one. */
    CompletionStage<?> call(Handler handler, Run run, TakenEvent event) throws Throwable {
        RequestContextController requestContext = requestContexts.get();
        boolean activated = requestContext.activate();
        run.enterHandler();
        try {
            return handler.handle(event.event(), payloads);
        } finally {
            run.leaveHandler();
            if (activated) {
                requestContext.deactivate();
            }
            requestContexts.destroy(requestContext);
        }
    }
}
