package io.onevent.internal.drain;

import io.onevent.Reason;
import io.onevent.internal.config.Retry;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.EventTable.Orphan;
import io.onevent.internal.store.Failure;
import io.onevent.internal.store.InstanceTable;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.Transactions;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes over from dead instances. What such an instance had taken becomes suspect, which also raises each event's version:
 * should the instance only have slept, none of its runs can end an event any more.
 */
final class Takeover {

    private final Store store;
    private final Transactions transactions;
    private final Retry retry;

    Takeover(Store store, Transactions transactions, Retry retry) {
        this.store = store;
        this.transactions = transactions;
        this.retry = retry;
    }

    /** Takes over from every instance whose lease has run out; returns how many that were. */
    int fromDeadInstances(int timeoutSeconds) {
        int dead = 0;
        while (store.instances().isAnyDead() && transactions.inOwn(timeoutSeconds, this::fromOne)) {
            dead++;
        }
        return dead;
    }

    private boolean fromOne() {
        InstanceTable.Entered dead = store.instances().lockDead();
        if (dead == null) {
            return false;
        }
        // An event whose row is locked is left out: its handler has returned, and it is being ended or given up just
        // now.
        List<Orphan> innocent = new ArrayList<>();
        int counted = 0;
        for (Orphan orphan : store.events().lockOrphans(dead.id(), dead.taken())) {
            if (orphan.startCommitted()) {
                count(orphan);
                counted++;
            } else {
                innocent.add(orphan);
            }
        }
        store.events().suspect(innocent);
        store.instances().leave(dead.id());
        Log.tookOver(dead.id(), dead.application(), innocent.size() + counted);
        return true;
    }

    /** The instance had committed to the start of this suspect and died: that is a failed run. */
    private void count(Orphan orphan) {
        if (orphan.retry() >= retry.maxRetries()) {
            String message = "its instance died in each of its " + (orphan.retry() + 1)
                    + " counted runs: it may be what ends the JVM";
            store.events().bury(orphan.id(), orphan.version(), Reason.LOST, Failure.saying(message));
            Log.buried(orphan.id(), orphan.name(), Reason.LOST, orphan.retry(), message, null);
        } else {
            store.events().retry(orphan.id(), orphan.version(), retry.after(orphan.retry()), true);
            Log.lostRun(orphan.id(), orphan.name(), orphan.retry() + 1, retry.maxRetries());
        }
    }
}
