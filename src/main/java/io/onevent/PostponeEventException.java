package io.onevent;

import jakarta.ejb.ApplicationException;
import java.time.Duration;

/**
 * Thrown by a handler: the event is run again after a time, which does not count as a retry and may be repeated without
 * limit. The handler's transaction is rolled back. It is recognised as the cause of another throwable too.
 */
@ApplicationException(rollback = true)
public class PostponeEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** How long, zero or more. */
    private final Duration duration;

    /**
     * Postpones the event.
     *
     * @param duration how long, by the database's clock, to the millisecond; the event may start later; more than
     *     36,500 days are taken as that many
     * @throws IllegalArgumentException if the duration is null or negative
     */
    public PostponeEventException(Duration duration) {
        super("postponed for " + duration);
        if (duration == null || duration.isNegative()) {
            throw new IllegalArgumentException("duration is " + duration + ": give a duration of zero or more");
        }
        this.duration = duration;
    }

    /** {@return how long the event is postponed} */
    public Duration duration() {
        return duration;
    }
}
