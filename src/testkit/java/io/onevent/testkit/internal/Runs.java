package io.onevent.testkit.internal;

import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.internal.discover.UnreadablePayloadException;
import io.onevent.internal.drain.queue.Outcome;
import io.onevent.testkit.HandledEvent;

/** Says of runs what they came to, in the words of the kit. */
final class Runs {

    private Runs() {}

    /** @param thrown what its handlers threw, or null */
    static HandledEvent handled(StoredEvent event, Throwable thrown) {
        return handled(event, thrown == null ? Outcome.PROCESSED : Outcome.of(thrown));
    }

    static HandledEvent handled(StoredEvent event, Outcome outcome) {
        return new HandledEvent(event, word(outcome), outcome == null ? null : outcome.thrown());
    }

    /** A run that was given up has no outcome. */
    private static io.onevent.testkit.Outcome word(Outcome outcome) {
        if (outcome == Outcome.PROCESSED) {
            return io.onevent.testkit.Outcome.PROCESSED;
        }
        if (outcome == null || outcome == Outcome.SUPERSEDED || outcome == Outcome.RELEASED || outcome.isUndecided()) {
            return io.onevent.testkit.Outcome.SUPERSEDED;
        }
        Throwable thrown = outcome.thrown();
        if (thrown instanceof RejectEventException) {
            return io.onevent.testkit.Outcome.REJECTED;
        }
        if (thrown instanceof PostponeEventException) {
            return io.onevent.testkit.Outcome.POSTPONED;
        }
        return thrown instanceof UnreadablePayloadException
                ? io.onevent.testkit.Outcome.UNREADABLE
                : io.onevent.testkit.Outcome.FAILED;
    }
}
