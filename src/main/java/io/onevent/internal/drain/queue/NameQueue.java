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
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** What this instance has taken of one name: what waits, and which of it comes first. Guarded by {@link LocalQueue}. */
final class NameQueue {

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
    /** Those that ran with others in vain, and are to run at once without. */
    final Deque<TakenEvent> alone = new ArrayDeque<>();
    /** Runs whose stage has completed and that have another handler to call. */
    final Deque<Run> resumed = new ArrayDeque<>();

    final GroupScan groups = new GroupScan();
    /** Whether nothing of this name starts, but for a probe. */
    private boolean held;
    /** Until when one event may start as a probe, while it is held; null for none. */
    private Long probeUntilNanos;
    /** The probe that is under way. */
    private Run probe;

    private boolean hasDated;
    private boolean mayHaveDated;
    private boolean mayHaveUndated;
    private boolean mayHaveMore;
    private boolean readSinceGlance;
    private int starts;
    private double leastLifeLeft = 1;
    private final LongSupplier clock;
    private final boolean claims;
    final int batch;
    final LowWater lowWater;
    final NameLimits limits;
    final Depth depth;

    NameQueue(
            String name,
            Kind kind,
            Mode mode,
            int mostOnThreads,
            int mostInFlight,
            int mostAtOnce,
            int batch,
            LongSupplier clock) {
        this.batch = batch;
        this.clock = clock;
        this.name = name;
        this.lowWater = new LowWater(clock);
        this.staged = kind == Kind.STAGED;
        this.claims = mode == Mode.ALL;
        this.limits = new NameLimits(staged, mostOnThreads, mostInFlight, mostAtOnce);
        this.depth = new Depth(claims, limits, batch);
    }

    /** How many wait that are no suspects. */
    int waiting() {
        return undated.size() + dated.size() + alone.size();
    }

    /** How many calls it takes to handle what waits, but for suspects. */
    int callsToCome() {
        return alone.size() + (undated.size() + dated.size() + batch - 1) / batch;
    }

    /** Whether one may start, or one as a probe. */
    boolean mayStart() {
        return !held || probe == null && probeUntilNanos != null && clock.getAsLong() - probeUntilNanos < 0;
    }

    boolean isHeld() {
        return held;
    }

    boolean isProbing() {
        return probe != null;
    }

    /** From now on nothing of it starts. */
    void hold() {
        held = true;
    }

    /** From now on it goes on; whatever is due is looked for anew. */
    void letGo() {
        held = false;
        probeUntilNanos = null;
        lookAnew();
    }

    /** One may start until then, as a probe. */
    void probeUntil(long nanos) {
        probeUntilNanos = nanos;
        lookAnew();
    }

    private void lookAnew() {
        lowWater.forget();
        mayHaveMore();
        mayHaveUndated();
        mayHaveGroups();
    }

    /** If this is its probe, it is over. */
    void probeEnded(Run run) {
        if (probe == run) {
            probe = null;
            probeUntilNanos = run.outcome() != null && run.outcome().saysNothing() ? probeUntilNanos : null;
        }
    }

    /** When the next event that expires soon must have been started, by {@link System#nanoTime()}; null for none. */
    Long nextExpiry() {
        TakenEvent next = dated.peek();
        return next != null && isNear(next) ? next.startBeforeNanos() : null;
    }

    private boolean isNear(TakenEvent event) {
        return event.startBeforeNanos() - clock.getAsLong() < NEAR_NANOS;
    }

    /** Takes the first suspect that is free; null for none. */
    TakenEvent pollSuspect(Predicate<TakenEvent> free) {
        return pollFirst(suspects, free);
    }

    /** Takes the first of those that are to run without others; null for none. */
    TakenEvent pollAlone(Predicate<TakenEvent> free) {
        return pollFirst(alone, free);
    }

