package io.onevent.engine;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Time that passes when it is told to: the clock of the JVMs goes forward, and what the database holds goes back. */
final class SteppedTime implements LongSupplier {

    private final StoredTimes stored;
    private long nanos;

    SteppedTime(StoredTimes stored) {
        this.stored = stored;
    }

    @Override
    public long getAsLong() {
        return nanos;
    }

    void advance(Duration by) {
        nanos += by.toNanos();
        stored.moveBack(by);
    }
}
