package io.onevent.internal.drain;

import io.onevent.internal.config.Mode;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.Transactions;
import io.onevent.internal.store.Wanted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes due events. In mode single they are read ahead and nothing is written to them; in mode all they are claimed, which
 * keeps other instances from them as long as this one lives. Before the first of a batch may start, the ids of all that this
 * instance holds are committed to its own row, so that its successor knows what to suspect.
 */
final class Take {

    private static final int MOST_GROUPS_AT_ONCE = 500;

    private final Mode mode;
    private final Store store;
    private final Transactions transactions;
    private final ThisInstance instance;
    private final Leads leads;
    private final Taken taken;
    private final Ends ends;
    private final ReentrantLock one = new ReentrantLock();
    private final AtomicBoolean again = new AtomicBoolean();
    private volatile boolean mayHoldUnknown;

    Take(
            Mode mode,
            Store store,
            Transactions transactions,
            ThisInstance instance,
            Leads leads,
            Taken taken,
            Ends ends) {
        this.mode = mode;
        this.store = store;
        this.transactions = transactions;
        this.instance = instance;
        this.leads = leads;
        this.taken = taken;
        this.ends = ends;
    }

    /** Takes of what runs low, if anything does. */
    void passIfLow() {
        if (taken.runsLow(leads.open())) {
            pass();
        }
    }

    /** Takes of what runs low. Where another thread is taking already it does so once more instead. */
    void pass() {
        again.set(true);
        while (again.get() && one.tryLock()) {
            try {
                if (again.getAndSet(false)) {
                    takeOnce();
                }
            } finally {
                one.unlock();
            }
        }
    }

    /** The next pass looks for what this instance holds and does not know. */
    void mayHoldUnknown() {
        mayHoldUnknown = true;
    }

    private void takeOnce() {
        Life life = instance.life();
        if (life != null && mayHoldUnknown) {
            freeUnknown(life);
            mayHoldUnknown = false;
        }
        Set<String> open = leads.open();
        taken.groupsAfter(open)
                .forEach((name, after) ->
                        taken.found(name, store.due().groups(name, after, MOST_GROUPS_AT_ONCE), MOST_GROUPS_AT_ONCE));
        if (life == null || !taken.runsLow(open)) {
            return;
        }
        Map<String, Wanted> wanted = taken.beginRead(open);
        boolean done = false;
        try {
            Set<String> more = new HashSet<>();
            long before = System.nanoTime();
            List<TakenEvent> fresh = mode == Mode.ALL
                    ? transactions.inOwn(instance.timeoutSeconds(), () -> claim(wanted, life, more, before))
                    : transactions.repeatedly(() -> read(wanted, life, more, before));
            if (fresh == null) {
                instance.renew();
            } else {
                ends.giveBack(taken.offer(life, fresh), life);
                more.forEach(taken::mayHaveMore);
            }
            done = true;
        } catch (LedMeanwhile rolledBack) {
            // The next claim leaves out what is led.
            again.set(true);
        } finally {
            if (!done) {
                taken.unread(wanted);
                mayHoldUnknown = true;
            }
            taken.readEnded();
        }
    }

    /**
     * Nobody else takes what this instance holds. Unknown to it are the events of a claim whose commit seemed to fail and was made, and
     * those whose ends a database has lost that went back to an earlier state. Both are among what it took last.
     */
    private void freeUnknown(Life life) {
        int freed = transactions.inOwn(instance.timeoutSeconds(), () -> {
            Set<UUID> unknown = store.instances().lockTaken(life.id());
            unknown.removeAll(taken.held());
            return store.events().release(unknown, life.id());
        });
        if (freed > 0) {
            Log.freed(freed);
        }
    }

    /** Null if this instance was taken for dead. */
    private List<TakenEvent> read(Map<String, Wanted> wanted, Life life, Set<String> more, long before) {
        List<TakenEvent> fresh = new ArrayList<>();
        Set<UUID> held = taken.held();
        for (Map.Entry<String, Wanted> name : wanted.entrySet()) {
            List<TakenEvent> due = store.due().read(name.getKey(), name.getValue(), life.id(), held, before);
            if (due == null) {
                return null;
            }
            if (name.getValue().isMetBy(due, held)) {
                more.add(name.getKey());
            }
            fresh.addAll(taken.unknownOf(due));
            due.forEach(event -> held.add(event.id()));
        }
        return fresh;
    }

    /** Null if this instance was taken for dead: then what it has claimed is held by nobody. */
    private List<TakenEvent> claim(Map<String, Wanted> wanted, Life life, Set<String> more, long before) {
        List<TakenEvent> fresh = new ArrayList<>();
        wanted.forEach((name, some) -> {
            List<TakenEvent> claimed = store.due().claim(name, some, life.id(), before);
            if (some.isMetBy(claimed, Set.of())) {
                more.add(name);
            }
            fresh.addAll(claimed);
        });
        if (fresh.isEmpty()) {
            return fresh;
        }
        refuseLed(fresh);
        Set<UUID> held = taken.held();
        fresh.forEach(event -> held.add(event.id()));
        return store.instances().take(life.id(), held) ? fresh : null;
    }

    /**
     * Whoever takes a lead waits for these locks, and then sees what is claimed. If one was taken meanwhile nothing of this claim
     * must be left in the events, which its leader may have read ahead.
     */
    private void refuseLed(List<TakenEvent> claimed) {
        Set<String> names = new TreeSet<>();
        claimed.forEach(event -> names.add(event.name()));
        if (!store.leads().keepFree(names).containsAll(names)) {
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
