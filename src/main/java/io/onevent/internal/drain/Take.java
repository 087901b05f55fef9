package io.onevent.internal.drain;

import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.lead.Progress;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.run.EndQueue;
import io.onevent.internal.store.Demand;
import io.onevent.internal.store.FirstRefusal;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes due events. In mode single they are read ahead and nothing is written to them; in mode all they are claimed,
 * which keeps other instances from them as long as this one lives. Before the first of a batch may start, the ids of
 * all that this instance holds are committed to its own row, so that its successor knows what to suspect.
 */
final class Take {

    /** Where names take longer than this to be taken, what was taken of the first does not wait for the last. */
    private static final long LONG_NANOS = Duration.ofMillis(20).toNanos();

    private final DueWay way;
    private final Unknown unknown;
    private final Looks looks;
    private final Membership membership;
    private final Progress progress;
    private final LocalQueue queue;
    private final EndQueue ends;
    private final PutAside putAside;
    private final ReentrantLock one = new ReentrantLock();
    private final AtomicBoolean again = new AtomicBoolean();
    private final Set<String> refusedBefore = new HashSet<>();
    private Runnable startWorkers = () -> {};
    private String lastFirst = "";

    Take(
            DueWay way,
            Unknown unknown,
            Looks looks,
            Membership membership,
            LocalQueue queue,
            EndQueue ends,
            PutAside putAside) {
        this.way = way;
        this.unknown = unknown;
        this.looks = looks;
        this.membership = membership;
        this.progress = membership.progress();
        this.queue = queue;
        this.ends = ends;
        this.putAside = putAside;
    }

    /** Takes of what runs low, if anything does. */
    void passIfLow() {
        if (queue.runsLow(membership.takeable())) {
            pass();
        }
    }

    /** Takes of what runs low. False if another thread is taking already: it does so once more instead. */
    boolean pass() {
        boolean done = false;
        again.set(true);
        while (again.get() && one.tryLock()) {
            try {
                if (again.getAndSet(false)) {
                    progress.during(Progress.Work.TAKE, () -> {
                        takeOnce();
                        return null;
                    });
                    done = true;
                }
            } finally {
                one.unlock();
            }
        }
        return done;
    }

    /** What to do when a pass that is not over yet has taken something. */
    void startWorkersBy(Runnable start) {
        startWorkers = start;
    }

    private void takeOnce() {
        Life life = membership.life();
        if (life == null) {
            return;
        }
        unknown.free(life);
        Set<String> takeable = membership.takeable();
        long startNanos = membership.nanos();
        // What is known already does not wait for what is looked for.
        boolean any = takeWhatRunsLow(takeable, life);
        looks.look(takeable, life.id(), again::get);
        any |= takeWhatRunsLow(takeable, life);
        if (any) {
            queue.took(membership.nanos() - startNanos);
        }
    }

    private boolean takeWhatRunsLow(Set<String> takeable, Life life) {
        boolean runsLow = queue.runsLow(takeable);
        if (runsLow) {
            takeEach(takeable, life);
        }
        return runsLow;
    }

    /**
     * A name that cannot be taken keeps no other; only where it is the database that fails the others wait for the next
     * pass. Names that have run low again go before the rest, one of which is taken in between: where the database is
     * slow, what has many events does not wait for all that have none.
     */
    private void takeEach(Set<String> takeable, Life life) {
        long startNanos = membership.nanos();
        Map<String, Demand> rest = inTurn(queue.beginRead(takeable));
        Map<String, Demand> lowAgain = new LinkedHashMap<>();
        Map<String, Demand> notTaken = new HashMap<>();
        Set<String> asked = new HashSet<>();
        FirstRefusal refusal = new FirstRefusal();
        try {
            while (!(rest.isEmpty() && lowAgain.isEmpty()) && membership.life() == life && !refusal.isOfDatabase()) {
                boolean isRest = lowAgain.isEmpty();
                Map<String, Demand> next = isRest ? rest : lowAgain;
                String name = next.keySet().iterator().next();
                Demand some = next.remove(name);
                asked.add(name);
                notTaken.put(name, some);
                refusal.attempt(() -> {
                    if (takeOne(name, some, life)) {
                        notTaken.remove(name);
                    }
                });
                progress.goesOn(Progress.Work.TAKE);
                if (membership.nanos() - startNanos > LONG_NANOS) {
                    startWorkers.run();
                }
                if (isRest) {
                    lowAgain.putAll(queue.readMore(takeable));
                }
            }
        } finally {
            for (Map<String, Demand> some : List.of(rest, lowAgain, notTaken)) {
                queue.unread(some);
                if (!some.isEmpty()) {
                    unknown.mayBeHeld();
                }
            }
            queue.readEnded();
        }
        refusal.throwIfAny();
        if (putAside.fresh()) {
            // They were taken in place of others.
            asked.forEach(queue::mayHaveMoreFromBefore);
            again.set(true);
        }
    }

    private boolean takeOne(String name, Demand some, Life life) {
        boolean done = false;
        try {
            // The next claim writes down what is known here, and with that forgets the rest.
            unknown.free(life);
            done = take(name, some, life);
            return done;
        } finally {
            if (!done) {
                unknown.mayBeHeld();
            }
        }
    }

    /** Another name is the first each time, so that the last is not always the last. */
    private Map<String, Demand> inTurn(Map<String, Demand> wanted) {
        NavigableMap<String, Demand> names = new TreeMap<>(wanted);
        Map<String, Demand> inTurn = new LinkedHashMap<>(names.tailMap(lastFirst, false));
        inTurn.putAll(names.headMap(lastFirst, true));
        lastFirst = inTurn.isEmpty() ? "" : inTurn.keySet().iterator().next();
        return inTurn;
    }

    /** False if nothing came of it. */
    private boolean take(String name, Demand some, Life life) {
        long before = membership.nanos();
        List<TakenEvent> fresh;
        try {
            fresh = way.take(name, some, life, before);
        } catch (LedMeanwhile rolledBack) {
            // The next claim leaves out what is led. If it is refused as well the lead's row is missing, which the next
            // look at the leads puts back.
            if (refusedBefore.add(name)) {
                again.set(true);
            }
            return false;
        }
        if (fresh == null) {
            membership.renew();
            return false;
        }
        refusedBefore.remove(name);
        boolean mayHaveMore = some.isMetBy(fresh, queue.held());
        queue.wasRead(name, fresh);
        ends.release(queue.offer(life, queue.unknownOf(fresh)), life);
        if (mayHaveMore) {
            queue.mayHaveMore(name);
        }
        if (fresh.stream().filter(event -> event.event().group() != null).count()
                < some.groups().size()) {
            // Not all groups that were asked for have an event to start: others are asked while there is room.
            again.set(true);
        }
        return true;
    }
}
