package io.onevent.internal.drain.tidy;

import io.onevent.internal.config.Settings;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Puts away what is expired or old. It keeps nobody waiting: nearly all time is left to handlers. */
public final class Tidying {

    private static final Duration EXPIRY_WHILE_BUSY = Duration.ofMillis(60);

    private static final Duration EXPIRY_WHILE_IDLE = Duration.ofMillis(500);

    /**
     * Enough to clean as many events per second as can be kept: an event that is kept costs the database more at its
     * end than its cleaning does later.
     */
    private static final Duration CLEANING = Duration.ofMillis(40);

    private final Expiry expiry;
    private final Cleaning cleaning;
    private final RowsKept rowsKept;

    /** @param names those that are handled here */
    public Tidying(
            Settings settings, Collection<String> names, Store store, Transactions transactions, LongSupplier clock) {
        expiry = new Expiry(store, transactions, settings.lease(), clock);
        cleaning = new Cleaning(settings, names, store, transactions, clock);
        rowsKept = new RowsKept(store.neededRows(), transactions, clock);
    }

    /**
     * Moves what was not started in time to the dead events.
     *
     * @param takeable the names whose events this instance may take
     * @param busy whether something runs here
     */
    public void buryExpired(
            UUID own,
            Set<String> takeable,
            Set<String> ledByOthers,
            Supplier<Set<UUID>> held,
            boolean busy,
            int timeoutSeconds) {
        Duration most = busy ? EXPIRY_WHILE_BUSY : EXPIRY_WHILE_IDLE;
        expiry.sweep(own, takeable, ledByOthers, held, most, timeoutSeconds);
    }

    /** Deletes ended events that were kept for long enough. Where this instance idles another may be busy. */
    public void clean(int timeoutSeconds) {
        cleaning.look(CLEANING, timeoutSeconds);
    }

    /** Whether the last look has left something to the next. */
    public boolean isUnderWay() {
        return expiry.isUnderWay() || cleaning.isUnderWay();
    }

    /** Puts rows back that the library needs and somebody has deleted; false if it is not time to look for them. */
    public boolean keepRows(int timeoutSeconds) {
        return rowsKept.look(timeoutSeconds);
    }
}
