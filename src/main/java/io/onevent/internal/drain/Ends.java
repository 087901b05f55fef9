package io.onevent.internal.drain;

import io.onevent.internal.log.Log;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes the ends of runs that had no transaction of their own, or whose transaction was rolled back. While one thread
 * commits, what ends meanwhile gathers and is committed together next. What cannot be written is tried again until the
 * lease under which it was taken runs out; then the event is another instance's, and is run again.
 */
final class Ends {

    private static final int MOST_AT_ONCE = 500;

    private final ConcurrentLinkedQueue<Run> unwritten = new ConcurrentLinkedQueue<>();
    private final ReentrantLock one = new ReentrantLock();
    private final Ending ending;
    private final Transactions transactions;
    private final ThisInstance instance;
    private final Taken taken;

    Ends(Ending ending, Transactions transactions, ThisInstance instance, Taken taken) {
        this.ending = ending;
        this.transactions = transactions;
        this.instance = instance;
        this.taken = taken;
    }

    /** To be written by the next {@link #write}. */
    void add(Run run, Outcome outcome) {
        run.outcome(outcome);
        unwritten.add(run);
    }

    /** Frees events that were taken in this life and have not started. */
    void giveBack(List<TakenEvent> events, Life takenIn) {
        for (TakenEvent event : events) {
            if (event.held()) {
                add(new Run(event, takenIn), Outcome.GIVEN_BACK);
            }
        }
        write();
    }

    /** Writes all that is unwritten, unless another thread does. */
    void write() {
        boolean progress = true;
        while (progress && !unwritten.isEmpty() && one.tryLock()) {
            try {
                progress = writeSome();
            } finally {
                one.unlock();
            }
        }
    }

    private boolean writeSome() {
        List<Run> some = new ArrayList<>();
        for (Run run = unwritten.poll(); run != null; run = some.size() < MOST_AT_ONCE ? unwritten.poll() : null) {
            some.add(run);
        }
        if (some.size() > 1 && written(some)) {
            return true;
        }
        boolean progress = false;
        for (Run run : some) {
            if (written(List.of(run))) {
                progress = true;
            } else if (run.life() == instance.life() && run.life().isAlive()) {
                unwritten.add(run);
            } else {
                Log.endGivenUp(run.id(), run.name());
                taken.ended(run);
                progress = true;
            }
        }
        return progress;
    }

    private boolean written(List<Run> ends) {
        try {
            transactions
                    .inOwn(instance.timeoutSeconds(), () -> ending.write(ends))
                    .forEach(Runnable::run);
        } catch (RuntimeException refused) {
            if (ends.size() == 1) {
                Log.endNotWritten(ends.get(0).id(), ends.get(0).name(), refused);
                if (Transactions.isRefusalOfData(refused)) {
                    // A text, say, that the database cannot encode: without it the run is simply a failed one.
                    ends.get(0).outcome(Outcome.failed(new IllegalStateException("the database refused its end")));
                }
            }
            return false;
        }
        ends.forEach(taken::ended);
        return true;
    }
}
