package io.onevent.internal.drain.run;

import io.onevent.EventStoreException;
import io.onevent.StoredEvent;
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
import io.onevent.internal.store.tx.Transactions;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one event, and those that are handled together with it: its handlers, in its transaction if they want one, and its
 * end.
 */
public final class Runner {

    /** Payloads that are large are not all in memory at once. */
    private static final long MOST_CHARACTERS = 4_000_000;

    private final Handlers handlers;
    private final Store store;
    private final Transactions transactions;
    private final HandlerCall call;
    private final EventTransaction transaction;
    private final Batches batches;
    private final EndQueue ends;
    private final Stages stages;
    private final Watchers watchers;
    private final HandlerTimeout timeout;

    public Runner(
            Handlers handlers,
            Store store,
            Transactions transactions,
            HandlerCall call,
            EventTransaction transaction,
            Batches batches,
            EndQueue ends,
            Stages stages,
            Watchers watchers,
            HandlerTimeout timeout) {
        this.handlers = handlers;
        this.store = store;
        this.transactions = transactions;
        this.call = call;
        this.transaction = transaction;
        this.batches = batches;
        this.ends = ends;
        this.stages = stages;
        this.watchers = watchers;
        this.timeout = timeout;
    }

    /**
     * Runs the event, and others that wait here where they are handled together; when this returns they have ended, or
     * their stage is open, or their ends wait to be written. Throws nothing.
     */
    public void run(Run run) {
        try {
            runOrThrow(run);
        } catch (Throwable unforeseen) {
            if (run.call().size() > 1) {
                Log.unforeseen(unforeseen);
                batches.unforeseen(run.call());
                ends.write();
            } else if (run.outcome() == null) {
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
        TakenEvent event = ready(run);
        if (event == null) {
            ends.write();
            return;
        }
        Kind kind = handlers.kind(run.name());
        List<Run> runs = new ArrayList<>(List.of(run));
        List<StoredEvent> events = new ArrayList<>(List.of(event.event()));
        keepForStages(kind, run, event);
        started(run);
        long characters = length(event);
        for (Run joined : batches.joinCall(run)) {
            if (characters > MOST_CHARACTERS) {
                batches.joinAnother(joined);
                continue;
            }
            TakenEvent another = ready(joined);
            if (another != null) {
                characters += length(another);
                runs.add(joined);
                events.add(another.event());
                keepForStages(kind, joined, another);
                started(joined);
            }
        }
        call.trace(run, events);
        if (kind == Kind.STAGED) {
            run.handlers(handlers.of(run.name()).iterator());
            stages.callNext(run);
        } else if (kind == Kind.PLAIN) {
            batches.end(runs, withoutTransaction(run, events));
            ends.write();
        } else {
            inTransaction(runs, events);
        }
    }

    private static long length(TakenEvent event) {
        String payload = event.event().payload();
        return payload == null ? 0 : payload.length();
    }

    /** The handlers of a name that returns stages may be called long after each other. */
    private static void keepForStages(Kind kind, Run run, TakenEvent whole) {
        if (kind == Kind.STAGED) {
            run.event(whole);
        }
    }

    private void started(Run run) {
        if (!run.isRepeated()) {
            watchers.tell(watcher -> watcher.started(run.name(), run.afterDue(), run.beforeExpiry()));
        }
    }

    /** The event as its handlers get it; null if there is nothing to handle, which its end says. */
    private TakenEvent ready(Run run) {
        Outcome obstacle;
        try {
            obstacle = run.isTooLate() ? Outcome.RELEASED : run.event().suspect() ? start(run) : null;
            TakenEvent whole = obstacle == null ? call.whole(run.event()) : null;
            if (whole != null) {
                return whole;
            }
            obstacle = obstacle == null ? Outcome.SUPERSEDED : obstacle;
        } catch (EventStoreException refused) {
            obstacle = Outcome.ofEngine(refused);
        }
        if (run.hasJoined()) {
            run.leaveCall();
        }
        ends.add(run, obstacle);
        return null;
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

    private void inTransaction(List<Run> runs, List<StoredEvent> events) {
        EventTransaction.Ended ended = transaction.of(runs, own -> {
            callAll(runs.get(0), events, own);
            if (runs.size() == 1) {
                runs.get(0).processedByItself();
            }
            for (Run next = another(runs, own); next != null; next = another(runs, own)) {
                TakenEvent event = ready(next);
                if (event != null) {
                    runs.add(next);
                    started(next);
                    call.trace(next, List.of(event.event()));
                    callAll(next, List.of(event.event()), own);
                    next.processedByItself();
                }
            }
        });
        if (ended.outcome() == Outcome.PROCESSED) {
            runs.forEach(transaction::decided);
            runs.forEach(ends::committed);
        } else if (runs.size() > 1) {
            batches.end(runs, ended.outcome(), ended.gone());
        } else {
            Outcome outcome = unlessByItself(runs.get(0), ended.outcome());
            if (!outcome.isUndecided()) {
                transaction.decided(runs.get(0));
            }
            ends.add(runs.get(0), outcome);
        }
        ends.write();
    }

    /** The next that shares the transaction, if that has not lasted long enough and nothing is wrong with it. */
    private Run another(List<Run> runs, OwnTransaction own) {
        return batches.hasRoomInTransaction(runs)
                        && !timeout.isTransactionLongEnough(runs.get(0))
                        && !own.isMarkedForRollback()
                        && own.obstacle() == null
                ? batches.joinTransaction(runs.get(0))
                : null;
    }

    /** Until one of the handlers has spoilt the transaction: the others would work without it. */
    private void callAll(Run run, List<StoredEvent> events, OwnTransaction own) throws Throwable {
        for (Handler handler : handlers.of(run.name())) {
            if (timeout.isOver(run)) {
                throw timeout.exception();
            }
            if (own.obstacle() != null) {
                return;
            }
            call.call(handler, run, events);
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

    private Outcome withoutTransaction(Run run, List<StoredEvent> events) {
        try {
            for (Handler handler : handlers.of(run.name())) {
                if (timeout.isOver(run)) {
                    throw timeout.exception();
                }
                call.callWithoutTransaction(handler, run, events);
            }
            return Outcome.PROCESSED;
        } catch (Throwable thrown) {
            return Outcome.of(thrown);
        }
    }
}
