package io.onevent.internal.drain.run;

import io.onevent.EventStoreException;
import io.onevent.internal.drain.queue.Outcome;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.tx.OwnTransaction;
import io.onevent.internal.store.tx.SqlStates;
import io.onevent.internal.store.tx.Transactions;
import jakarta.transaction.RollbackException;
import java.util.ArrayList;
import java.util.List;

/** Has handlers called in a transaction in which their events are ended too. */
public final class EventTransaction {

    private final Transactions transactions;
    private final EndWriter writer;
    private final HandlerTimeout timeout;
    private final Conflicts conflicts = new Conflicts();

    public EventTransaction(Transactions transactions, EndWriter writer, HandlerTimeout timeout) {
        this.transactions = transactions;
        this.writer = writer;
        this.timeout = timeout;
    }

    /** Calls handlers of the first run and of all that join it, as long as nothing is wrong with the transaction. */
    interface Calls {

        void make(OwnTransaction own) throws Throwable;
    }

    /**
     * What has become of the runs that were handled together.
     *
     * @param outcome if it is {@link Outcome#PROCESSED} all of it is committed, else nothing is
     * @param gone if it is {@link Outcome#SUPERSEDED}, those that other runs have ended or somebody has changed
     */
    record Ended(Outcome outcome, List<Run> gone) {

        private static Ended as(Outcome outcome) {
            return new Ended(outcome, List.of());
        }
    }

    /** @param runs those that are handled in it, the first one at first; the calls may add to it */
    Ended of(List<Run> runs, Calls calls) {
        Run first = runs.get(0);
        OwnTransaction own;
        try {
            own = transactions.begin(timeout.seconds());
        } catch (EventStoreException refused) {
            return Ended.as(Outcome.undecided(refused));
        }
        try {
            make(calls, runs, own);
            if (timeout.isOver(first)) {
                return Ended.as(Outcome.failed(timeout.exception()));
            }
            if (own.isMarkedForRollback()) {
                return Ended.as(Outcome.failed(new RollbackException("the transaction was marked for rollback")));
            }
            String obstacle = obstacle(runs, own);
            return obstacle == null
                    ? arbitrate(runs, own)
                    : Ended.as(Outcome.failed(new IllegalStateException(obstacle)));
        } catch (RollbackException rolledBack) {
            return Ended.as(
                    timeout.isOver(first)
                            ? Outcome.failed(timeout.exception())
                            : rolledBack(runs, Outcome.failed(rolledBack)));
        } catch (Throwable thrown) {
            Outcome outcome = Outcome.of(thrown);
            return Ended.as(timeout.isOver(first) || outcome.isWanted() ? outcome : rolledBack(runs, outcome));
        } finally {
            own.rollback();
        }
    }

    private void make(Calls calls, List<Run> runs, OwnTransaction own) throws Throwable {
        boolean hasThrown = true;
        try {
            calls.make(own);
            hasThrown = false;
        } finally {
            if (hasThrown && !timeout.isOver(runs.get(0)) && !own.isMarkedForRollback()) {
                obstacle(runs, own);
            }
        }
    }

    /** What the handler called last has done to the transaction, which is said; null for nothing. */
    private static String obstacle(List<Run> runs, OwnTransaction own) {
        String obstacle = own.obstacle();
        if (obstacle != null) {
            Run last = runs.get(runs.size() - 1);
            Log.transactionSpoilt(last.id(), last.name(), obstacle);
        }
        return obstacle;
    }

    private Ended arbitrate(List<Run> runs, OwnTransaction own) throws RollbackException {
        for (Run run : runs) {
            if (run.outcome() == null) {
                run.outcome(Outcome.PROCESSED);
            }
        }
        Runnable leaveSpan = RunSpan.enterAtCommit(runs);
        try {
            List<Run> gone = writer.end(List.copyOf(runs), own);
            return gone.isEmpty() ? Ended.as(Outcome.PROCESSED) : new Ended(Outcome.SUPERSEDED, new ArrayList<>(gone));
        } catch (EventStoreException refused) {
            return Ended.as(rolledBack(runs, Outcome.ofEngine(refused)));
        } finally {
            leaveSpan.run();
        }
    }

    /**
     * What another transaction was in the way of may pass when it is run again: it came to nothing, and no retry is
     * used for it. Those that ran together find that out one by one.
     */
    private Outcome rolledBack(List<Run> runs, Outcome outcome) {
        if (runs.size() > 1) {
            return Outcome.failed(outcome.thrown());
        }
        return SqlStates.isConflict(outcome.thrown())
                ? conflicts.outcome(runs.get(0).id(), outcome.thrown())
                : outcome;
    }

    /** The run has come to something else than a conflict. */
    void decided(Run run) {
        conflicts.forget(run.id());
    }
}
