package io.onevent.internal.drain;

import io.onevent.internal.config.Mode;
import io.onevent.internal.drain.lead.Leads;
import io.onevent.internal.drain.lead.Lease;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Progress;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.run.EndQueue;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.Demand;
import io.onevent.internal.store.FirstRefusal;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes due events. In mode single they are read ahead and nothing is written to them; in mode all they are claimed, which
 * keeps other instances from them as long as this one lives. Before the first of a batch may start, the ids of all that this
 * instance holds are committed to its own row, so that its successor knows what to suspect.
 */
final class Take {

    /** One part in so many of the time goes into the look for what is held and not known. */
    private static final int SHARE = 20;

    /** Where names take longer than this to be taken, what was taken of the first does not wait for the last. */
    private static final long LONG_NANOS = Duration.ofMillis(20).toNanos();

    private final Mode mode;
    private final Store store;
    private final Transactions transactions;
    private final Lease lease;
    private final Leads leads;
    private final LocalQueue queue;
    private final EndQueue ends;
    private final Progress progress;
    private final PutAside putAside;
    private final Looks looks;
    private final ReentrantLock one = new ReentrantLock();
    private final AtomicBoolean again = new AtomicBoolean();
    private final Set<String> refusedBefore = new HashSet<>();
    private Runnable startWorkers = () -> {};
    private String lastFirst = "";
    private volatile boolean mayHoldUnknown;
    private volatile long freedNanos = System.nanoTime();
    private volatile long freeingNanos;

    Take(
            Mode mode,
            Store store,
            Transactions transactions,
            Lease lease,
            Leads leads,
            LocalQueue queue,
            EndQueue ends,
            Progress progress,
            PutAside putAside) {
        this.mode = mode;
        this.store = store;
        this.transactions = transactions;
        this.lease = lease;
        this.leads = leads;
        this.queue = queue;
        this.ends = ends;
        this.progress = progress;
        this.putAside = putAside;
        this.looks = new Looks(store.due(), queue, () -> progress.goesOn(Progress.Work.TAKE));
    }

