package io.onevent.internal.drain.queue;

import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.internal.discover.UnreadablePayloadException;
import io.onevent.internal.log.Thrown;
import io.onevent.internal.store.tx.SqlStates;
import java.time.Duration;

/**
 * How a run ended. What was thrown is a {@link RejectEventException} or {@link PostponeEventException} if a handler
 * wants that.
 */
public final class Outcome {

    /** The handlers have done their work; a transactional event is ended already. */
    public static final Outcome PROCESSED = new Outcome(null, null);

    /** Another run of the event has ended it, or its instance was taken for dead: nothing of this run counts. */
    public static final Outcome SUPERSEDED = new Outcome(null, null);

    /** It was not started, or nothing of it counts: it is free again. */
    public static final Outcome RELEASED = new Outcome(null, null);

    /** An event whose run came to nothing is not run again at once: what was in its way may still be there. */
    private static final Duration REST = Duration.ofMillis(200);

    private final Throwable thrown;
    private final Duration rest;

    private Outcome(Throwable thrown, Duration rest) {
        this.thrown = thrown;
        this.rest = rest;
    }

    /** A failed run. */
    public static Outcome failed(Throwable thrown) {
        return new Outcome(thrown, null);
    }

    /**
     * The database kept the end of the run from being decided: the event is looked at again, and nothing is counted.
     */
    public static Outcome undecided(Throwable thrown) {
        return undecided(thrown, REST);
    }

    /** The same for one that rests for so long. */
    public static Outcome undecided(Throwable thrown, Duration rest) {
        return new Outcome(thrown, rest);
    }

    /** What a throwable of a handler means. */
    public static Outcome of(Throwable thrown) {
        for (Throwable cause : Thrown.chain(thrown)) {
            if (cause instanceof RejectEventException || cause instanceof PostponeEventException) {
                return new Outcome(cause, null);
            }
        }
        return failed(thrown);
    }

    /**
     * What it means that the engine failed while it ran an event: if it was the database's state, nothing, else it is a
     * failed run like any other, which is repeated with pauses and ends.
     */
    public static Outcome ofEngine(Throwable unforeseen) {
        return SqlStates.isContention(unforeseen) ? undecided(unforeseen) : failed(unforeseen);
    }

    /** What a handler or the database threw; null for none. */
    public Throwable thrown() {
        return thrown;
    }

    /** Whether a handler wants what becomes of its event, whatever made it want that. */
    public boolean isWanted() {
        return thrown instanceof RejectEventException || thrown instanceof PostponeEventException;
    }

    public boolean isUndecided() {
        return rest != null;
    }

    /** Whether it says nothing of what the handlers need to work: of a remote system that may be down, say. */
    boolean saysNothing() {
        return this == SUPERSEDED
                || this == RELEASED
                || isUndecided()
                || thrown instanceof RejectEventException
                || thrown instanceof UnreadablePayloadException;
    }

    /** For how long an event rests whose run came to nothing. */
    public Duration rest() {
        return rest;
    }
}
