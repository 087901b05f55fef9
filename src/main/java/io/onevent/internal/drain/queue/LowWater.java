package io.onevent.internal.drain.queue;

import io.onevent.internal.store.TakenEvent;
import java.util.Collection;
import java.util.function.LongSupplier;

/**
 * From where on the next read of what is due of a name begins: where the last one has ended, less a margin. What was
 * there before has been read, and may lie there as dead rows for long, which a database cannot remove while somebody
 * keeps an old snapshot of them. Whatever puts an event back that has been due for long makes the next read begin at
 * the first, and so does each look at the table, which finds what nobody here knows of. Guarded by {@link LocalQueue}.
 */
public final class LowWater {

    /** What is due for longer when it is committed is found by the next look at the table. */
    public static final long LATE_COMMIT_MILLIS = 2_000;

    private final LongSupplier clock;
    private boolean all = true;
    private long lookedNanos;
    private Long readNanos;

    LowWater(LongSupplier clock) {
        this.clock = clock;
        this.lookedNanos = clock.getAsLong();
    }

    /** Something may be due from before. */
    void forget() {
        all = true;
    }

    /** A look at the table begins. */
    void looks() {
        all = true;
        lookedNanos = clock.getAsLong();
    }

    /** A read begins, of what has come due within so many milliseconds; null for all that is due. */
    Long beginRead() {
        Long since = all ? null : readNanos;
        all = false;
        if (since == null) {
            return null;
        }
        long now = clock.getAsLong();
        return Math.max(now - since, now - lookedNanos) / 1_000_000 + LATE_COMMIT_MILLIS;
    }

    /** This was read, the longest due first: what is due for longer than the last of it is here, or ran. */
    void read(Collection<TakenEvent> events) {
        Long last = null;
        for (TakenEvent event : events) {
            boolean undated = event.event().group() == null && event.startBeforeNanos() == null;
            if (undated && (last == null || event.dueNanos() - last > 0)) {
                last = event.dueNanos();
            }
        }
        readNanos = last == null ? readNanos : last;
    }
}
