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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

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

    /** Writes what becomes of them; returns what is to be said when the transaction has committed. */
    List<Runnable> write(List<Run> runs) {
        List<TakenEvent> processed = new ArrayList<>();
        Map<UUID, List<TakenEvent>> givenBack = new HashMap<>();
        List<Runnable> sentences = new ArrayList<>();
        for (Run run : runs) {
            if (run.outcome() == Outcome.PROCESSED) {
                processed.add(run.event());
            } else if (run.outcome() != Outcome.GIVEN_BACK) {
                sentences.add(write(run));
            } else if (run.event().held()) {
                givenBack
                        .computeIfAbsent(run.life().id(), first -> new ArrayList<>())
                        .add(run.event());
            }
        }
        if (!processed.isEmpty()) {
            Set<UUID> ended = events.endAll(processed);
            processed.forEach(event -> sentences.add(
                    ended.contains(event.id()) ? () -> Log.processed(event.id(), event.name()) : superseded(event)));
        }
        givenBack.forEach((instance, held) -> events.release(held, instance));
        return sentences;
    }

    private Runnable write(Run run) {
        TakenEvent taken = run.event();
        Outcome outcome = run.outcome();
        Throwable thrown = outcome.thrown();
        if (outcome == Outcome.SUPERSEDED) {
            return superseded(taken);
        } else if (outcome.isUndecided()) {
            return undecided(taken, run.life().id(), thrown);
        } else if (thrown instanceof RejectEventException) {
            return bury(taken, Reason.REJECTED, thrown);
        } else if (thrown instanceof PostponeEventException postponed) {
            return postpone(taken, postponed.duration().compareTo(LONGEST) > 0 ? LONGEST : postponed.duration());
        }
        return failed(taken, thrown);
    }

    private Runnable undecided(TakenEvent taken, UUID instance, Throwable thrown) {
        boolean goesOn = taken.held()
                ? !events.release(List.of(taken), instance).isEmpty()
                : events.isUnchanged(taken.id(), taken.version());
        return goesOn ? () -> Log.undecided(taken.id(), taken.name(), thrown) : superseded(taken);
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
