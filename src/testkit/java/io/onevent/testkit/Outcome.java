package io.onevent.testkit;

/** How the run of an event has ended. */
public enum Outcome {
    /** Its handlers have done their work, and that counts. */
    PROCESSED,
    /**
     * A handler threw or took too long, or its transaction could not be committed: it is retried, or dead if no retry
     * is left.
     */
    FAILED,
    /** A handler threw {@link io.onevent.RejectEventException}: it is dead. */
    REJECTED,
    /** A handler threw {@link io.onevent.PostponeEventException}: it runs again later, with its retries as before. */
    POSTPONED,
    /** Its payload cannot be read for a handler, which was not called: it is dead. */
    UNREADABLE,
    /**
     * Nothing of the run counts, and no retry is used: its instance was taken for dead, its event was changed while it
     * ran, or it met another transaction.
     */
    SUPERSEDED
}
