package io.onevent.internal.drain;

import io.onevent.internal.discover.Handler;
import io.onevent.internal.store.TakenEvent;
import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * Handlers whose work goes on after they have returned. An open stage holds no thread, no connection and no transaction; it
 * may complete on any thread.
 */
final class Stages {

    private final Handling handling;
    private final Managed managed;
    private final Ends ends;
    private final Runnable writeEndsAndGoOn;

    Stages(Handling handling, Managed managed, Ends ends, Runnable writeEndsAndGoOn) {
        this.handling = handling;
        this.managed = managed;
        this.ends = ends;
        this.writeEndsAndGoOn = writeEndsAndGoOn;
    }

    /** Calls the first handler on this thread; each further one on a managed thread when the stage before it has completed. */
    void open(Run run, TakenEvent event, Iterator<Handler> handlers) {
        if (run.hasEnded()) {
            return;
        }
        CompletionStage<?> stage;
        try {
            stage = handling.callWithoutTransaction(handlers.next(), run, event);
        } catch (Throwable thrown) {
            end(run, Outcome.of(thrown));
            ends.write();
            return;
        }
        stage.whenComplete((result, thrown) -> {
            if (thrown != null) {
                end(run, Outcome.of(thrown));
                managed.runInOwnContext(writeEndsAndGoOn);
            } else if (handlers.hasNext() && !run.hasEnded()) {
                managed.runInOwnContext(() -> managed.run(
                        () -> open(run, event, handlers),
                        () -> end(
                                run,
                                Outcome.undecided(new RejectedExecutionException("no thread for the next handler")))));
            } else {
                end(run, Outcome.PROCESSED);
                managed.runInOwnContext(writeEndsAndGoOn);
            }
        });
    }

    /** The first word about a run counts: a stage that completes after its time-out changes nothing. */
    void end(Run run, Outcome outcome) {
        if (run.end()) {
            ends.add(run, outcome);
        }
    }
}
