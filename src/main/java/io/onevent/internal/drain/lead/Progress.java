package io.onevent.internal.drain.lead;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whether the engine's own work comes back. A lease is a promise to work, so it counts from the time this proves: an
 * engine whose look at the table, whose take or whose writing of ends hangs, on a connection that gives no answer say,
 * loses its lease like one that is gone. What comes back with an error has come back: that the database refuses is no
 * reason to let another instance be refused.
 */
public final class Progress {

    /** What one thread at a time does for all, so that nothing goes on while it hangs. */
    public enum Work {
        TAKE,
        ENDS
    }

    private final Long[] sinceNanos = new Long[Work.values().length];
    private final LongSupplier clock;
    private long lookedNanos;
    private Thread looking;

    Progress(LongSupplier clock) {
        this.clock = clock;
        this.lookedNanos = clock.getAsLong();
    }

    /** The current thread looks at the table, and what else it does meanwhile is part of that. */
    public synchronized void looks() {
        looking = Thread.currentThread();
        looked();
    }

    /** A step of the look at the table has come back. */
    public synchronized void looked() {
        lookedNanos = clock.getAsLong();
    }

    public synchronized void lookEnded() {
        looking = null;
        looked();
    }

    /** Does a piece of work, and knows meanwhile since when. */
    public <T> T during(Work what, Supplier<T> work) {
        set(what, clock.getAsLong());
        try {
            return work.get();
        } finally {
            set(what, null);
        }
    }

    /** A step of this work has come back, and the next one begins. */
    public void goesOn(Work what) {
        set(what, clock.getAsLong());
    }

    private synchronized void set(Work what, Long since) {
        sinceNanos[what.ordinal()] = since;
        if (Thread.currentThread() == looking) {
            looked();
        }
    }

    /** The last time, by {@link System#nanoTime()}, at which it was certain that nothing hangs. */
    public synchronized long provenNanos() {
        long proven = lookedNanos;
        for (Long since : sinceNanos) {
            proven = since != null && since - proven < 0 ? since : proven;
        }
        return proven;
    }
}
