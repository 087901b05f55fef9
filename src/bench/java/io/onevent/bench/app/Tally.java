package io.onevent.bench.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the handlers of one run and notes the few times that the figures need. */
@ApplicationScoped
public class Tally {

    private volatile Count count = new Count(0, 0);

    private static final class Count {
        private final long events;
        private final long edge;
        private final AtomicLong firstStart = new AtomicLong();
        private final AtomicLong ended = new AtomicLong();
        private final CountDownLatch all = new CountDownLatch(1);
        private volatile long headEnd;
        private volatile long tailStart;
        private volatile long lastEnd;

        private Count(long events, long edge) {
            this.events = events;
            this.edge = edge;
        }
    }

    /** Starts a new count, whose head and tail have so many events. */
    public void expect(long events, long edge) {
        count = new Count(events, edge);
    }

    /** A handler starts. */
    public void started() {
        Count now = count;
        if (now.firstStart.get() == 0) {
            now.firstStart.compareAndSet(0, System.nanoTime());
        }
    }

    /** A handler of so many events has ended. */
    public void ended(int events) {
        for (int i = 0; i < events; i++) {
            ended();
        }
    }

    /** A handler has ended. */
    public void ended() {
        Count now = count;
        long time = System.nanoTime();
        long ended = now.ended.incrementAndGet();
        now.lastEnd = time;
        if (ended == now.edge) {
            now.headEnd = time;
        }
        if (ended == now.events - now.edge) {
            now.tailStart = time;
        }
        if (ended == now.events) {
            now.all.countDown();
        }
    }

    /** Waits until all have ended; false if the time was not enough. */
    public boolean await(Duration most) {
        try {
            return count.all.await(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What has been counted since the last {@link #expect}. */
    public Timeline timeline(long mostBusy) {
        Count now = count;
        return new Timeline(now.ended.get(), now.firstStart.get(), now.headEnd, now.tailStart, now.lastEnd, mostBusy);
    }
}
