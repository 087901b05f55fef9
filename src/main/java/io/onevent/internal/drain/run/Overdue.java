package io.onevent.internal.drain.run;

import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.Kind;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Outcome;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.log.Log;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Looks after runs that take longer than {@code onevent.handler-timeout}. */
public final class Overdue {

    private final LocalQueue queue;
    private final Handlers handlers;
    private final Stages stages;
    private final EndQueue ends;
    private final HandlerTimeout timeout;
    private final Duration grace;
    private volatile Map<String, Integer> byName = Map.of();

    public Overdue(
            LocalQueue queue,
            Handlers handlers,
            Stages stages,
            EndQueue ends,
            HandlerTimeout timeout,
            Duration pollInterval) {
        this.queue = queue;
        this.handlers = handlers;
        this.stages = stages;
        this.ends = ends;
        this.timeout = timeout;
        this.grace = pollInterval.multipliedBy(2);
    }

    /** How many runs of which name are past their time-out and still hold their thread. */
    public Map<String, Integer> byName() {
        return byName;
    }

    /**
     * Ends stages that are too late and runs whose thread is gone, interrupts handlers that are, and names those that
     * do not react.
     */
    public void look() {
        Map<String, Integer> stillRunning = new TreeMap<>();
        for (Run run : queue.running()) {
            try {
                look(run, stillRunning);
            } catch (Throwable unforeseen) {
                Log.unforeseen(unforeseen);
            }
        }
        byName = Map.copyOf(stillRunning);
        ends.write();
    }

    private void look(Run run, Map<String, Integer> stillRunning) {
        if (run.isForgotten()) {
            ends.add(run, Outcome.failed(new IllegalStateException("its thread ended without a word")));
            return;
        }
        if (!timeout.isOver(run)) {
            return;
        }
        run.timeOut();
        queue.acquit(run);
        boolean staged = handlers.kind(run.name()) == Kind.STAGED;
        if (run.isInHandler()) {
            stillRunning.merge(run.name(), 1, Integer::sum);
            if (timeout.isOverFor(grace, run) && run.logOverdueOnce()) {
                Log.overdue(run.id(), run.name(), run.runSeconds());
            }
        } else if (staged && !run.first().isInHandler()) {
            stages.end(run, Outcome.failed(timeout.exceptionOfStage()));
        }
    }
}
