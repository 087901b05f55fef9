package io.onevent.internal.operate;

import io.onevent.internal.config.Similar;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Says which names wait that no live instance handles: once a name, as long as that lasts; all that are new in one
 * line.
 */
public final class UnhandledNames {

    private static final long INTERVAL_NANOS = Duration.ofSeconds(30).toNanos();

    /** Names beyond so many, in alphabetical order, are looked at when others are handled or gone. */
    private static final int MOST = 1_000;

    private final Store store;
    private final Transactions transactions;
    private final Set<String> said = new HashSet<>();
    private long lastNanos;

    public UnhandledNames(Store store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
        beDue();
    }

    /** Has the next look be one, however short ago the last was: somebody waits for what may be unhandled. */
    public synchronized void beDue() {
        lastNanos = System.nanoTime() - INTERVAL_NANOS;
    }

    /** Looks, unless it did so a short while ago, which is false. */
    public synchronized boolean look(Set<String> handled) {
        if (System.nanoTime() - lastNanos < INTERVAL_NANOS) {
            return false;
        }
        Set<String> names = transactions.inOwn(30, () -> store.figures().storedNames(MOST));
        names.removeAll(handled);
        said.retainAll(names);
        names.removeIf(name -> !said.add(name));
        if (!names.isEmpty()) {
            Log.unhandled(names, name -> Similar.name(name, handled));
        }
        lastNanos = System.nanoTime();
        return true;
    }
}
