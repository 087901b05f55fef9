package io.onevent.internal.drain;

import io.onevent.internal.config.Settings;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.LowWater;
import io.onevent.internal.publish.WakeUp;
import io.onevent.internal.store.DueEvents;
import io.onevent.internal.store.DueEvents.Newer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Sees between two looks at the table what came due without a wake-up here: what other instances have published,
 * retries, delays. Only what came due since the last look is read, and a little more, for transactions that commit
 * later than they insert; so it costs little, whatever lies in the table. What it misses the next look finds: a
 * transaction that was open for longer, what was put back with an old due time, more than fits.
 */
final class Glances {

    /** Half of it is the mean delay of a start on another instance. */
    static final Duration INTERVAL = Settings.GLANCE_INTERVAL;

    /** What is due for longer when it is committed waits for the next look. */
    private static final Duration LATE_COMMIT = Duration.ofMillis(LowWater.LATE_COMMIT_MILLIS);

    /** Longer than anything waits. */
    private static final Duration EVER = Duration.ofDays(36_500);

    private final DueEvents due;
    private final LocalQueue queue;
    private final LongSupplier clock;
    private volatile long glanceNanos;
    /** What the glance before this one saw: once is enough, whatever keeps it from its start. */
    private Set<UUID> seen = Set.of();
    /** When the last look at the table began; null where a glance has failed since, which then rest until the next. */
    private volatile Long lookNanos;

    Glances(DueEvents due, LocalQueue queue, LongSupplier clock) {
        this.due = due;
        this.queue = queue;
        this.clock = clock;
        this.glanceNanos = clock.getAsLong();
    }

    /**
     * A look at the table begins, for which this answers of which names nothing is due: where many names idle it is one
     * statement for all of them.
     */
    Set<String> lookForNone(Set<String> takeable) {
        long nanos = clock.getAsLong();
        Set<String> none = new HashSet<>(queue.quiet(takeable));
        if (!none.isEmpty()) {
            due.newer(List.copyOf(none), EVER.toMillis()).forEach(event -> none.remove(event.name()));
        }
        lookNanos = nanos;
        glanceNanos = nanos;
        return none;
    }

    /** How long it takes until the next glance should be. */
    long nanosToNext() {
        return INTERVAL.toNanos() - (clock.getAsLong() - glanceNanos);
    }

    /**
     * Tells of what is due of these names and not known here; one thread at a time. False if nothing was read, which says
     * nothing of whether the database works.
     */
    boolean glance(Set<String> takeable, Consumer<WakeUp> told) {
        glanceNanos = clock.getAsLong();
        Long since = lookNanos;
        List<String> names = since == null ? List.of() : queue.namesToGlanceAt(takeable);
        if (names.isEmpty()) {
            return false;
        }
        // It stays so if this fails.
        lookNanos = null;
        long sinceMillis = (clock.getAsLong() - since) / 1_000_000;
        List<Newer> newer = due.newer(names, sinceMillis + LATE_COMMIT.toMillis());
        lookNanos = since;
        Set<UUID> known = queue.held();
        known.addAll(seen);
        seen = new HashSet<>();
        newer.forEach(event -> seen.add(event.id()));
        newer.stream()
                .filter(event -> !known.contains(event.id()))
                .map(event -> new WakeUp(event.name(), event.group(), event.dated(), false))
                .distinct()
                .forEach(told);
        return true;
    }
}
