package io.onevent.internal.drain.tidy;

import io.onevent.EventStoreException;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.NeededRows;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** Looks for the rows that must be there, and puts back what somebody has deleted. */
final class RowsKept {

    private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

    private final NeededRows rows;
    private final Transactions transactions;
    private final Set<String> refused = new HashSet<>();
    private final LongSupplier clock;
    private long lastNanos;

    RowsKept(NeededRows rows, Transactions transactions, LongSupplier clock) {
        this.clock = clock;
        this.lastNanos = clock.getAsLong() - INTERVAL_NANOS;
        this.rows = rows;
        this.transactions = transactions;
    }

    /** Looks, unless it did so a short while ago, which is false. */
    public synchronized boolean look(int timeoutSeconds) {
        if (clock.getAsLong() - lastNanos < INTERVAL_NANOS) {
            return false;
        }
        List<String> lacking = rows.lacking();
        refused.retainAll(lacking);
        for (String table : lacking) {
            putBack(table, timeoutSeconds);
        }
        lastNanos = clock.getAsLong();
        return true;
    }

    private void putBack(String table, int timeoutSeconds) {
        try {
            transactions.inOwn(timeoutSeconds, () -> {
                rows.putBack(table);
                return null;
            });
            refused.remove(table);
            Log.rowsPutBack(table, "as the changelog makes them");
        } catch (EventStoreException cause) {
            // Another instance may have been faster: then the next look finds them.
            if (rows.lacking().contains(table) && refused.add(table)) {
                Log.rowsNotPutBack(table, cause);
            }
        }
    }
}