    /** Takes of what runs low, if anything does. */
    void passIfLow() {
        if (queue.runsLow(leads.open())) {
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

    /**
     * The next pass looks for what this instance holds and does not know; not so often that this takes a large part of the time where the
     * database is slow.
     */
    void mayHoldUnknown() {
        if (System.nanoTime() - freedNanos > SHARE * freeingNanos) {
            mayHoldUnknown = true;
        }
    }

    private void takeOnce() {
        Life life = lease.life();
        if (life == null) {
            return;
        }
        if (mayHoldUnknown) {
            freeUnknown(life);
        }
        Set<String> open = leads.open();
        long startNanos = System.nanoTime();
        // What is known already does not wait for what is looked for.
        boolean any = takeWhatRunsLow(open, life);
        looks.look(open, life.id(), again::get);
        any |= takeWhatRunsLow(open, life);
        if (any) {
            queue.took(System.nanoTime() - startNanos);
        }
    }

    private boolean takeWhatRunsLow(Set<String> open, Life life) {
        boolean runsLow = queue.runsLow(open);
        if (runsLow) {
            takeEach(open, life);
        }
        return runsLow;
    }

    /**
     * A name that cannot be taken keeps no other; only where it is the database that fails the others wait for the next pass. Names
     * that have run low again go before the rest, one of which is taken in between: where the database is slow, what has many events
     * does not wait for all that have none.
     */
    private void takeEach(Set<String> open, Life life) {
        long startNanos = System.nanoTime();
        Map<String, Demand> rest = inTurn(queue.beginRead(open));
        Map<String, Demand> lowAgain = new LinkedHashMap<>();
        Map<String, Demand> notTaken = new HashMap<>();
        Set<String> asked = new HashSet<>();
        FirstRefusal refusal = new FirstRefusal();
        try {
            while (!(rest.isEmpty() && lowAgain.isEmpty()) && lease.life() == life && !refusal.isOfDatabase()) {
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
                if (System.nanoTime() - startNanos > LONG_NANOS) {
                    startWorkers.run();
                }
                if (isRest) {
                    lowAgain.putAll(queue.readMore(open));
                }
            }
        } finally {
            for (Map<String, Demand> some : List.of(rest, lowAgain, notTaken)) {
                queue.unread(some);
                mayHoldUnknown |= !some.isEmpty();
            }
            queue.readEnded();
        }
        refusal.throwIfAny();
        if (putAside.fresh()) {
            // They were taken in place of others.
            asked.forEach(queue::mayHaveMore);
            again.set(true);
        }
    }

    private boolean takeOne(String name, Demand some, Life life) {
        boolean done = false;
        try {
            if (mayHoldUnknown) {
                // The next claim writes down what is known here, and with that forgets the rest.
                freeUnknown(life);
            }
            done = take(name, some, life);
            return done;
        } finally {
            mayHoldUnknown |= !done;
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
        long before = System.nanoTime();
        List<TakenEvent> fresh;
        try {
            fresh = mode == Mode.ALL
                    ? transactions.inOwn(lease.timeoutSeconds(), () -> claim(name, some, life, before))
                    : transactions.repeatedly(() -> read(name, some, life, before));
        } catch (LedMeanwhile rolledBack) {
            // The next claim leaves out what is led. If it is refused as well the lead's row is missing, which the next
            // look
            // at the leads puts back.
            if (refusedBefore.add(name)) {
                again.set(true);
            }
            return false;
        }
        if (fresh == null) {
            lease.renew();
            return false;
        }
        refusedBefore.remove(name);
        boolean mayHaveMore = some.isMetBy(fresh, queue.held());
        ends.giveBack(queue.offer(life, queue.unknownOf(fresh)), life);
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

    /**
     * Nobody else takes what this instance holds. Unknown to it are the events of a claim whose commit seemed to fail and was made, and
     * those whose ends a database has lost that went back to an earlier state. Both are among what it took last.
     */
    private void freeUnknown(Life life) {
        mayHoldUnknown = false;
        boolean done = false;
        long startNanos = System.nanoTime();
        try {
            int freed = transactions.inOwn(lease.timeoutSeconds(), () -> {
                Set<UUID> unknown = store.instances().lockTaken(life.id());
                unknown.removeAll(queue.held());
                return store.events().release(unknown, life.id());
            });
            done = true;
            if (freed > 0) {
                Log.freed(freed);
            }
        } finally {
            mayHoldUnknown |= !done;
            freedNanos = System.nanoTime();
            freeingNanos = freedNanos - startNanos;
            progress.goesOn(Progress.Work.TAKE);
        }
    }

    /** Null if this instance was taken for dead. */
    private List<TakenEvent> read(String name, Demand some, Life life, long before) {
        return store.due().read(name, some, life.id(), queue.held(), before);
    }

    /** Null if this instance was taken for dead: then what it has claimed is held by nobody. */
    private List<TakenEvent> claim(String name, Demand some, Life life, long before) {
        List<TakenEvent> claimed = store.due().claim(name, some, life.id(), before);
        if (claimed.isEmpty()) {
            return claimed;
        }
        refuseLed(name);
        Set<UUID> held = queue.held();
        claimed.forEach(event -> held.add(event.id()));
        return store.instances().take(life.id(), held) ? claimed : null;
    }

    /**
     * Whoever takes a lead waits for these locks, and then sees what is claimed. If one was taken meanwhile nothing of this claim
     * must be left in the events, which its leader may have read ahead.
     */
    private void refuseLed(String name) {
        if (store.leads().keepFree(Set.of(name)).isEmpty()) {
            throw new LedMeanwhile();
        }
    }

    /** Rolls a claim back. */
    private static final class LedMeanwhile extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private LedMeanwhile() {
            super(null, null, false, false);
        }
    }
}
