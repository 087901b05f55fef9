package io.onevent.internal.drain.queue;

import io.onevent.internal.config.Mode;
import io.onevent.internal.discover.Kind;
import io.onevent.internal.store.Demand;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongSupplier;

/** What this instance has taken of one name, and how much of it may run at once. Guarded by {@link LocalQueue}. */
final class NameQueue {

    /** As much work is read ahead as keeps the threads busy for this long, so that a crash leaves few suspects. */
    private static final long READ_AHEAD_NANOS = Duration.ofMillis(500).toNanos();

    private static final int LEAST_READ_AHEAD = 16;
    private static final int MOST_READ_AHEAD = 500;

    /** What is claimed is kept from idle instances, so it is less than what is read ahead. */
    private static final long CLAIM_AHEAD_NANOS = Duration.ofMillis(100).toNanos();

    private static final int MOST_CLAIMED_AHEAD = 200;

    /** So many runs may wait for the commit of their ends beside those on threads. */
    private static final int MOST_ENDING = 500;

    /** What expires later than this waits for its turn like what does not expire. */
    private static final long NEAR_NANOS = Duration.ofHours(1).toNanos();

    /** One start in so many is for the event that waits longest, whatever expires meanwhile. */
    private static final int UNDATED_TURN = 16;

    /** So many groups are asked for their heads at once, lest each end of a run costs a statement. */
    private static final int GROUPS_AT_ONCE = 16;

    final String name;
    final boolean staged;
    private final Deque<TakenEvent> undated = new ArrayDeque<>();
    /** The nearest expiry first; compared as times of one clock that may overflow. */
    private final PriorityQueue<TakenEvent> dated =
            new PriorityQueue<>((one, other) -> Long.signum(one.startBeforeNanos() - other.startBeforeNanos()));

    final Deque<TakenEvent> suspects = new ArrayDeque<>();
    /** Runs whose stage has completed and that have another handler to call. */
    final Deque<Run> resumed = new ArrayDeque<>();

    final GroupScan groups = new GroupScan();
    private boolean hasDated;
    private boolean mayHaveDated;
    private boolean mayHaveMore;
    private int starts;
    private double leastLifeLeft = 1;
    private final LongSupplier clock;
    private final boolean claims;
    private final int mostOnThreads;
    private final int mostRunning;
    private int onThreads;
    private int running;
    private double meanNanos;
    private long takeNanos;

    NameQueue(
            String name,
            Kind kind,
            Mode mode,
            int mostOnThreads,
            int mostInFlight,
            int mostAtOnce,
            LongSupplier clock) {
        this.clock = clock;
        this.name = name;
        this.staged = kind == Kind.STAGED;
        this.claims = mode == Mode.ALL;
        this.mostOnThreads = Math.min(mostOnThreads, mostAtOnce);
        this.mostRunning = staged ? Math.min(mostInFlight, mostAtOnce) : this.mostOnThreads + MOST_ENDING;
    }

    /** How many runs there are, those without a thread included. */
    int running() {
        return running;
    }

    /** How many may run at once, but for those whose ends are being committed. */
    int limit() {
        return staged ? mostRunning : mostOnThreads;
    }

    /** How many more could start as far as this name's limits go. */
    int room() {
        return Math.min(mostOnThreads - onThreads, mostRunning - running);
    }

    boolean hasThreadToSpare() {
        return onThreads < mostOnThreads;
    }

    /** How many wait that are no suspects. */
    int waiting() {
        return undated.size() + dated.size();
    }

    /** When the next event that expires soon must have been started, by {@link System#nanoTime()}; null for none. */
    Long nextExpiry() {
        TakenEvent next = dated.peek();
        return next != null && isNear(next) ? next.startBeforeNanos() : null;
    }

    private boolean isNear(TakenEvent event) {
        return event.startBeforeNanos() - clock.getAsLong() < NEAR_NANOS;
    }

    /** Takes the first suspect, if one may start, else the first other event, whose group is free; null for none. */
    TakenEvent poll(boolean suspectMayStart, Set<String> runningGroups) {
        TakenEvent suspect = suspectMayStart ? pollFree(suspects, runningGroups) : null;
        if (suspect != null) {
            return suspect;
        }
        TakenEvent event = datedGoFirst() ? pollDated(runningGroups) : pollFree(undated, runningGroups);
        if (event == null) {
            event = pollFree(undated, runningGroups);
        }
        if (event == null) {
            event = pollDated(runningGroups);
        }
        if (event != null && !event.isTooLate(clock.getAsLong())) {
            starts++;
        }
        return event;
    }

    private boolean datedGoFirst() {
        TakenEvent first = dated.peek();
        TakenEvent other = undated.peek();
        if (first == null || other == null) {
            return first != null;
        }
        if (isNear(first)) {
            return starts % UNDATED_TURN != 0;
        }
        return first.event().createDate().isBefore(other.event().createDate());
    }

