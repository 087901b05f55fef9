package io.onevent.internal.drain;

import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * How a run ended.
 *
 * @param thrown what a handler or the database threw; null for none
 */
record Outcome(End end, Throwable thrown) {

    enum End {
        /** The handlers have done their work; a transactional event is ended already. */
        PROCESSED,
        /** A failed run. */
        FAILED,
        /** A handler wants no more of it. */
        REJECTED,
        /** A handler wants it later. */
        POSTPONED,
        /** Another run of the event has ended it, or its instance was taken for dead: nothing of this run counts. */
        SUPERSEDED,
        /** The database kept the end of the run from being decided: the event is looked at again, and nothing is counted. */
        UNDECIDED
    }

    static final Outcome PROCESSED = new Outcome(End.PROCESSED, null);
    static final Outcome SUPERSEDED = new Outcome(End.SUPERSEDED, null);

    static Outcome failed(Throwable thrown) {
        return new Outcome(End.FAILED, thrown);
    }

    static Outcome undecided(Throwable thrown) {
        return new Outcome(End.UNDECIDED, thrown);
    }

    /** What a throwable of a handler means. */
    static Outcome of(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof RejectEventException) {
                return new Outcome(End.REJECTED, cause);
            }
            if (cause instanceof PostponeEventException) {
                return new Outcome(End.POSTPONED, cause);
            }
        }
        return failed(thrown);
    }
}
