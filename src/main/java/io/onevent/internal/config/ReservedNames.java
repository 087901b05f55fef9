package io.onevent.internal.config;

/** The names of events that are the library's own. */
public final class ReservedNames {

    /** What they begin with; applications publish none of these. */
    public static final String PREFIX = "onevent.";

    /** The death of another event; the one of them that applications handle. */
    public static final String DEAD = PREFIX + "dead";

    /** Inserted at the start of an application, and rolled back. */
    public static final String PROBE = PREFIX + "probe";

    private ReservedNames() {}
}
