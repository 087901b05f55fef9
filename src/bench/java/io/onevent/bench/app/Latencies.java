package io.onevent.bench.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/** The times from the commit of each event to the start of its handler. */
@ApplicationScoped
public class Latencies {

    private static final double NANOS_PER_MILLI = 1e6;

    private volatile AtomicLongArray committed = new AtomicLongArray(0);
    private volatile AtomicLongArray started = new AtomicLongArray(0);

    /** Starts anew with so many events, numbered from zero. */
    public void expect(int events) {
        started = new AtomicLongArray(events);
        committed = new AtomicLongArray(events);
    }

    /** The transaction of this event has been committed. */
    public void committed(int event) {
        committed.set(event, System.nanoTime());
    }

    /** The handler of this event starts. */
    public void started(int event) {
        started.set(event, System.nanoTime());
    }

    /**
     * The milliseconds that this share of the events stayed below. A handler that another look at the table started before the
     * publisher knew that its commit was done counts as zero.
     */
    public double millis(double share) {
        long[] nanos = new long[committed.length()];
        for (int event = 0; event < nanos.length; event++) {
            nanos[event] = Math.max(0, started.get(event) - committed.get(event));
        }
        Arrays.sort(nanos);
        return nanos[(int) Math.ceil(share * nanos.length) - 1] / NANOS_PER_MILLI;
    }
}
