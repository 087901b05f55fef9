package io.onevent.testkit;

import io.onevent.PostponeEventException;
import io.onevent.StoredEvent;
import io.onevent.testkit.internal.Told;
import java.time.Duration;

/**
 * One run of one event. The methods that assert return this run, so that they can be chained.
 *
 * @param event the event as its handlers got it; its {@code retry} is the number of failed runs before this one
 * @param outcome how it ended
 * @param thrown what was thrown if it did not end well; null where nothing was
 */
public record HandledEvent(StoredEvent event, Outcome outcome, Throwable thrown) {

    /** {@return for how long a handler has postponed it; null where none did} */
    public Duration postponedFor() {
        return thrown instanceof PostponeEventException postponed ? postponed.duration() : null;
    }

    /**
     * Asserts that it was processed.
     *
     * @return this run
     * @throws AssertionError if it was not, with what it came to and what was thrown
     */
    public HandledEvent assertProcessed() {
        return assertOutcome(Outcome.PROCESSED);
    }

    /**
     * Asserts that it failed with such a throwable, or with one that has such a cause.
     *
     * @param type its class, or one above it
     * @return this run
     * @throws AssertionError if it came to something else
     */
    public HandledEvent assertFailed(Class<? extends Throwable> type) {
        if (type == null) {
            throw new IllegalArgumentException("type is null");
        }
        assertOutcome(Outcome.FAILED);
        if (Told.causes(thrown).noneMatch(type::isInstance)) {
            throw Told.wrong("event \"" + event.name() + "\" to have failed with " + type.getName(), this);
        }
        return this;
    }

    /**
     * Asserts that a handler has rejected it.
     *
     * @return this run
     * @throws AssertionError if it came to something else
     */
    public HandledEvent assertRejected() {
        return assertOutcome(Outcome.REJECTED);
    }

    /**
     * Asserts that a handler has postponed it for so long.
     *
     * @param duration the time exactly
     * @return this run
     * @throws AssertionError if it came to something else, or was postponed for another time
     */
    public HandledEvent assertPostponed(Duration duration) {
        assertOutcome(Outcome.POSTPONED);
        if (!postponedFor().equals(duration)) {
            throw Told.wrong("event \"" + event.name() + "\" to be postponed for " + duration, this);
        }
        return this;
    }

    private HandledEvent assertOutcome(Outcome expected) {
        if (outcome != expected) {
            throw Told.wrong("event \"" + event.name() + "\" to be " + expected, this);
        }
        return this;
    }

    /** {@return the event's name and id, the outcome, and what was thrown} */
    @Override
    public String toString() {
        return Told.of(this);
    }
}
