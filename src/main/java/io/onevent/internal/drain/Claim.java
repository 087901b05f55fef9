package io.onevent.internal.drain;

import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.Demand;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.tx.Transactions;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Mode all: an instance claims events, which keeps other instances from them as long as it lives. */
final class Claim implements DueWay {

    private final Store store;
    private final Transactions transactions;
    private final Membership membership;
    private final LocalQueue queue;

    /** The database's server, as the last claim that was committed has seen it. */
    private String server;

    private String serverNow;
    private int freed;

    Claim(Store store, Transactions transactions, Membership membership, LocalQueue queue) {
        this.store = store;
        this.transactions = transactions;
        this.membership = membership;
        this.queue = queue;
    }

    /** By one thread at a time. */
    @Override
    public List<TakenEvent> take(String name, Demand some, Life life, long before) {
        List<TakenEvent> claimed =
                transactions.inOwn(membership.timeoutSeconds(), () -> claim(name, some, life, before));
        server = serverNow;
        if (freed > 0) {
            Log.freed(freed);
        }
        return claimed;
    }

    /** Null if this instance was taken for dead: then what it has claimed is held by nobody. */
    private List<TakenEvent> claim(String name, Demand some, Life life, long before) {
        freed = 0;
        serverNow = server;
        List<TakenEvent> claimed = store.due().claim(name, some, life.id(), before);
        if (claimed.isEmpty()) {
            return claimed;
        }
        refuseLed(name);
        Set<UUID> held = queue.held();
        claimed.forEach(event -> held.add(event.id()));
        freeUnknown(held, life);
        return store.instances().writeTaken(life.id(), held) ? claimed : null;
    }

    /**
     * Writing down what is held now forgets what was held by the row until now. A standby that has lagged behind has
     * events again whose ends are lost, without having refused anything: what of those is not known here is freed.
     */
    private void freeUnknown(Set<UUID> held, Life life) {
        serverNow = store.instances().server();
        if (serverNow == null || !serverNow.equals(server)) {
            Set<UUID> unknown = store.instances().lockTaken(life.id());
            unknown.removeAll(held);
            freed = store.events().release(unknown, life.id());
        }
    }

    /**
     * Whoever takes a lead waits for these locks, and then sees what is claimed. If one was taken meanwhile nothing of
     * this claim must be left in the events, which its leader may have read ahead.
     */
    private void refuseLed(String name) {
        if (store.leads().keepFree(Set.of(name)).isEmpty()) {
            throw new LedMeanwhile();
        }
    }
}
