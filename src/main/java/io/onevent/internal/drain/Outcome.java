package io.onevent.internal.drain;

import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** How a run ended. */
sealed interface Outcome {

    /** The handlers have done their work; a transactional event is ended already. */
    record Processed() implements Outcome {}

    /** A failed run. */
    record Failed(Throwable thrown) implements Outcome {}

    /** A handler wants no more of it. */
    record Rejected(Throwable thrown) implements Outcome {}

    /** A handler wants it later. */
    record Postponed(Duration duration) implements Outcome {}

    /** Another run of the event has ended it, or its instance was taken for dead: nothing of this run counts. */
    record Superseded() implements Outcome {}

    /** The database kept the end of the run from being decided: the event is looked at again, and nothing is counted. */
    record Undecided(Throwable thrown) implements Outcome {}

    /** What a throwable of a handler means. */
    static Outcome of(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof RejectEventException) {
                return new Rejected(cause);
            }
            if (cause instanceof PostponeEventException postponed) {
                return new Postponed(postponed.duration());
            }
        }
        return new Failed(thrown);
    }
}