    /** Takes the first other event that is free; null for none. */
    TakenEvent poll(Predicate<TakenEvent> free) {
        TakenEvent event = datedGoFirst() ? pollDated(free) : pollFirst(undated, free);
        if (event == null) {
            event = pollFirst(undated, free);
        }
        if (event == null) {
            event = pollDated(free);
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

    private TakenEvent pollDated(Predicate<TakenEvent> free) {
        List<TakenEvent> passedOver = new ArrayList<>();
        TakenEvent event = dated.poll();
        while (event != null && !free.test(event)) {
            passedOver.add(event);
            event = dated.poll();
        }
        dated.addAll(passedOver);
        return event;
    }

    private static TakenEvent pollFirst(Deque<TakenEvent> events, Predicate<TakenEvent> free) {
        for (Iterator<TakenEvent> each = events.iterator(); each.hasNext(); ) {
            TakenEvent event = each.next();
            if (free.test(event)) {
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
            mayHaveUndated = true;
            undated.add(event);
        }
    }

    /** It ran with others in vain: it waits again, before all that have not run. */
    void putBack(TakenEvent event, boolean withoutOthers) {
        if (withoutOthers) {
            alone.add(event);
        } else {
            undated.addFirst(event);
        }
    }

    /** It waits no more, and lies in the table as before. */
    void remove(TakenEvent event) {
        lowWater.forget();
        alone.remove(event);
        undated.remove(event);
        dated.remove(event);
        suspects.remove(event);
    }

    /** What waits, suspects included. */
    List<TakenEvent> all() {
        List<TakenEvent> all = new ArrayList<>(undated);
        all.addAll(alone);
        all.addAll(dated);
        all.addAll(suspects);
        return all;
    }

    void clear() {
        lowWater.forget();
        probeUntilNanos = null;
        undated.clear();
        alone.clear();
        dated.clear();
        suspects.clear();
        groups.clear();
        mayHaveGroups();
    }

    void begun(TakenEvent event, Run run) {
        if (held) {
            run.isProbe(true);
            probe = run;
        }
        limits.begun();
        started(event);
    }

    /** It runs in a call that has begun. */
    void joined(TakenEvent event) {
        limits.joined();
        started(event);
    }

    private void started(TakenEvent event) {
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

    void offThread(long runNanos) {
        limits.offThread();
        if (!staged) {
            depth.learn(runNanos);
        }
    }

    void ended(boolean hasJoined, long runNanos) {
        limits.ended(hasJoined);
        if (staged) {
            depth.learn(runNanos);
        }
    }

    /** There may be more to take. */
    void mayHaveMore() {
        mayHaveMore = true;
    }

    /** An event that expires may have come, which does not wait until the others are done. */
    void mayHaveDated() {
        mayHaveDated = true;
    }

    /** One may have come that does not expire, which has its turn however many there are that do. */
    void mayHaveUndated() {
        mayHaveUndated = true;
    }

    /** Groups that are not known here may have a head that is due. */
    void mayHaveGroups() {
        groups.mayLook();
        mayHaveDated |= hasDated;
    }

    /**
     * Takes so many groups at most of which it is unknown whether they have an event to start, and too many to ask for
     * them all.
     */
    List<String> takeGuesses(int most) {
        return groups.takeGuesses(depth.now(), most);
    }

    /** Whether nothing of it waits or runs. */
    boolean isQuiet() {
        return waiting() + suspects.size() + limits.running() == 0;
    }

    /**
     * Whether there is room for more while nobody knows of any. What is busy and was read since this was asked last is
     * read again soon, and needs no glance, but for groups, which are read one by one.
     */
    boolean mayGlance() {
        boolean isRead = mayHaveMore || readSinceGlance && waiting() + limits.running() > 0;
        readSinceGlance = false;
        return mayStart()
                && waiting() <= depth.now() / 2
                && depth.now() > waiting()
                && (!isRead || groups.isAnyKnown());
    }

    boolean runsLow() {
        if (held && (!mayStart() || waiting() + suspects.size() > 0)) {
            return false;
        }
        boolean halfEmpty = waiting() <= depth.now() / 2;
        return mayHaveDated
                || lacksUndated()
                || halfEmpty && mayHaveMore && wantedUndated() > 0
                || halfEmpty
                        && depth.now() > waiting()
                        && (waiting() < limits.mostOnThreads() && groups.size() > 0 || groups.size() >= GROUPS_AT_ONCE);
    }

    /** What to take; what is read comes with those that are held here already. */
    Demand beginRead() {
        boolean halfEmpty = waiting() <= depth.now() / 2;
        boolean more = mayHaveMore && halfEmpty;
        int undatedToo = Math.max(lacksUndated() ? Math.max(1, depth.now() / 8) : 0, more ? wantedUndated() : 0);
        int datedToo = more || mayHaveDated
                ? claims ? Math.max(0, depth.now() - dated.size()) : depth.now() + limits.running() + suspects.size()
                : 0;
        List<String> heads = halfEmpty ? groups.take(held ? 1 : depth.now()) : List.of();
        mayHaveMore &= !more;
        readSinceGlance |= more;
        mayHaveUndated &= undatedToo == 0;
        mayHaveDated = false;
        Long within = undatedToo == 0 ? null : lowWater.beginRead();
        if (held) {
            // What is read comes with those that run.
            return new Demand(Math.min(datedToo, limits.running() + 1), Math.min(1, undatedToo), 0, heads, within);
        }
        return new Demand(datedToo, undatedToo, Math.min(undatedToo, Math.max(1, undatedToo / 8)), heads, within);
    }

    /** Nothing came of that read. */
    void unread(Demand wanted) {
        wanted.groups().forEach(groups::wake);
        lowWater.forget();
        mayHaveMore = true;
        mayHaveUndated = true;
    }

    /** However many wait that expire: their turn would find nothing. */
    private boolean lacksUndated() {
        return mayHaveUndated && undated.isEmpty() && !dated.isEmpty();
    }

    private int wantedUndated() {
        return depth.now() - waiting();
    }
}
