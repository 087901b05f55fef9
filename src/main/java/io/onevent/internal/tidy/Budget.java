package io.onevent.internal.tidy;

import java.time.Duration;

/** How long a look at the table may tidy: what is expired or old keeps nobody waiting, so most of the time is left to what is alive. */
public final class Budget {

    private static final Duration WHILE_BUSY = Duration.ofMillis(60);

    private static final Duration WHILE_IDLE = Duration.ofMillis(500);

    private final long untilNanos;

    /** One that begins now; larger if no handler runs here. */
    public Budget(boolean idle) {
        untilNanos = System.nanoTime() + (idle ? WHILE_IDLE : WHILE_BUSY).toNanos();
    }

    boolean isLeft() {
        return System.nanoTime() - untilNanos < 0;
    }
}
