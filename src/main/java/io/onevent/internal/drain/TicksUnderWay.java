package io.onevent.internal.drain;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts the timers' calls that have not come back. */
final class TicksUnderWay {

    /** More than a tick of a timer takes that does not hang. */
    private static final Duration TICK = Duration.ofSeconds(5);

    private int ticks;

    synchronized void count(int more) {
        ticks += more;
        notifyAll();
    }

    /** Waits until no timer is under way, unless one hangs. */
    synchronized void awaitNone() {
        long untilNanos = System.nanoTime() + TICK.toNanos();
        try {
            for (long millis = TICK.toMillis(); ticks > 0 && millis > 0; ) {
                wait(millis);
                millis = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