    private TakenEvent pollDated(Set<String> runningGroups) {
        List<TakenEvent> passedOver = new ArrayList<>();
        TakenEvent event = dated.poll();
        while (event != null && runningGroups.contains(event.event().group())) {
            passedOver.add(event);
            event = dated.poll();
        }
        dated.addAll(passedOver);
        return event;
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
        if (event.event().group() != null) {
            groups.isKnown();
        }
        if (event.suspect()) {
            suspects.add(event);
        } else if (event.startBeforeNanos() != null) {
            hasDated = true;
            dated.add(event);
        } else {
            undated.add(event);
        }
    }

    void remove(TakenEvent event) {
        undated.remove(event);
        dated.remove(event);
        suspects.remove(event);
    }

    void clear() {
        undated.clear();
        dated.clear();
        suspects.clear();
        groups.clear();
        mayHaveGroups();
    }

    void begun(TakenEvent event) {
        running++;
        onThreads++;
        if (event.startBeforeNanos() != null && !event.isTooLate(clock.getAsLong())) {
            // From when it was due: what it had to wait before that is not lost. A life of none has nothing to lose.
            double life = Math.max(1, event.startBeforeNanos() - event.dueNanos());
            double left = (event.startBeforeNanos() - clock.getAsLong()) / life;
            leastLifeLeft = Math.min(leastLifeLeft, left);
        }
    }

    /** The smallest part of its life that an event had left when it started since this was asked last; 1 for none. */
    double leastLifeLeft() {
        double least = leastLifeLeft;
        leastLifeLeft = 1;
        return least;
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

    /** There may be more to take. */
    void mayHaveMore() {
        mayHaveMore = true;
    }

    /** An event that expires may have come, which does not wait until the others are done. */
    void mayHaveDated() {
        mayHaveDated = true;
    }

    /** Groups that are not known here may have a head that is due. */
    void mayHaveGroups() {
        groups.mayLook();
        mayHaveDated |= hasDated;
    }

    /** Takes so many groups at most of which it is unknown whether they have an event to start, and too many to ask for them all. */
    List<String> takeGuesses(int most) {
        return groups.takeGuesses(depth(), most);
    }

    boolean runsLow() {
        boolean halfEmpty = waiting() <= depth() / 2;
        return mayHaveDated
                || halfEmpty && mayHaveMore && wantedUndated() > 0
                || halfEmpty
                        && depth() > waiting()
                        && (waiting() < mostOnThreads && groups.size() > 0 || groups.size() >= GROUPS_AT_ONCE);
    }

    /** What to take; what is read comes with those that are held here already. */
    Demand beginRead() {
        boolean halfEmpty = waiting() <= depth() / 2;
        boolean more = mayHaveMore && halfEmpty;
        int undatedToo = more ? Math.max(0, wantedUndated()) : 0;
        int datedToo = more || mayHaveDated
                ? claims ? Math.max(0, depth() - dated.size()) : depth() + running + suspects.size()
                : 0;
        List<String> heads = halfEmpty ? groups.take(depth()) : List.of();
        mayHaveMore &= !more;
        mayHaveDated = false;
        return new Demand(datedToo, undatedToo, Math.min(undatedToo, Math.max(1, undatedToo / 8)), heads);
    }

    /** Nothing came of that read. */
    void unread(Demand wanted) {
        wanted.groups().forEach(groups::wake);
        mayHaveMore = true;
    }

    private int wantedUndated() {
        return depth() - waiting();
    }

    void took(long nanos) {
        takeNanos = Math.max(nanos, (takeNanos + nanos) / 2);
    }

    /** At least as much as is done until the next take has come back, and once more: a database that is far away keeps no thread idle. */
    private long ahead(long nanos) {
        return Math.max(nanos, 2 * takeNanos);
    }

    private int depth() {
        int most = staged ? mostRunning : mostOnThreads;
        if (claims) {
            int free = most - (staged ? running : onThreads);
            return Math.min(
                    MOST_READ_AHEAD,
                    Math.max(free, Math.min(MOST_CLAIMED_AHEAD, soon(most, ahead(CLAIM_AHEAD_NANOS)))));
        }
        int soon = meanNanos == 0 ? LEAST_READ_AHEAD : soon(most, ahead(READ_AHEAD_NANOS));
        return Math.min(MOST_READ_AHEAD, Math.max(soon, 2 * most));
    }

    /** How many events are done in this time; none as long as nothing is known. */
    private int soon(int atOnce, long nanos) {
        return meanNanos == 0 ? 0 : (int) Math.min(MOST_READ_AHEAD, Math.round(atOnce * nanos / meanNanos));
    }
}
