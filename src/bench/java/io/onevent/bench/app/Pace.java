package io.onevent.bench.app;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Hands out the numbers of a run to several threads, each number at its time. */
public final class Pace {

    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final int events;
    private final int perSecond;
    private final long start = System.nanoTime();
    private final AtomicInteger next = new AtomicInteger();

    /** @param perSecond how many a second; zero for as many as possible */
    public Pace(int events, int perSecond) {
        this.events = events;
        this.perSecond = perSecond;
    }

    /** The next number, once its time has come; -1 when all have been handed out. */
    public int next() {
        int number = next.getAndIncrement();
        if (number >= events) {
            return -1;
        }
        if (perSecond > 0) {
            pauseUntil(start + number * NANOS_PER_SECOND / perSecond);
        }
        return number;
    }

    /** Keeps the thread waiting, as a slow remote call would. */
    public static void pause(Duration time) {
        pauseUntil(System.nanoTime() + time.toNanos());
    }

    private static void pauseUntil(long time) {
        for (long rest = time - System.nanoTime(); rest > 0; rest = time - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }
}
