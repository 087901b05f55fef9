package io.onevent.internal.drain.run;

import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.lead.Progress;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Outcome;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.log.Log;
import io.onevent.internal.operate.Reminders;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.tx.SqlStates;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes the ends of runs that had no transaction of their own, or whose transaction was rolled back. While one thread
 * commits, what ends meanwhile gathers and is committed together next. Where a transaction is refused its ends are
 * written by their kinds and these in halves, so that one that cannot be written keeps no other; it is tried again
 * after longer and longer pauses, until the lease under which it was taken runs out: then the event is another
 * instance's, and is run again.
 */
public final class EndQueue {

    private static final int MOST_AT_ONCE = 500;

    /** More refusals one after another say that it is not an end that is wrong, but the database. */
    private static final int MOST_REFUSALS = 20;

    /** Ends are not looked through for the wrong one for longer than this. */
    private static final Duration SEARCH = Duration.ofMillis(500);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final int MOST_DOUBLINGS = 6;

    private final ConcurrentLinkedQueue<Run> unwritten = new ConcurrentLinkedQueue<>();
    private final ReentrantLock one = new ReentrantLock();
    private final Reminders reminders = new Reminders();
    private final EndWriter writer;
    private final Transactions transactions;
    private final Membership membership;
    private final LocalQueue queue;
    private final Progress progress;

    public EndQueue(EndWriter writer, Transactions transactions, Membership membership, LocalQueue queue) {
        this.writer = writer;
        this.transactions = transactions;
        this.membership = membership;
        this.queue = queue;
        this.progress = membership.progress();
    }

    /** To be written by the next {@link #write}. */
    void add(Run run, Outcome outcome) {
        run.outcome(outcome);
        RunSpan.end(run, outcome);
        if (outcome.isUndecided()) {
            run.rest(outcome.rest());
        }
        unwritten.add(run);
    }

    void addAndWrite(Run run, Outcome outcome) {
        add(run, outcome);
        write();
    }

    /** The run's own transaction has committed its end. */
    void committed(Run run) {
        RunSpan.end(run, Outcome.PROCESSED);
        queue.ended(run);
        say(writer.processed(run));
    }

    /** Frees events that were taken in this life and have not started. */
    public void release(List<TakenEvent> events, Life takenIn) {
        for (TakenEvent event : events) {
            if (event.claimed()) {
                add(new Run(event, takenIn, membership::nanos), Outcome.RELEASED);
            }
        }
        write();
    }

    /** Writes all that is unwritten and not resting, unless another thread does. Throws nothing. */
    public void write() {
        boolean more = true;
        while (more && !unwritten.isEmpty() && one.tryLock()) {
            try {
                more = progress.during(Progress.Work.ENDS, this::writeSome);
            } catch (Throwable unforeseen) {
                Log.unforeseen(unforeseen);
                more = false;
            } finally {
                one.unlock();
            }
        }
    }

    /** False if nothing came of it. */
    private boolean writeSome() {
        Set<Run> left = new LinkedHashSet<>();
        try {
            List<Run> now = new ArrayList<>();
            for (Run run = unwritten.poll(); run != null; run = unwritten.poll()) {
                left.add(run);
                if (now.size() < MOST_AT_ONCE && run.mayBeWritten()) {
                    now.add(run);
                }
            }
            return !now.isEmpty() && writeAll(now, left);
        } finally {
            unwritten.addAll(left);
        }
    }

    /**
     * Together where that is possible, else apart by what is written: what one table refuses keeps no end that does not
     * need it.
     */
    private boolean writeAll(List<Run> runs, Set<Run> left) {
        List<Run> fresh = runs.stream().filter(run -> !run.wasRefused()).toList();
        if (fresh.size() == runs.size() && writtenTogether(fresh, left)) {
            return true;
        }
        boolean anything = false;
        for (boolean refusedBefore : new boolean[] {false, true}) {
            Map<EndWriter.Kind, List<Run>> byKind = new EnumMap<>(EndWriter.Kind.class);
            runs.stream()
                    .filter(run -> run.wasRefused() == refusedBefore && left.contains(run))
                    .forEach(run -> byKind.computeIfAbsent(writer.kind(run), first -> new ArrayList<>())
                            .add(run));
            for (List<Run> ofKind : byKind.values()) {
                anything |= writeInParts(ofKind, left);
            }
        }
        return anything;
    }

    private boolean writtenTogether(List<Run> runs, Set<Run> left) {
        try {
            left.removeAll(written(runs));
            return true;
        } catch (Throwable refused) {
            // Each is told of its own cause.
            return false;
        }
    }

    private boolean writeInParts(List<Run> runs, Set<Run> left) {
        boolean anything = false;
        int refusals = 0;
        long startNanos = System.nanoTime();
        Deque<List<Run>> parts = new ArrayDeque<>(List.of(runs));
        while (!parts.isEmpty()) {
            List<Run> part = parts.poll();
            if (refusals >= MOST_REFUSALS || refusals > 0 && System.nanoTime() - startNanos > SEARCH.toNanos()) {
                part.forEach(run -> rest(run, left, run.wasRefused() ? run.refused() : 0));
                continue;
            }
            progress.goesOn(Progress.Work.ENDS);
            try {
                List<Run> written = written(part);
                left.removeAll(written);
                anything = true;
                if (written.size() < part.size()) {
                    parts.push(part.subList(written.size(), part.size()));
                }
            } catch (Throwable refused) {
                refusals = SqlStates.isContention(refused) ? MOST_REFUSALS : refusals + 1;
                if (part.size() > 1) {
                    parts.push(part.subList(part.size() / 2, part.size()));
                    parts.push(part.subList(0, part.size() / 2));
                } else {
                    refused(part.get(0), left, refused);
                }
            }
        }
        return anything;
    }

    /** Those of the first runs that were written; what is to be said of them is said. */
    private List<Run> written(List<Run> part) {
        EndWriter.Written written = transactions.inOwn(membership.timeoutSeconds(), () -> writer.write(part));
        written.runs().forEach(queue::ended);
        written.sentences().forEach(EndQueue::say);
        return written.runs();
    }

    private static void say(Runnable sentence) {
        try {
            sentence.run();
        } catch (Throwable unforeseen) {
            Log.unforeseen(unforeseen);
        }
    }

    private void refused(Run run, Set<Run> left, Throwable refused) {
        if (reminders.isDue(SqlStates.kindOf(refused), true)) {
            Log.endNotWritten(run.id(), run.name(), refused);
        }
        if (SqlStates.isRefusalOfData(refused)) {
            // A text, say, that the database cannot encode: without it the run is simply a failed one.
            run.outcome(Outcome.failed(new IllegalStateException("the database refused its end")));
        }
        rest(run, left, run.refused());
    }

    private void rest(Run run, Set<Run> left, int refusals) {
        if (run.life() == membership.life() && run.life().isAlive()) {
            run.rest(SHORTEST_PAUSE.multipliedBy(1L << Math.min(MOST_DOUBLINGS, refusals)));
        } else {
            left.remove(run);
            if (reminders.isDue("given up", true)) {
                Log.endGivenUp(run.id(), run.name());
            }
            queue.ended(run);
        }
    }
}
