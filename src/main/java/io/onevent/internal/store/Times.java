package io.onevent.internal.store;

import java.time.Duration;
import java.time.Instant;

/** Times of users and of rows, which may be as far away as an {@link Instant} or a column can hold. */
public final class Times {

    /** The first time that every database can hold, and every driver write and read. */
    public static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    /** The last one, to the precision of the columns. */
    public static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    /**
     * Two that are as far away from now, one before and one after it, can still be compared by {@link
     * System#nanoTime()}.
     */
    private static final Duration FAR = Duration.ofDays(36_500);

    private Times() {}

    /** The time, or the nearest that every database can hold. */
    public static Instant storable(Instant time) {
        if (time.isBefore(FIRST)) {
            return FIRST;
        }
        return time.isAfter(LAST) ? LAST : time;
    }

    /** The nanoseconds from one time to another; a hundred years where it is more. */
    static long nanos(Instant from, Instant to) {
        Duration between = Duration.between(from, to);
        if (between.compareTo(FAR) > 0) {
            return FAR.toNanos();
        }
        return between.compareTo(FAR.negated()) < 0 ? -FAR.toNanos() : between.toNanos();
    }
}
