package io.onevent.internal.drain.run;

import io.onevent.EventStoreException;
import io.onevent.internal.discover.UnreadablePayloadException;
import io.onevent.internal.drain.queue.BatchSizes;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Outcome;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.log.Log;
import io.onevent.internal.log.Thrown;
import io.onevent.internal.operate.Reminders;
import io.onevent.internal.store.EventTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Runs that are handled together: which of them, and what becomes of them if that fails. Then nothing of it counts, and
 * each event is run at once without others, so that only the one that is wrong has to bear what comes of it.
 */
public final class Batches {

    private final BatchSizes sizes;
    private final LocalQueue queue;
    private final EventTable events;
    private final EndQueue ends;
    private final Reminders reminders = new Reminders();

    public Batches(BatchSizes sizes, LocalQueue queue, EventTable events, EndQueue ends) {
        this.sizes = sizes;
        this.queue = queue;
        this.events = events;
        this.ends = ends;
    }

    /** Those that wait here and may be handled by the same call as this one. */
    List<Run> joinCall(Run first) {
        return queue.join(first, sizes.ofCall(first.name()) - 1);
    }

    /** Whether one more may be handled in the same transaction as these. */
    boolean hasRoomInTransaction(List<Run> runs) {
        return runs.size() < sizes.ofTransaction(runs.get(0).name());
    }

    /** The next that may be handled in the same transaction as this one; null for none. */
    Run joinTransaction(Run first) {
        List<Run> next = queue.join(first, 1);
        return next.isEmpty() ? null : next.get(0);
    }

    /** It has joined others, and is too much for them. */
    void joinAnother(Run run) {
        run.leaveCall();
        wait(List.of(run), false);
    }

    /** Runs that were handled together have come to this, and no transaction has ended them. */
    void end(List<Run> runs, Outcome outcome) {
        if (runs.size() == 1) {
            ends.add(runs.get(0), outcome);
        } else if (outcome == Outcome.PROCESSED || outcome == Outcome.SUPERSEDED || outcome.isUndecided()) {
            runs.forEach(run -> ends.add(run, outcome));
        } else {
            failed(runs, outcome);
        }
    }

    /**
     * Their transaction is rolled back, as far as is known.
     *
     * @param gone those that other runs have ended or somebody has changed
     */
    void end(List<Run> runs, Outcome outcome, List<Run> gone) {
        if (outcome.isUndecided()) {
            end(runs, outcome);
            return;
        }
        List<Run> former = former(runs);
        former.forEach(run -> ends.add(run, Outcome.SUPERSEDED));
        List<Run> others = new ArrayList<>(runs);
        others.removeAll(former);
        boolean oneWasChanged = !gone.isEmpty() || runs.stream().anyMatch(Run::isRecalled);
        if (!oneWasChanged) {
            if (!others.isEmpty()) {
                failed(others, outcome);
            }
            return;
        }
        // It was their own transaction that had changed these, and nothing of that is left.
        List<Run> changedInVain = new ArrayList<>(gone);
        changedInVain.removeAll(former);
        others.removeAll(changedInVain);
        wait(changedInVain, true);
        wait(others, false);
    }

    /** Those whose events are not what they were any more: also because a commit that failed has been made after all. */
    private List<Run> former(List<Run> runs) {
        try {
            Map<UUID, Integer> versions =
                    events.versions(runs.stream().map(Run::id).toList());
            return runs.stream()
                    .filter(run -> !Integer.valueOf(run.event().version()).equals(versions.get(run.id())))
                    .toList();
        } catch (EventStoreException unknown) {
            return List.of();
        }
    }

    private void failed(List<Run> runs, Outcome outcome) {
        Run first = runs.get(0);
        Log.batchFailed(first.name(), runs.size(), why(outcome.thrown()), isToBeTold(first.name()));
        wait(runs, true);
    }

    /** The rest of what is thrown by a payload has words of it, which are not for the log. */
    private static String why(Throwable thrown) {
        return thrown instanceof UnreadablePayloadException unreadable ? unreadable.why() : Thrown.line(thrown);
    }

    private boolean isToBeTold(String name) {
        synchronized (reminders) {
            return reminders.isDue(name, true);
        }
    }

    private void wait(List<Run> runs, boolean alone) {
        runs.forEach(Run::inVain);
        runs.forEach(RunSpan::rolledBack);
        queue.putBack(runs, alone).forEach(run -> ends.add(run, Outcome.RELEASED));
    }

    /** The engine has failed while these were handled together. */
    void unforeseen(List<Run> runs) {
        wait(runs, true);
    }
}
