package io.onevent.internal.drain;

import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.Demand;
import io.onevent.internal.store.InstanceTable.Taken;
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
    /** The database's server at the last claim. */
    private volatile String server;

    /** What a claim came to. */
    private record Claimed(List<TakenEvent> events, int freed, String server) {}

    Claim(Store store, Transactions transactions, Membership membership, LocalQueue queue) {
        this.store = store;
        this.transactions = transactions;
        this.membership = membership;
        this.queue = queue;
    }

    @Override
    public List<TakenEvent> take(String name, Demand some, Life life, long before) {
        Claimed claimed = transactions.inOwn(membership.timeoutSeconds(), () -> claim(name, some, life, before));
        server = claimed.server();
        if (claimed.freed() > 0) {
            Log.freed(claimed.freed());
        }
        return claimed.events();
    }

    /** No events, but null, if this instance was taken for dead: then what it has claimed is held by nobody. */
    private Claimed claim(String name, Demand some, Life life, long before) {
        List<TakenEvent> events = store.due().claim(name, some, life.id(), before);
        if (events.isEmpty()) {
            return new Claimed(events, 0, server);
        }
        refuseLed(name);
        Taken taken = store.instances().lockTaken(life.id());
        Set<UUID> held = queue.held();
        events.forEach(event -> held.add(event.id()));
        int freed = isAnotherServer(taken) ? freeUnknown(taken.ids(), held, life) : 0;
        boolean written = store.instances().writeTaken(life.id(), held);
        return new Claimed(written ? events : null, freed, taken.server());
    }

    private boolean isAnotherServer(Taken taken) {
        return taken.server() == null || !taken.server().equals(server);
    }

    /**
     * Writing down what is held now forgets what was held by the row until now. A standby that has lagged behind has
     * events again whose ends are lost, without having refused anything: what of those is not known here is freed.
     */
    private int freeUnknown(Set<UUID> taken, Set<UUID> held, Life life) {
        taken.removeAll(held);
        return store.events().release(taken, life.id());
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
