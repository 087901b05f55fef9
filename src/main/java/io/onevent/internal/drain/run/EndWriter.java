package io.onevent.internal.drain.run;

import io.onevent.PostponeEventException;
import io.onevent.Reason;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.internal.config.Retry;
import io.onevent.internal.config.Settings;
import io.onevent.internal.discover.UnreadablePayloadException;
import io.onevent.internal.drain.queue.Outcome;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.log.Log;
import io.onevent.internal.monitor.Watcher.End;
import io.onevent.internal.monitor.Watchers;
import io.onevent.internal.operate.AtMost;
import io.onevent.internal.operate.Reminders;
import io.onevent.internal.store.EventTable;
import io.onevent.internal.store.Failure;
import io.onevent.internal.store.ProcessedEventTable;
import io.onevent.internal.store.ProcessedEventTable.Done;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.tx.OwnTransaction;
import io.onevent.internal.store.tx.SqlStates;
import jakarta.transaction.RollbackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Writes what becomes of an event after a run, conditional on its version: in the transaction of the thread, or as its
 * commit.
 */
public final class EndWriter {

    /** More would be past what a database can add to its clock. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /**
     * One after another, ends that are a statement each would outlast the transaction where the database is far away.
     */
    private static final long ENOUGH_NANOS = Duration.ofSeconds(1).toNanos();

    /** Where publishers replace what waits again and again, runs of it may be superseded as often. */
    private static final int MOST_SUPERSEDED_LINES = 100;

    private final EventTable events;
    private final ProcessedEventTable kept;
    private final Settings settings;
    private final Retry retry;
    private final Watchers watchers;
    private final Reminders reminders = new Reminders();
    private final AtMost supersededLines = new AtMost(MOST_SUPERSEDED_LINES);
    private final Breaker breaker;

    public EndWriter(Store store, Settings settings, Watchers watchers, Breaker breaker) {
        this.breaker = breaker;
        this.events = store.events();
        this.kept = store.processedTable();
        this.settings = settings;
        this.retry = settings.retry();
        this.watchers = watchers;
    }

    /**
     * Ends runs and the transaction of their handlers: of all runs of an event only one gets through here. Returns those
     * of which that is another one; only if there are none it is committed.
     */
    List<Run> end(List<Run> runs, OwnTransaction own) throws RollbackException {
        List<Run> gone = new ArrayList<>(runs);
        if (runs.size() == 1 && !keeps(runs.get(0))) {
            gone.removeIf(run -> events.end(run.id(), run.event().version()));
        } else {
            Set<UUID> ended = endAll(runs);
            gone.removeIf(run -> ended.contains(run.id()));
        }
        if (gone.isEmpty()) {
            own.commit();
        }
        return gone;
    }

    private boolean keeps(Run run) {
        return !settings.keepProcessed(run.name()).isZero();
    }

    private static Done done(Run run) {
        return new Done(run.event(), run.ran().toMillis());
    }

    /** What is to be said of a run, and told to those that watch, when it has ended for good. */
    private Runnable said(Run run, End end, Runnable sentence) {
        return () -> {
            sentence.run();
            watchers.tell(watcher -> watcher.ended(run.name(), end, run.ran()));
        };
    }

    /** What the end of a run writes: each needs other rights and other tables. */
    enum Kind {
        PROCESSED,
        KEPT,
        RELEASED,
        PUT_BACK,
        BURIED
    }

    Kind kind(Run run) {
        Outcome outcome = run.outcome();
        if (outcome == Outcome.PROCESSED) {
            return keeps(run) ? Kind.KEPT : Kind.PROCESSED;
        } else if (outcome == Outcome.RELEASED || outcome == Outcome.SUPERSEDED || outcome.isUndecided()) {
            return Kind.RELEASED;
        }
        return outcome.thrown() instanceof PostponeEventException
                        || !(outcome.thrown() instanceof RejectEventException)
                                && !(outcome.thrown() instanceof UnreadablePayloadException)
                                && (run.isProbe() || run.event().event().retry() < retry.maxRetries())
                ? Kind.PUT_BACK
                : Kind.BURIED;
    }

    /** Runs whose ends are written, and what is to be said when the transaction has committed. */
    record Written(List<Run> runs, List<Runnable> sentences) {}

    /** Writes what becomes of the first of them at least, and of as many more as the time is enough for. */
    Written write(List<Run> runs) {
        long startNanos = System.nanoTime();
        List<Run> processed = new ArrayList<>();
        Map<UUID, List<UUID>> released = new HashMap<>();
        List<Runnable> sentences = new ArrayList<>();
        int count = 0;
        for (Run run : runs) {
            if (count > 0 && System.nanoTime() - startNanos > ENOUGH_NANOS) {
                break;
            }
            count++;
            if (run.outcome() == Outcome.PROCESSED) {
                processed.add(run);
            } else if (run.outcome() != Outcome.RELEASED) {
                sentences.add(write(run));
            } else if (run.event().claimed()) {
                released.computeIfAbsent(run.life().id(), first -> new ArrayList<>())
                        .add(run.id());
            }
        }
        Set<UUID> ended = endAll(processed);
        processed.forEach(run -> sentences.add(ended.contains(run.id()) ? processed(run) : superseded(run)));
        released.forEach((instance, held) -> events.release(held, instance));
        return new Written(List.copyOf(runs.subList(0, count)), sentences);
    }

