package io.onevent.internal.drain;

import io.onevent.PostponeEventException;
import io.onevent.Reason;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.internal.config.Retry;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.EventTable;
import io.onevent.internal.store.Failure;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;

/** Writes what becomes of an event after a run, in the transaction of the thread, conditional on its version. */
final class Ending {

    /** More would be past what a database can add to its clock. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final EventTable events;
    private final Retry retry;

    Ending(EventTable events, Retry retry) {
        this.events = events;
        this.retry = retry;
    }

    /** Writes it; returns what is to be said when the transaction has committed. */
    Runnable write(TakenEvent taken, Outcome outcome) {
        Throwable thrown = outcome.thrown();
        if (outcome == Outcome.PROCESSED) {
            return processed(taken);
        } else if (outcome == Outcome.SUPERSEDED) {
            return superseded(taken);
        } else if (outcome.isUndecided()) {
            return undecided(taken, thrown);
        } else if (thrown instanceof RejectEventException) {
            return bury(taken, Reason.REJECTED, thrown);
        } else if (thrown instanceof PostponeEventException postponed) {
            return postpone(taken, postponed.duration().compareTo(LONGEST) > 0 ? LONGEST : postponed.duration());
        }
        return failed(taken, thrown);
    }

    private Runnable undecided(TakenEvent taken, Throwable thrown) {
        return events.isUnchanged(taken.id(), taken.version())
                ? () -> Log.undecided(taken.id(), taken.name(), thrown)
                : superseded(taken);
    }

    private Runnable processed(TakenEvent taken) {
        return events.end(taken.id(), taken.version())
                ? () -> Log.processed(taken.id(), taken.name())
                : superseded(taken);
    }

    private Runnable failed(TakenEvent taken, Throwable thrown) {
        StoredEvent event = taken.event();
        if (event.retry() >= retry.maxRetries()) {
            return bury(taken, Reason.FAILED, thrown);
        }
        Duration after = retry.after(event.retry());
        return events.retry(event.id(), taken.version(), after, false)
                ? () -> Log.failed(event.id(), event.name(), event.retry() + 1, retry.maxRetries(), after, thrown)
                : superseded(taken);
    }

    private Runnable postpone(TakenEvent taken, Duration duration) {
        return events.postpone(taken.id(), taken.version(), duration)
                ? () -> Log.postponed(taken.id(), taken.name(), duration)
                : superseded(taken);
    }

    private Runnable bury(TakenEvent taken, Reason reason, Throwable thrown) {
        StoredEvent event = taken.event();
        return events.bury(event.id(), taken.version(), reason, Failure.of(thrown))
                ? () -> Log.buried(event.id(), event.name(), reason, event.retry(), null, thrown)
                : superseded(taken);
    }

    private static Runnable superseded(TakenEvent taken) {
        return () -> Log.superseded(taken.id(), taken.name());
    }
}
