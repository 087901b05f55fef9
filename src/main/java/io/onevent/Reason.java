package io.onevent;

/** Why an event is dead. */
public enum Reason {
    /** Its runs failed until its retries were used up. */
    FAILED,
    /** A handler threw {@link RejectEventException}. */
    REJECTED,
    /** It could not be started before its expiry; a first run that was cut off, by a crash say, is no start. */
    EXPIRED,
    /** Its retries are used up, and its instance died in the last counted run: it may be what kills the JVM. */
    LOST,
    /**
     * Its payload cannot be read for a handler, which the message names with the type that it takes; or its row
     * cannot be read or understood, and the message says which column is wrong. It was not retried.
     */
    UNREADABLE
}
