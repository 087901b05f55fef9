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

    /** One that begins now, for when no handler runs. */
    public static Budget whileIdle() {
        return new Budget(Duration.ofMillis(500));
    }

    boolean isLeft() {
        return System.nanoTime() - untilNanos < 0;
    }
}
