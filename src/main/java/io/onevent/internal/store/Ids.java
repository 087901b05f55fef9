package io.onevent.internal.store;

import java.util.UUID;

/** Ids of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds since 1970, the rest random. */
public final class Ids {

    private static final long MILLIS_MASK = 0xFFFF_FFFF_FFFFL;
    private static final long VERSION_7 = 0x7000L;
    private static final long RANDOM_A_MASK = 0x0FFFL;

    private Ids() {}

    /** A new id; ids of different milliseconds are ordered by time, which keeps the primary key's index compact. */
    public static UUID next() {
        UUID random = UUID.randomUUID();
        long high = (System.currentTimeMillis() & MILLIS_MASK) << 16
                | VERSION_7
                | random.getMostSignificantBits() & RANDOM_A_MASK;
        return new UUID(high, random.getLeastSignificantBits());
    }
}
