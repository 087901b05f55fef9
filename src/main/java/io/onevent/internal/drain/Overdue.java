package io.onevent.internal.drain;

import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.Kind;
import io.onevent.internal.log.Log;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** Looks after runs that take longer than {@code onevent.handler-timeout}. */
final class Overdue {

    private final Taken taken;
    private final Handlers handlers;
    private final Stages stages;
    private final Ends ends;
    private final Duration handlerTimeout;
    private final Duration grace;
    private volatile Map<String, Integer> byName = Map.of();

    Overdue(Taken taken, Handlers handlers, Stages stages, Ends ends, Duration handlerTimeout, Duration pollInterval) {
        this.taken = taken;
        this.handlers = handlers;
        this.stages = stages;
        this.ends = ends;
        this.handlerTimeout = handlerTimeout;
        this.grace = pollInterval.multipliedBy(2);
    }

    /** How many runs of which name are past their time-out and still hold their thread. */
    Map<String, Integer> byName() {
        return byName;
    }

    /** Ends stages that are too late, interrupts handlers that are, and names those that do not react. */
    void look() {
        Map<String, Integer> stillRunning = new TreeMap<>();
        for (Run run : taken.running()) {
            if (run.runNanos() < handlerTimeout.toNanos()) {
                continue;
            }
            run.timeOut();
            taken.acquit(run);
            if (!run.isInHandler() && handlers.kind(run.name()) != Kind.STAGED) {
                continue;
            }
            if (handlers.kind(run.name()) == Kind.STAGED && !run.isInHandler()) {
                stages.end(
                        run,
                        Outcome.failed(new TimeoutException(
                                "the stage did not complete within onevent.handler-timeout = " + handlerTimeout)));
                continue;
            }
            stillRunning.merge(run.name(), 1, Integer::sum);
            if (run.runNanos() > handlerTimeout.plus(grace).toNanos() && run.logOverdueOnce()) {
                Log.overdue(run.id(), run.name(), run.runSeconds());
            }
        }
        byName = Map.copyOf(stillRunning);
        ends.write();
    }
}
