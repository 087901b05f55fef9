package io.onevent.internal.drain;

import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.store.Demand;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.tx.Transactions;
import java.util.List;

/** Mode single: the leader of a name reads its events ahead, and writes nothing to them. */
final class ReadDue implements DueWay {

    private final Store store;
    private final Transactions transactions;
    private final LocalQueue queue;

    ReadDue(Store store, Transactions transactions, LocalQueue queue) {
        this.store = store;
        this.transactions = transactions;
        this.queue = queue;
    }

    @Override
    public List<TakenEvent> take(String name, Demand some, Life life, long before) {
        return transactions.repeatedly(() -> store.due().read(name, some, life.id(), queue.held(), before));
    }
}
