package io.onevent.internal.store;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Ids of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds since 1970, the rest random. */
public final class Ids {

    private static final long MILLIS_MASK = 0xFFFF_FFFF_FFFFL;
    private static final long VERSION_7 = 0x7000L;
    private static final long RANDOM_A_MASK = 0x0FFFL;
    private static final long RANDOM_B_MASK = 0x3FFF_FFFF_FFFF_FFFFL;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private static volatile Supplier<UUID> source = Ids::timed;

    private Ids() {}

    /** From now on ids come from here, for a test that repeats exactly what was; returns where they came from. */
    static Supplier<UUID> from(Supplier<UUID> another) {
        Supplier<UUID> before = source;
        source = another;
        return before;
    }

    /**
     * A new id; ids of different milliseconds are ordered by time, which keeps the primary key's index compact. They
     * are unique, not secret: secure random numbers make publishing in bulk a tenth slower.
     */
    public static UUID next() {
        return source.get();
    }

    private static UUID timed() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (System.currentTimeMillis() & MILLIS_MASK) << 16 | VERSION_7 | random.nextLong() & RANDOM_A_MASK;
        return new UUID(high, random.nextLong() & RANDOM_B_MASK | VARIANT);
    }
}
