package io.onevent.internal.drain.run;

import io.onevent.DeadEvent;
import io.onevent.StoredEvent;
import io.onevent.internal.config.ReservedNames;
import io.onevent.internal.discover.Handler;
import io.onevent.internal.discover.PayloadReader;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.threads.RequestContexts;
import io.onevent.internal.log.Log;
import io.onevent.internal.monitor.Tracing;
import io.onevent.internal.store.DeathNotice;
import io.onevent.internal.store.EventTable;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.tx.Transactions;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Calls a handler on the current thread, with a request context of its own, where it can be interrupted. */
public final class HandlerCall {

    private final EventTable events;
    private final PayloadReader payloads;
    private final PayloadReader deaths;
    private final RequestContexts requestContexts;
    private final Transactions transactions;
    private final Tracing tracing;
    private RunWatch watch;

    /** @param tracing of the server, or null for none */
    public HandlerCall(
            EventTable events,
            PayloadReader payloads,
            RequestContexts requestContexts,
            Transactions transactions,
            Tracing tracing) {
        this.events = events;
        this.payloads = payloads;
        this.deaths =
                (payload, type) -> type == DeadEvent.class ? DeathNotice.read(payload) : payloads.read(payload, type);
        this.requestContexts = requestContexts;
        this.transactions = transactions;
        this.tracing = tracing;
    }

    /** To be called before anything runs. */
    public void watchedBy(RunWatch another) {
        watch = another;
    }

    /**
     * The event with its payload, which is read now if it was too large to be read ahead; null if the event is gone.
     */
    TakenEvent whole(TakenEvent event) {
        if (!event.payloadLeftBehind()) {
            return event;
        }
        String payload = events.payload(event.id());
        return payload == null ? null : event.with(payload);
    }

    /** Where the server has tracing, the run of these events is part of it from now on until it ends. */
    void trace(Run run, List<StoredEvent> events) {
        if (watch != null) {
            watch.begins(events.size() == 1 ? List.of(run) : run.call(), events);
        }
        if (tracing != null) {
            run.span(tracing.process(events));
        }
    }

    /** Like {@link #call}, for a handler that runs without a transaction and must not leave one of its own behind. */
    CompletionStage<?> callWithoutTransaction(Handler handler, Run run, List<StoredEvent> events) throws Throwable {
        CompletionStage<?> returned;
        try {
            returned = call(handler, run, events);
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
    CompletionStage<?> call(Handler handler, Run run, List<StoredEvent> events) throws Throwable {
        Tracing.Span span = run.span();
        Runnable leaveSpan = span == null ? null : span.enter();
        run.enterHandler();
        try {
            if (watch != null) {
                watch.calls(run);
            }
            return handler.handle(events, run.name().equals(ReservedNames.DEAD) ? deaths : payloads);
        } finally {
            run.leaveHandler();
            if (leaveSpan != null) {
                leaveSpan.run();
            }
            requestContexts.renew();
        }
    }
}
