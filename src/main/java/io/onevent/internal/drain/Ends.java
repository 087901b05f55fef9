package io.onevent.internal.drain;

import io.onevent.internal.log.Log;
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

    private static final int MOST_AT_ONCE = 100;

    private record End(Run run, Outcome outcome) {}

    private final ConcurrentLinkedQueue<End> unwritten = new ConcurrentLinkedQueue<>();
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
        unwritten.add(new End(run, outcome));
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
        List<End> some = new ArrayList<>();
        for (End end = unwritten.poll(); end != null; end = some.size() < MOST_AT_ONCE ? unwritten.poll() : null) {
            some.add(end);
        }
        if (some.size() > 1 && written(some)) {
            return true;
        }
        boolean progress = false;
        for (End end : some) {
            if (written(List.of(end))) {
                progress = true;
            } else if (end.run.life() == instance.life() && end.run.life().isAlive()) {
                unwritten.add(end);
            } else {
                Log.endGivenUp(end.run.id(), end.run.name());
                taken.ended(end.run);
                progress = true;
            }
        }
        return progress;
    }

    private boolean written(List<End> ends) {
        try {
            List<Runnable> sentences = transactions.inOwn(instance.timeoutSeconds(), () -> {
                List<Runnable> said = new ArrayList<>();
                for (End end : ends) {
                    said.add(ending.write(end.run.event(), end.outcome));
                }
                return said;
            });
            sentences.forEach(Runnable::run);
        } catch (RuntimeException refused) {
            if (ends.size() == 1) {
                Log.endNotWritten(ends.get(0).run.id(), ends.get(0).run.name(), refused);
            }
            return false;
        }
        ends.forEach(end -> taken.ended(end.run));
        return true;
    }
}
