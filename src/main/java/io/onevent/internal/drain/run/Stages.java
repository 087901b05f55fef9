package io.onevent.internal.drain.run;

import io.onevent.StoredEvent;
import io.onevent.internal.discover.Handler;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Outcome;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.threads.Relay;
import io.onevent.internal.log.Log;
import io.onevent.internal.log.Thrown;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Handlers whose work goes on after they have returned. An open stage holds no thread, no connection and no
 * transaction; it may complete on any thread.
 */
public final class Stages {

    private final HandlerCall call;
    private final Relay relay;
    private final LocalQueue queue;
    private final Batches batches;
    private final EndQueue ends;
    private final Runnable writeEndsAndPass;

    public Stages(
            HandlerCall call,
            Relay relay,
            LocalQueue queue,
            Batches batches,
            EndQueue ends,
            Runnable writeEndsAndPass) {
        this.batches = batches;
        this.call = call;
        this.relay = relay;
        this.queue = queue;
        this.ends = ends;
        this.writeEndsAndPass = writeEndsAndPass;
    }

    /** Calls the next handler on this thread, a worker's; the one after it when its stage has completed. */
    void callNext(Run run) {
        if (run.hasEnded()) {
            return;
        }
        AtomicBoolean completed = new AtomicBoolean();
        try {
            List<StoredEvent> events =
                    run.call().stream().map(each -> each.event().event()).toList();
            Handler handler = run.handlers().next();
            if (!run.handlers().hasNext()) {
                // What the run still needs while its stage is open does not grow with the payload.
                run.call().forEach(each -> each.event(each.event().withoutPayload()));
            }
            CompletionStage<?> stage = call.callWithoutTransaction(handler, run, events);
            stage.whenComplete((result, thrown) -> {
                // A stage of the application's own making may say so twice.
                if (completed.compareAndSet(false, true)) {
                    completed(run, thrown);
                }
            });
        } catch (Throwable thrown) {
            end(run, Outcome.of(thrown));
            ends.write();
        }
    }

    private void completed(Run run, Throwable thrown) {
        try {
            if (thrown == null && run.handlers().hasNext() && !run.hasEnded()) {
                queue.resume(run);
            } else {
                end(run, thrown == null ? Outcome.PROCESSED : Outcome.of(Thrown.ofStage(thrown)));
            }
            relay.runInOwnContext(writeEndsAndPass);
        } catch (Throwable unforeseen) {
            // Whoever completed the stage is told nothing of it: the run ends with its time-out at the latest.
            Log.unforeseen(unforeseen);
        }
    }

    /** The first word about a run counts: a stage that completes after its time-out changes nothing. */
    void end(Run run, Outcome outcome) {
        if (run.first().decidesEnd()) {
            List<Run> together = run.call();
            try {
                batches.end(together, outcome);
            } catch (Throwable unforeseen) {
                Log.unforeseen(unforeseen);
                // Nobody else may end them any more.
                together.stream()
                        .filter(each -> each.outcome() == null)
                        .forEach(each -> ends.add(each, Outcome.ofEngine(unforeseen)));
            }
        }
    }
}