    private Set<UUID> endAll(List<Run> processed) {
        List<Done> toKeep =
                processed.stream().filter(this::keeps).map(EndWriter::done).toList();
        List<TakenEvent> toDelete =
                processed.stream().filter(run -> !keeps(run)).map(Run::event).toList();
        Set<UUID> ended = new HashSet<>();
        if (!toKeep.isEmpty()) {
            ended.addAll(kept.keep(toKeep));
        }
        if (!toDelete.isEmpty()) {
            ended.addAll(events.endAll(toDelete));
        }
        return ended;
    }

    private Runnable write(Run run) {
        Outcome outcome = run.outcome();
        Throwable thrown = outcome.thrown();
        if (outcome == Outcome.SUPERSEDED) {
            return superseded(run);
        } else if (outcome.isUndecided()) {
            return undecided(run, thrown);
        } else if (thrown instanceof RejectEventException rejection) {
            return reject(run, rejection);
        } else if (thrown instanceof UnreadablePayloadException unreadable) {
            return buryUnreadable(run, unreadable);
        } else if (thrown instanceof PostponeEventException postponed) {
            return postpone(run, postponed.duration().compareTo(LONGEST) > 0 ? LONGEST : postponed.duration());
        }
        return failed(run, thrown);
    }

    private Runnable undecided(Run run, Throwable thrown) {
        TakenEvent taken = run.event();
        boolean goesOn = taken.claimed()
                ? events.release(List.of(taken.id()), run.life().id()) > 0
                : events.isUnchanged(taken.id(), taken.version());
        boolean told = reminders.isDue(SqlStates.kindOf(thrown), true);
        return goesOn ? () -> Log.undecided(taken.id(), taken.name(), thrown, told) : superseded(run);
    }

    private Runnable failed(Run run, Throwable thrown) {
        TakenEvent taken = run.event();
        StoredEvent event = taken.event();
        if (run.isProbe()) {
            return probeFailed(run, retry.after(event.retry()), thrown);
        }
        if (event.retry() >= retry.maxRetries()) {
            return bury(run, thrown);
        }
        Duration after = retry.after(event.retry());
        return events.retry(event.id(), taken.version(), after, false)
                ? failed(
                        run,
                        () -> Log.failed(event.id(), event.name(), event.retry(), retry.maxRetries(), after, thrown))
                : superseded(run);
    }

    private Runnable failed(Run run, Runnable sentence) {
        return said(run, End.FAILED, () -> {
            sentence.run();
            breaker.failed(run);
        });
    }

    /** It was known that it might fail: that uses no retry, so that no event dies of how long something is down. */
    private Runnable probeFailed(Run run, Duration after, Throwable thrown) {
        return events.postpone(run.id(), run.event().version(), after)
                ? failed(
                        run,
                        () -> Log.probeFailed(
                                run.id(),
                                run.name(),
                                breaker.time(run.name()),
                                thrown,
                                breaker.tellsOfProbe(run.name())))
                : superseded(run);
    }

    private Runnable postpone(Run run, Duration duration) {
        return events.postpone(run.id(), run.event().version(), duration)
                ? said(run, End.POSTPONED, () -> Log.postponed(run.id(), run.name(), duration))
                : superseded(run);
    }

    private Runnable bury(Run run, Throwable thrown) {
        StoredEvent event = run.event().event();
        return events.bury(event.id(), run.event().version(), Reason.FAILED, Failure.of(thrown))
                ? failed(run, () -> Log.buried(event.id(), event.name(), event.retry(), thrown))
                : superseded(run);
    }

    private Runnable reject(Run run, RejectEventException rejection) {
        StoredEvent event = run.event().event();
        return events.bury(event.id(), run.event().version(), Reason.REJECTED, Failure.of(rejection))
                ? said(run, End.REJECTED, () -> Log.rejected(event.id(), event.name(), event.retry(), rejection))
                : superseded(run);
    }

    /** The stack trace is not for the log: it has words of the payload. */
    private Runnable buryUnreadable(Run run, UnreadablePayloadException thrown) {
        return events.bury(run.id(), run.event().version(), Reason.UNREADABLE, Failure.inItsOwnWords(thrown))
                ? said(run, End.FAILED, () -> Log.payloadUnreadable(run.id(), run.name(), thrown.why()))
                : superseded(run);
    }

    /** What is to be said of one that was processed. */
    Runnable processed(Run run) {
        return said(run, End.PROCESSED, () -> {
            Log.processed(run.id(), run.name());
            breaker.processed(run);
        });
    }

    /** What was only changed meanwhile is held no longer by this run: it is free for another. */
    private Runnable superseded(Run run) {
        run.outcome(Outcome.SUPERSEDED);
        if (run.event().claimed()) {
            events.release(List.of(run.id()), run.life().id());
        }
        return said(run, End.SUPERSEDED, () -> Log.superseded(run.id(), run.name(), supersededLines.isDue()));
    }
}
