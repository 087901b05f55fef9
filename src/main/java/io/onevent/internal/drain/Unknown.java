package io.onevent.internal.drain;

import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.lead.Progress;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.tx.Transactions;
import java.util.Set;
import java.util.UUID;

/**
 * What this instance holds by the table and does not know, so that nobody takes it: the events of a claim whose commit
 * seemed to fail and was made, and those whose ends a database has lost that went back to an earlier state. Both are
 * among what it took last.
 */
final class Unknown {

    /** One part in so many of the time goes into the look for what is held and not known. */
    private static final int SHARE = 20;

    private final Store store;
    private final Transactions transactions;
    private final Membership membership;
    private final LocalQueue queue;
    private volatile boolean mayBeHeld;
    private volatile long freedNanos;
    private volatile long freeingNanos;

    Unknown(Store store, Transactions transactions, Membership membership, LocalQueue queue) {
        this.store = store;
        this.transactions = transactions;
        this.membership = membership;
        this.freedNanos = membership.nanos();
        this.queue = queue;
    }

    /**
     * It is to be looked for from time to time; not so often that this takes a large part of the time where the
     * database is slow.
     */
    void mayBeHeldByNow() {
        if (membership.nanos() - freedNanos > SHARE * freeingNanos) {
            mayBeHeld = true;
        }
    }

    /** It is to be looked for at once: a take came to nothing. */
    void mayBeHeld() {
        mayBeHeld = true;
    }

    /** Frees what is unknown, if there may be any. What is asked for meanwhile is done the next time. */
    void free(Life life) {
        if (!mayBeHeld) {
            return;
        }
        mayBeHeld = false;
        boolean done = false;
        long startNanos = membership.nanos();
        try {
            int freed = transactions.inOwn(membership.timeoutSeconds(), () -> {
                Set<UUID> unknown = store.instances().lockTaken(life.id());
                unknown.removeAll(queue.held());
                return store.events().release(unknown, life.id());
            });
            done = true;
            if (freed > 0) {
                Log.freed(freed);
            }
        } finally {
            mayBeHeld |= !done;
            freedNanos = membership.nanos();
            freeingNanos = freedNanos - startNanos;
            membership.progress().goesOn(Progress.Work.TAKE);
        }
    }
}
