package io.onevent.internal.drain.run;

import io.onevent.internal.config.Breaking;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.log.Log;
import io.onevent.internal.operate.Reminders;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Counts the failed runs of each name that come one after another on this instance, and decides what follows: that the
 * name is broken off, held once more after a probe, or goes on. What it decides holds here at once; whoever looks at
 * the table writes it down, in a transaction of its own, for the other instances.
 */
public final class Breaker {

    /** What was decided of a name. */
    public enum Decision {
        BREAK_OFF,
        PUT_OFF,
        CLOSE
    }

    /**
     * A decision that is to be written down.
     *
     * @param failed how many runs had failed in a row
     * @param instance the life in which it was decided, which may be the one that may probe
     * @param nanos when, by this machine's clock
     */
    public record Decided(Decision decision, int failed, UUID instance, long nanos) {}

    private final Breaking breaking;
    private final LocalQueue queue;
    private final LongSupplier clock;
    private final Map<String, Integer> failedInARow = new ConcurrentHashMap<>();
    private final Map<String, Decided> unwritten = new TreeMap<>();
    private final Reminders reminders = new Reminders();
    private volatile Runnable writeSoon = () -> {};

    /** @param clock this machine's monotonic clock */
    public Breaker(Breaking breaking, LocalQueue queue, LongSupplier clock) {
        this.breaking = breaking;
        this.queue = queue;
        this.clock = clock;
    }

    /** What lets a decision be written down by another thread; it must be quick and throw nothing. */
    public void writeSoonBy(Runnable soon) {
        writeSoon = soon;
    }

    /** A run was processed, and that is committed. */
    void processed(Run run) {
        if (run.isProbe()) {
            decide(run, Decision.CLOSE, 0);
        } else if (!failedInARow.isEmpty()) {
            failedInARow.remove(run.name());
        }
    }

    /** A run has failed, and that is committed. */
    void failed(Run run) {
        String name = run.name();
        if (run.isProbe()) {
            decide(run, Decision.PUT_OFF, 0);
            return;
        }
        Integer most = breaking.after(name);
        if (most == null || queue.isHeld(name)) {
            return;
        }
        int failed = failedInARow.merge(name, 1, Integer::sum);
        if (failed >= most && queue.hold(name)) {
            decide(run, Decision.BREAK_OFF, failed);
        }
    }

    /** Whether to say now that a probe of this name has failed. */
    boolean tellsOfProbe(String name) {
        synchronized (reminders) {
            return reminders.isDue(name, true);
        }
    }

    private void decide(Run run, Decision decision, int failed) {
        failedInARow.remove(run.name());
        synchronized (unwritten) {
            unwritten.put(run.name(), new Decided(decision, failed, run.life().id(), clock.getAsLong()));
        }
        try {
            writeSoon.run();
        } catch (Throwable unforeseen) {
            // The next look writes it.
            Log.unforeseen(unforeseen);
        }
    }

    /** What is to be written down, by name. */
    public Map<String, Decided> unwritten() {
        synchronized (unwritten) {
            return new TreeMap<>(unwritten);
        }
    }

    /** This was written down, or is of no use any more. */
    public void written(String name, Decided decided) {
        synchronized (unwritten) {
            unwritten.remove(name, decided);
        }
    }

    /** The name is held no more: what failed before is forgotten. */
    public void goesOn(String name) {
        failedInARow.remove(name);
    }

    /** For so long nothing of this name starts after it broke. */
    public Duration time(String name) {
        return breaking.time(name);
    }
}
