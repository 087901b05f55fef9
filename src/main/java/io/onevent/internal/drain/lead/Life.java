package io.onevent.internal.drain.lead;

import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * An instance from when it is entered in the database until it is taken for dead or leaves. What was taken in one life
 * must not be started in another.
 */
public final class Life {

    private final UUID id;
    private final LongSupplier clock;
    private volatile long aliveUntilNanos;

    /** @param clock this machine's monotonic clock */
    public Life(UUID id, long aliveUntilNanos, LongSupplier clock) {
        this.id = id;
        this.clock = clock;
        this.aliveUntilNanos = aliveUntilNanos;
    }

    public UUID id() {
        return id;
    }

    public void prolong(long untilNanos) {
        aliveUntilNanos = untilNanos;
    }

    /** Whether no other instance can have taken this one for dead, by this machine's monotonic clock. */
    public boolean isAlive() {
        return clock.getAsLong() - aliveUntilNanos < 0;
    }
}
