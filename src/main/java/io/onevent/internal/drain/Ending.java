package io.onevent.internal.drain;

import io.onevent.Reason;
import io.onevent.StoredEvent;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.Failure;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.TakenEvent;

/** Writes what becomes of an event after a run, in the transaction of the thread, conditional on its version. */
final class Ending {

    private final Store store;
    private final Backoff backoff;

    Ending(Store store, Backoff backoff) {
        this.store = store;
        this.backoff = backoff;
    }

    /** Writes it; returns what is to be said when the transaction has committed. */
    Runnable write(TakenEvent taken, Outcome outcome) {
        StoredEvent event = taken.event();
        if (outcome instanceof Outcome.Processed) {
            return hit(taken, store.events().end(event.id(), taken.version()), () -> {});
        }
        if (outcome instanceof Outcome.Postponed postponed) {
            return hit(
                    taken,
                    store.events().postpone(event.id(), taken.version(), postponed.duration()),
                    () -> Log.postponed(event.id(), event.name(), postponed.duration()));
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            return bury(taken, Reason.REJECTED, rejected.thrown());
        }
        if (outcome instanceof Outcome.Failed failed) {
            if (event.retry() >= backoff.maxRetries()) {
                return bury(taken, Reason.FAILED, failed.thrown());
            }
            java.time.Duration after = backoff.after(event.retry());
            return hit(
                    taken,
                    store.events().retry(event.id(), taken.version(), after, false),
                    () -> Log.failed(
                            event.id(), event.name(), event.retry() + 1, backoff.maxRetries(), after, failed.thrown()));
        }
        if (outcome instanceof Outcome.Undecided undecided) {
            return () -> Log.undecided(event.id(), event.name(), undecided.thrown());
        }
        return () -> Log.superseded(event.id(), event.name());
    }

    private Runnable bury(TakenEvent taken, Reason reason, Throwable thrown) {
        StoredEvent event = taken.event();
        return hit(
                taken,
                store.events().bury(event.id(), taken.version(), reason, Failure.of(thrown)),
                () -> Log.buried(event.id(), event.name(), reason, event.retry(), null, thrown));
    }

    private static Runnable hit(TakenEvent taken, boolean hit, Runnable then) {
        return hit ? then : () -> Log.superseded(taken.id(), taken.name());
    }
}
