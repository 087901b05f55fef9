package io.onevent.internal.drain.run;

import io.onevent.EventStoreException;
import io.onevent.internal.discover.Handler;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.Kind;
import io.onevent.internal.drain.queue.Outcome;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.log.Log;
import io.onevent.internal.monitor.Watchers;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.tx.OwnTransaction;
import io.onevent.internal.store.tx.SqlStates;
import io.onevent.internal.store.tx.Transactions;
import jakarta.transaction.RollbackException;
import java.util.List;

/** Runs one event: its handlers, in its transaction if they want one, and its end. */
public final class Runner {

    private final Handlers handlers;
    private final Store store;
    private final Transactions transactions;
    private final HandlerCall call;
    private final EndWriter writer;
    private final EndQueue ends;
    private final Stages stages;
    private final Watchers watchers;
    private final HandlerTimeout timeout;
    private final Conflicts conflicts = new Conflicts();

    public Runner(
            Handlers handlers,
            Store store,
            Transactions transactions,
            HandlerCall call,
            EndWriter writer,
            EndQueue ends,
            Stages stages,
            Watchers watchers,
            HandlerTimeout timeout) {
        this.handlers = handlers;
        this.store = store;
        this.transactions = transactions;
        this.call = call;
        this.writer = writer;
        this.ends = ends;
        this.stages = stages;
        this.watchers = watchers;
        this.timeout = timeout;
    }

    /**
     * Runs the event; when this returns it has ended, or its stage is open, or its end waits to be written. Throws
     * nothing.
     */
    public void run(Run run) {
        try {
            runOrThrow(run);
        } catch (Throwable unforeseen) {
            if (run.outcome() == null) {
                Log.unforeseen(run.id(), run.name(), unforeseen);
                ends.addAndWrite(run, Outcome.ofEngine(unforeseen));
            } else {
                Log.unforeseen(unforeseen);
            }
        }
    }

    private void runOrThrow(Run run) {
        if (run.handlers() != null) {
            stages.callNext(run);
            return;
        }
        if (run.isTooLate()) {
            ends.addAndWrite(run, Outcome.RELEASED);
            return;
        }
        if (run.event().suspect()) {
            Outcome obstacle = start(run);
            if (obstacle != null) {
                ends.addAndWrite(run, obstacle);
                return;
            }
        }
        TakenEvent event;
        try {
            event = call.whole(run.event());
        } catch (EventStoreException refused) {
            ends.addAndWrite(run, Outcome.failed(refused));
            return;
        }
        if (event == null) {
            ends.addAndWrite(run, Outcome.SUPERSEDED);
            return;
        }
        watchers.tell(watcher -> watcher.started(run.name(), run.afterDue(), run.beforeExpiry()));
        call.trace(run, event);
        List<Handler> called = handlers.of(run.name());
        Kind kind = handlers.kind(run.name());
        if (kind == Kind.STAGED) {
            run.event(event);
            run.handlers(called.iterator());
            stages.callNext(run);
            return;
        }
        Outcome outcome = kind == Kind.TRANSACTIONAL
                ? unlessByItself(run, inTransaction(run, event, called))
                : withoutTransaction(run, event, called);
        if (!outcome.isUndecided()) {
            conflicts.forget(run.id());
        }
        if (kind == Kind.TRANSACTIONAL && outcome == Outcome.PROCESSED) {
            ends.committed(run);
        } else {
            ends.addAndWrite(run, outcome);
        }
    }

    /**
     * Commits the start of a suspect, so that it can be counted if this instance dies of it; null if that was possible.
     */
    private Outcome start(Run run) {
        TakenEvent suspect = run.event();
        // Also where the commit is in doubt: it may hold the event.
        run.event(suspect.started());
        try {
            return transactions.inOwn(timeout.seconds(), () -> store.events()
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
            own = transactions.begin(timeout.seconds());
        } catch (EventStoreException refused) {
            return Outcome.undecided(refused);
        }
        try {
            for (Handler handler : called) {
                if (timeout.isOver(run)) {
                    throw timeout.exception();
                }
                call.call(handler, run, event);
            }
            if (timeout.isOver(run)) {
                return Outcome.failed(timeout.exception());
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
            return timeout.isOver(run)
                    ? Outcome.failed(timeout.exception())
                    : rolledBack(run, Outcome.failed(rolledBack));
        } catch (Throwable thrown) {
            Outcome outcome = Outcome.of(thrown);
            return timeout.isOver(run) || outcome.isWanted() ? outcome : rolledBack(run, outcome);
        } finally {
            own.rollback();
        }
    }

    /**
     * What another transaction was in the way of may pass when it is run again: it came to nothing, and no retry is
     * used for it.
     */
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

    /**
     * Whether it was not another run, or an operator, that changed the event, but the handler in its own transaction:
     * then that is rolled back too, and the run would be superseded forever.
     */
    private Outcome unlessByItself(Run run, Outcome outcome) {
        try {
            return outcome == Outcome.SUPERSEDED
                            && store.events().isUnchanged(run.id(), run.event().version())
                    ? Outcome.failed(
                            new IllegalStateException(
                                    "its handler has cancelled, put off or replaced its own event in its own transaction: it is "
                                            + "to throw RejectEventException to end it, PostponeEventException to run it later"))
                    : outcome;
        } catch (EventStoreException unknown) {
            return outcome;
        }
    }

    private Outcome withoutTransaction(Run run, TakenEvent event, List<Handler> called) {
        try {
            for (Handler handler : called) {
                if (timeout.isOver(run)) {
                    throw timeout.exception();
                }
                call.callWithoutTransaction(handler, run, event);
            }
            return Outcome.PROCESSED;
        } catch (Throwable thrown) {
            return Outcome.of(thrown);
        }
    }
}
