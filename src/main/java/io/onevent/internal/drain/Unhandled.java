package io.onevent.internal.drain;

import io.onevent.internal.log.Log;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.Transactions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Says which names wait that no live instance handles: once a name, as long as that lasts. */
final class Unhandled {

    private static final long INTERVAL_NANOS = Duration.ofSeconds(30).toNanos();

    private final Store store;
    private final Transactions transactions;
    private final Set<String> said = new HashSet<>();
    private long lastNanos = System.nanoTime() - INTERVAL_NANOS;

    Unhandled(Store store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /** Looks, unless it did so a short while ago. */
    synchronized void look(Set<String> handled) {
        if (System.nanoTime() - lastNanos < INTERVAL_NANOS) {
            return;
        }
        lastNanos = System.nanoTime();
        Set<String> names = transactions.inOwn(30, () -> store.figures().storedNames());
        names.removeAll(handled);
        said.retainAll(names);
        for (String name : names) {
            if (said.add(name)) {
                Log.unhandled(name);
            }
        }
    }
}
