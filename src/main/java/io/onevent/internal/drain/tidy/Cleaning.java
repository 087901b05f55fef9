package io.onevent.internal.drain.tidy;

import io.onevent.internal.config.Settings;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.CleaningTable;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Deletes processed and dead events that were kept for long enough, of the names that are handled here: another
 * application's are its own affair. So are keys, which say themselves until when they are kept, and the audit. One instance at a time, by the database's clock.
 */
final class Cleaning {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private static final int LEAST_AT_ONCE = 16;
    private static final int MOST_AT_ONCE = 1_024;

    /**
     * A batch that takes longer is followed by a smaller one, so that it holds its locks and its connection for a short
     * while only.
     */
    private static final long LONG_NANOS = Duration.ofMillis(15).toNanos();

    private final LongSupplier clock;
    private final Settings settings;
    private final Collection<String> names;
    private final CleaningTable table;
    private final Transactions transactions;
    private final long pauseNanos;
    private final Deque<String> left = new ArrayDeque<>();
    private boolean keysLeft;
    private int atOnce = 256;
    private long passedNanos;
    private long cleanedProcessed;
    private long cleanedDead;
    private long cleanedKeys;

    Cleaning(Settings settings, Collection<String> names, Store store, Transactions transactions, LongSupplier clock) {
        this.clock = clock;
        this.settings = settings;
        this.names = names;
        this.table = store.cleaning();
        this.transactions = transactions;
        this.pauseNanos = pause().toNanos();
        this.passedNanos = clock.getAsLong() - pauseNanos;
    }

    /** What is kept for seconds is not cleaned minutes later. */
    private Duration pause() {
        Duration shortest = settings.keepDead();
        for (String name : names) {
            Duration keep = settings.keepProcessed(name);
            shortest = keep.isZero() || keep.compareTo(shortest) > 0 ? shortest : keep;
        }
        Duration tenth = shortest.dividedBy(10);
        return tenth.compareTo(LONGEST_PAUSE) < 0 ? tenth : LONGEST_PAUSE;
    }

    /** Goes on with a pass over all names, or begins one if it is time; begins no batch after this time. */
    void look(Duration most, int timeoutSeconds) {
        long untilNanos = clock.getAsLong() + most.toNanos();
        if (isDone()) {
            if (clock.getAsLong() - passedNanos < pauseNanos) {
                return;
            }
            left.addAll(names);
            keysLeft = true;
        }
        while (!isDone() && clock.getAsLong() - untilNanos < 0) {
            long start = clock.getAsLong();
            if (!transactions.inOwn(timeoutSeconds, this::cleanSome)) {
                // Another instance does it.
                left.clear();
                keysLeft = false;
            }
            adapt(clock.getAsLong() - start);
        }
        if (isDone()) {
            passedNanos = clock.getAsLong();
            say();
        }
    }

    /** Whether a pass was broken off, because its time was over. */
    boolean isUnderWay() {
        return !isDone();
    }

    private boolean isDone() {
        return left.isEmpty() && !keysLeft;
    }

    private boolean cleanSome() {
        if (!table.lock()) {
            return false;
        }
        if (keysLeft) {
            int keys = table.cleanKeys(atOnce);
            cleanedKeys += keys;
            int noted = table.cleanAudit(settings.keepAudit(), atOnce);
            keysLeft = keys == atOnce || noted == atOnce;
            return true;
        }
        String name = left.peek();
        int processed = table.cleanProcessed(name, settings.keepProcessed(name), atOnce);
        int dead = processed < atOnce ? table.cleanDead(name, settings.keepDead(), atOnce - processed) : 0;
        cleanedProcessed += processed;
        cleanedDead += dead;
        if (processed + dead < atOnce) {
            left.poll();
        }
        return true;
    }

    private void adapt(long nanos) {
        if (nanos > LONG_NANOS) {
            atOnce = Math.max(LEAST_AT_ONCE, atOnce / 2);
        } else if (nanos < LONG_NANOS / 4) {
            atOnce = Math.min(MOST_AT_ONCE, atOnce * 2);
        }
    }

    private void say() {
        if (cleanedProcessed + cleanedDead + cleanedKeys > 0) {
            Log.cleaned(cleanedProcessed, cleanedDead, cleanedKeys);
        }
        cleanedKeys = 0;
        cleanedProcessed = 0;
        cleanedDead = 0;
    }
}
