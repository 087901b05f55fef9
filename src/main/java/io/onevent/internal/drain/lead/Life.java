package io.onevent.internal.drain.lead;

import java.util.UUID;

/**
 * An instance from when it is entered in the database until it is taken for dead or leaves. What was taken in one life must
 * not be started in another.
 */
public final class Life {

    private final UUID id;
    private volatile long aliveUntilNanos;

    public Life(UUID id, long aliveUntilNanos) {
        this.id = id;
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
        return System.nanoTime() - aliveUntilNanos < 0;
    }
}
