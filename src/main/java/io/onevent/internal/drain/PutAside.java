package io.onevent.internal.drain;

import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.log.Log;
import io.onevent.internal.publish.WakeUp;
import io.onevent.internal.store.FirstRefusal;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.UnreadableEvents.Unreadable;
import io.onevent.internal.store.tx.Transactions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Puts events aside whose row cannot be read or understood: buries them where the database can do that. The others are
 * left where they are and out of what is taken, so that they keep nobody, and are tried again now and then.
 */
final class PutAside {

    /** So many that were left are tried again at each look. */
    private static final int MOST_AGAIN = 20;

    private final Store store;
    private final Transactions transactions;
    private final Membership membership;
    private final LocalQueue queue;

    PutAside(Store store, Transactions transactions, Membership membership, LocalQueue queue) {
        this.store = store;
        this.transactions = transactions;
        this.membership = membership;
        this.queue = queue;
    }

    /** Those that were met since this was called last; whether one of them makes room for others now. */
    boolean fresh() {
        return putAside(store.unreadable().met().fresh());
    }

    /** All, a few at a time: the database may be able to bury them now, or somebody has mended or deleted them. */
    void look() {
        fresh();
        List<UUID> left = new ArrayList<>(store.unreadable().met().all());
        putAside(left.subList(0, Math.min(MOST_AGAIN, left.size())));
    }

    private boolean putAside(Collection<UUID> events) {
        boolean[] anyIs = {false};
        FirstRefusal refusal = new FirstRefusal();
        Life life = membership.life();
        for (UUID event : events) {
            // What runs here was read before its row was spoilt: its end decides.
            if (life != null && !queue.held().contains(event)) {
                refusal.attempt(() -> anyIs[0] |= putAside(event, life));
            }
        }
        refusal.throwIfAny();
        return anyIs[0];
    }

    private boolean putAside(UUID event, Life life) {
        Unreadable[] locked = {null};
        try {
            transactions.inOwn(membership.timeoutSeconds(), () -> {
                locked[0] = store.unreadable().lock(event, life.id());
                if (locked[0] != null) {
                    store.events().buryUnreadable(event, "its row cannot be read: " + locked[0].why());
                }
                return null;
            });
        } catch (Throwable refused) {
            if (locked[0] == null) {
                throw refused;
            }
            boolean isNew = store.unreadable().met().leave(event);
            if (isNew) {
                Log.unreadableLeft(event, locked[0].name(), locked[0].why(), refused);
            }
            // Claimed, it would be kept from whoever could take it once somebody has mended it.
            transactions.inOwn(membership.timeoutSeconds(), () -> store.events().release(List.of(event), life.id()));
            return isNew;
        }
        store.unreadable().met().forget(event);
        if (locked[0] == null) {
            return false;
        }
        Log.unreadable(event, locked[0].name(), locked[0].why());
        if (locked[0].group() != null) {
            queue.mayHaveMore(new WakeUp(null, locked[0].group(), false));
        }
        return true;
    }
}
