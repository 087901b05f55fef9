package io.onevent.internal.drain;

import io.onevent.internal.store.Store;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.Transactions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads due events ahead. Nothing is written to them: before the first of a batch may start, the ids of all that this
 * instance holds are committed to its own row, so that its successor knows what to suspect.
 */
final class Take {

    private final Store store;
    private final Transactions transactions;
    private final ThisInstance instance;
    private final Leads leads;
    private final Taken taken;
    private final ReentrantLock one = new ReentrantLock();
    private final AtomicBoolean again = new AtomicBoolean();

    Take(Store store, Transactions transactions, ThisInstance instance, Leads leads, Taken taken) {
        this.store = store;
        this.transactions = transactions;
        this.instance = instance;
        this.leads = leads;
        this.taken = taken;
    }

    /** Reads what runs low. Where another thread is reading already it does so once more instead. */
    void pass() {
        again.set(true);
        while (again.get() && one.tryLock()) {
            try {
                if (again.getAndSet(false)) {
                    readOnce();
                }
            } finally {
                one.unlock();
            }
        }
    }

    private void readOnce() {
        Life life = instance.life();
        Set<String> led = leads.mine();
        if (life == null || !life.isAlive() || !taken.runsLow(led)) {
            return;
        }
        Map<String, Integer> wanted = taken.beginRead(led);
        boolean done = false;
        try {
            Set<String> more = new HashSet<>();
            long before = System.nanoTime();
            List<TakenEvent> fresh =
                    transactions.inOwn(instance.timeoutSeconds(), () -> read(wanted, life, more, before));
            if (fresh == null) {
                instance.renew();
            } else {
                taken.offer(life, fresh);
                more.forEach(taken::mayHaveMore);
            }
            done = true;
        } finally {
            if (!done) {
                wanted.keySet().forEach(taken::mayHaveMore);
            }
            taken.readEnded();
        }
    }

    /** Null if this instance was taken for dead. */
    private List<TakenEvent> read(Map<String, Integer> wanted, Life life, Set<String> more, long before) {
        List<TakenEvent> fresh = new ArrayList<>();
        wanted.forEach((name, limit) -> {
            List<TakenEvent> due = store.events().readDue(name, limit, before);
            if (due.size() == limit) {
                more.add(name);
            }
            fresh.addAll(taken.unknownOf(due));
        });
        if (fresh.isEmpty()) {
            return fresh;
        }
        Set<UUID> held = taken.held();
        fresh.forEach(event -> held.add(event.id()));
        return store.instances().take(life.id(), held) ? fresh : null;
    }
}
