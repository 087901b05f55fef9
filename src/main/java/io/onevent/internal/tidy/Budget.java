package io.onevent.internal.tidy;

import java.time.Duration;

/** How long a look at the table may tidy: what is expired or old keeps nobody waiting, so most of the time is left to what is alive. */
public final class Budget {

    private final long untilNanos;

    private Budget(Duration most) {
        untilNanos = System.nanoTime() + most.toNanos();
    }

    /** One that begins now, and leaves nearly all time to handlers. */
    public static Budget whileBusy() {
        return new Budget(Duration.ofMillis(60));
    }

    /**
     * One that begins now, for what keeps nobody waiting for hours. It is enough to clean as many events per second as can be kept: an
     * event that is kept costs the database more at its end than its cleaning does later.
     */
    public static Budget inPassing() {
        return new Budget(Duration.ofMillis(40));
    }

    /** One that begins now, for when no handler runs. */
    public static Budget whileIdle() {
        return new Budget(Duration.ofMillis(500));
    }

    boolean isLeft() {
        return System.nanoTime() - untilNanos < 0;
    }
}
