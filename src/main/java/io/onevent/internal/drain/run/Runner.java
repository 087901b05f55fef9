package io.onevent.internal.drain.run;

import io.onevent.EventStoreException;
import io.onevent.internal.discover.Handler;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.Kind;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Outcome;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.log.Log;
import io.onevent.internal.monitor.Watcher.End;
import io.onevent.internal.monitor.Watchers;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.tx.OwnTransaction;
import io.onevent.internal.store.tx.SqlStates;
import io.onevent.internal.store.tx.Transactions;
import jakarta.transaction.RollbackException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Runs one event: its handlers, in its transaction if they want one, and its end. */
public final class Runner {

    private final Handlers handlers;
    private final Store store;
    private final Transactions transactions;
    private final HandlerCall call;
    private final EndWriter writer;
    private final EndQueue ends;
    private final Stages stages;
    private final LocalQueue queue;
    private final Watchers watchers;
    private final Duration handlerTimeout;
    private final Conflicts conflicts = new Conflicts();

    public Runner(
            Handlers handlers,
            Store store,
            Transactions transactions,
            HandlerCall call,
            EndWriter writer,
            EndQueue ends,
            Stages stages,
            LocalQueue queue,
            Watchers watchers,
            Duration handlerTimeout) {
        this.handlers = handlers;
        this.store = store;
        this.transactions = transactions;
        this.call = call;
        this.writer = writer;
        this.ends = ends;
        this.stages = stages;
        this.queue = queue;
        this.watchers = watchers;
        this.handlerTimeout = handlerTimeout;
    }

    /** Runs the event; when this returns it has ended, or its stage is open, or its end waits to be written. Throws nothing. */
    public void run(Run run) {
        try {
            runOrThrow(run);
        } catch (Throwable unforeseen) {
            if (run.outcome() == null) {
                Log.unforeseen(run.id(), run.name(), unforeseen);
                end(run, Outcome.ofEngine(unforeseen));
            } else {
                Log.unforeseen(unforeseen);
            }
        }
    }

    private void runOrThrow(Run run) {
        if (run.handlers() != null) {
            stages.open(run);
            return;
        }
        if (run.event().isTooLate()) {
            end(run, Outcome.GIVEN_BACK);
            return;
        }
        if (run.event().suspect()) {
            Outcome obstacle = start(run);
            if (obstacle != null) {
                end(run, obstacle);
                return;
            }
        }
        TakenEvent event;
        try {
            event = whole(run.event());
        } catch (EventStoreException refused) {
            end(run, Outcome.failed(refused));
            return;
        }
        if (event == null) {
            end(run, Outcome.SUPERSEDED);
            return;
        }
        watchers.tell(watcher ->
                watcher.started(run.name(), run.event().afterDue(), run.event().beforeExpiry()));
        List<Handler> called = handlers.of(run.name());
        Kind kind = handlers.kind(run.name());
        if (kind == Kind.STAGED) {
            run.event(event);
            run.handlers(called.iterator());
            stages.open(run);
            return;
        }
        Outcome outcome =
                kind == Kind.TRANSACTIONAL ? inTransaction(run, event, called) : withoutTransaction(run, event, called);
        if (!outcome.isUndecided()) {
            conflicts.forget(run.id());
        }
        if (kind == Kind.TRANSACTIONAL && outcome == Outcome.PROCESSED) {
            queue.ended(run);
            writer.say(run, End.PROCESSED, () -> Log.processed(run.id(), run.name()));
        } else {
            end(run, outcome);
        }
    }

    private void end(Run run, Outcome outcome) {
        ends.add(run, outcome);
        ends.write();
    }

    /** Commits the start of a suspect, so that it can be counted if this instance dies of it; null if that was possible. */
    private Outcome start(Run run) {
        TakenEvent suspect = run.event();
        // Also where the commit is in doubt: it may hold the event.
        run.event(suspect.started());
        try {
            return transactions.inOwn(seconds(), () -> store.events()
                            .start(suspect.id(), suspect.version(), run.life().id()))
                    ? null
                    : Outcome.SUPERSEDED;
        } catch (EventStoreException refused) {
            return Outcome.undecided(refused);
        }
    }

    private Outcome inTransaction(Run run, TakenEvent event, List<Handler> called) {
        OwnTransaction own;
        try {
            own = transactions.begin(seconds());
        } catch (EventStoreException refused) {
            return Outcome.undecided(refused);
        }
        try {
            for (Handler handler : called) {
                if (isLate(run)) {
                    throw tooLong();
                }
                call.call(handler, run, event);
            }
            if (isLate(run)) {
                return Outcome.failed(tooLong());
            }
            if (own.isMarkedForRollback()) {
                return Outcome.failed(new RollbackException("the transaction was marked for rollback"));
            }
            String obstacle = own.obstacle();
            if (obstacle != null) {
                Log.transactionSpoilt(run.id(), run.name(), obstacle);
                return Outcome.failed(new IllegalStateException(obstacle));
            }
            return arbitrate(run, own);
        } catch (RollbackException rolledBack) {
            return isLate(run) ? Outcome.failed(tooLong()) : rolledBack(run, Outcome.failed(rolledBack));
        } catch (Throwable thrown) {
            Outcome outcome = Outcome.of(thrown);
            return isLate(run) || outcome.isWanted() ? outcome : rolledBack(run, outcome);
        } finally {
            own.rollback();
        }
    }

    /** What another transaction was in the way of may pass when it is run again: it came to nothing, and no retry is used for it. */
    private Outcome rolledBack(Run run, Outcome outcome) {
        return SqlStates.isConflict(outcome.thrown()) ? conflicts.outcome(run.id(), outcome.thrown()) : outcome;
    }

    private Outcome arbitrate(Run run, OwnTransaction own) throws RollbackException {
        run.outcome(Outcome.PROCESSED);
        try {
            return writer.end(run, own) ? Outcome.PROCESSED : Outcome.SUPERSEDED;
        } catch (EventStoreException refused) {
            return rolledBack(run, Outcome.ofEngine(refused));
        }
    }

    private Outcome withoutTransaction(Run run, TakenEvent event, List<Handler> called) {
        try {
            for (Handler handler : called) {
                if (isLate(run)) {
                    throw tooLong();
                }
                call.callWithoutTransaction(handler, run, event);
            }
            return Outcome.PROCESSED;
        } catch (Throwable thrown) {
            return Outcome.of(thrown);
        }
    }

    /** The event with its payload, which is read now if it was too large to be read ahead; null if the event is gone. */
    private TakenEvent whole(TakenEvent event) {
        if (!event.payloadLeftBehind()) {
            return event;
        }
        String payload = store.events().payload(event.id());
        return payload == null ? null : event.with(payload);
    }

    private int seconds() {
        return (int) Math.min(Integer.MAX_VALUE, handlerTimeout.plusMillis(999).toSeconds());
    }

    private boolean isLate(Run run) {
        return run.isTimedOut() || run.runNanos() > handlerTimeout.toNanos();
    }

    private TimeoutException tooLong() {
        return new TimeoutException("the handler ran longer than onevent.handler-timeout = " + handlerTimeout);
    }
}
