package io.onevent.internal.drain;

import io.onevent.internal.config.Mode;
import io.onevent.internal.discover.Kind;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Set;

/** What this instance has taken of one name, and how much of it may run at once. Guarded by {@link Taken}. */
final class TakenOfName {

    /** As much work is read ahead as keeps the threads busy for this long, so that a crash leaves few suspects. */
    private static final long READ_AHEAD_NANOS = Duration.ofMillis(500).toNanos();

    private static final int LEAST_READ_AHEAD = 16;
    private static final int MOST_READ_AHEAD = 500;

    /** What is claimed is kept from idle instances, so it is less than what is read ahead. */
    private static final long CLAIM_AHEAD_NANOS = Duration.ofMillis(100).toNanos();

    private static final int MOST_CLAIMED_AHEAD = 200;

    /** So many runs may wait for the commit of their ends beside those on threads. */
    private static final int MOST_ENDING = 500;

    final String name;
    final boolean staged;
    final Deque<TakenEvent> queue = new ArrayDeque<>();
    final Deque<TakenEvent> suspects = new ArrayDeque<>();
    /** Runs whose stage has completed and that have another handler to call. */
    final Deque<Run> resumed = new ArrayDeque<>();

    boolean mayHaveMore;
    private final boolean claims;
    private final int mostOnThreads;
    private final int mostRunning;
    private int onThreads;
    private int running;
    private double meanNanos;

    TakenOfName(String name, Kind kind, Mode mode, int mostOnThreads, int mostInFlight) {
        this.name = name;
        this.staged = kind == Kind.STAGED;
        this.claims = mode == Mode.ALL;
        this.mostOnThreads = mostOnThreads;
        this.mostRunning = staged ? mostInFlight : mostOnThreads + MOST_ENDING;
    }

    /** How many runs there are, those without a thread included. */
    int running() {
        return running;
    }

    /** How many more could start as far as this name's limits go. */
    int room() {
        return Math.min(mostOnThreads - onThreads, mostRunning - running);
    }

    boolean hasThreadToSpare() {
        return onThreads < mostOnThreads;
    }

    /** Takes the first suspect, if one may start, else the first other event, whose group is free; null for none. */
    TakenEvent poll(boolean suspectMayStart, Set<String> runningGroups) {
        TakenEvent suspect = suspectMayStart ? pollFree(suspects, runningGroups) : null;
        return suspect != null ? suspect : pollFree(queue, runningGroups);
    }

    private static TakenEvent pollFree(Deque<TakenEvent> events, Set<String> runningGroups) {
        for (Iterator<TakenEvent> each = events.iterator(); each.hasNext(); ) {
            TakenEvent event = each.next();
            if (!runningGroups.contains(event.event().group())) {
                each.remove();
                return event;
            }
        }
        return null;
    }

    void add(TakenEvent event) {
        (event.suspect() ? suspects : queue).add(event);
    }

    void remove(TakenEvent event) {
        queue.remove(event);
        suspects.remove(event);
    }

    void begun() {
        running++;
        onThreads++;
    }

    void backOnThread() {
        onThreads++;
    }

    void offThread(long runNanos) {
        onThreads--;
        if (!staged) {
            learn(runNanos);
        }
    }

    void ended(long runNanos) {
        running--;
        if (staged) {
            learn(runNanos);
        }
    }

    /** What a run takes of that which bounds them: threads, or stages in flight. */
    private void learn(long runNanos) {
        meanNanos = meanNanos == 0 ? runNanos : 0.9 * meanNanos + 0.1 * runNanos;
    }

    boolean runsLow() {
        return mayHaveMore && queue.size() <= depth() / 2 && wanted() > 0;
    }

    /** How many events to take; what is read comes with those that are held here already. */
    int wanted() {
        return claims ? depth() - queue.size() : depth() + running + suspects.size();
    }

    private int depth() {
        int most = staged ? mostRunning : mostOnThreads;
        if (claims) {
            int free = most - (staged ? running : onThreads);
            return Math.min(
                    MOST_READ_AHEAD, Math.max(free, Math.min(MOST_CLAIMED_AHEAD, soon(most, CLAIM_AHEAD_NANOS))));
        }
        int soon = meanNanos == 0 ? LEAST_READ_AHEAD : soon(most, READ_AHEAD_NANOS);
        return Math.min(MOST_READ_AHEAD, Math.max(soon, 2 * most));
    }

    /** How many events are done in this time; none as long as nothing is known. */
    private int soon(int atOnce, long nanos) {
        return meanNanos == 0 ? 0 : (int) Math.min(MOST_READ_AHEAD, Math.round(atOnce * nanos / meanNanos));
    }
}
