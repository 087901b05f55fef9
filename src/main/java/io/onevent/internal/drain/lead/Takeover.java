package io.onevent.internal.drain.lead;

import io.onevent.Reason;
import io.onevent.internal.config.Retry;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.Failure;
import io.onevent.internal.store.FirstRefusal;
import io.onevent.internal.store.InstanceTable;
import io.onevent.internal.store.InstanceTable.Lease;
import io.onevent.internal.store.Orphans.Orphan;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.tx.SqlStates;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Takes over from dead instances. What such an instance had taken becomes suspect, which also raises each event's
 * version: should the instance only have slept, none of its runs can end an event any more.
 */
final class Takeover {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Store store;
    private final Transactions transactions;
    private final Retry retry;
    private final Runnable cameBack;
    private final LongSupplier clock;
    private final ClockWatch databaseClock = new ClockWatch();
    private final Set<UUID> saidLocked = new HashSet<>();
    private Map<UUID, Seen> seen = Map.of();
    private volatile Set<String> handledByAnyone;

    /** @param cameBack is told between two statements */
    Takeover(Store store, Transactions transactions, Retry retry, Runnable cameBack, LongSupplier clock) {
        this.cameBack = cameBack;
        this.clock = clock;
        this.store = store;
        this.transactions = transactions;
        this.retry = retry;
    }

    /**
     * Takes over from every other instance whose lease has run out or whose process has ended on this host; returns how
     * many that were. A lease runs out when it has not been renewed for as long as it had left when it was first seen,
     * by this machine's monotonic clock: a jump of the database's clock ends none that was seen before, and prolongs
     * none. One instance from which this cannot take over keeps no other.
     */
    int fromDeadInstances(UUID own, int timeoutSeconds) {
        long beforeNanos = clock.getAsLong();
        List<Lease> leases = store.instances().leases();
        long nanos = clock.getAsLong();
        Set<String> handled = new HashSet<>();
        leases.forEach(lease -> handled.addAll(lease.handles()));
        handledByAnyone = handled;
        if (!leases.isEmpty()) {
            databaseClock.look(leases.get(0).read(), beforeNanos, nanos);
        }
        // It sees itself at each look.
        boolean hasLookedBefore = !seen.isEmpty();
        Map<UUID, Seen> now = new HashMap<>();
        int[] dead = {0};
        FirstRefusal refusal = new FirstRefusal();
        for (Lease lease : leases) {
            Seen before = seen.get(lease.id());
            Seen present = before != null && Objects.equals(before.until, lease.until())
                    ? before
                    : new Seen(
                            lease.until(), nanos + lease.left(hasLookedBefore).toNanos());
            now.put(lease.id(), present);
            boolean gone = lease.isOfProcessThatIsGone();
            if (!lease.id().equals(own) && (gone || nanos - present.untilNanos >= 0)) {
                refusal.attempt(() -> {
                    if (from(lease, gone, timeoutSeconds)) {
                        dead[0]++;
                    } else {
                        sayIfLocked(lease, Duration.ofNanos(nanos - present.untilNanos));
                    }
                });
                cameBack.run();
            }
        }
        seen = now;
        saidLocked.retainAll(now.keySet());
        refusal.throwIfAny();
        return dead[0];
    }

    /** The names that some instance handles that lived at the last look; null before the first. */
    Set<String> handledByAnyone() {
        return handledByAnyone;
    }

    /** When a lease runs out, by the database's clock and by this machine's. */
    private record Seen(Instant until, long untilNanos) {}

    /**
     * A row that stays locked is that of an instance which was stopped in the middle of a transaction, or whose host is
     * lost.
     */
    private void sayIfLocked(Lease lease, Duration since) {
        boolean isLong = since.compareTo(lease.longest() == null ? LONG : lease.longest()) > 0;
        if (isLong && !saidLocked.contains(lease.id()) && store.instances().isLeft(lease)) {
            saidLocked.add(lease.id());
            Log.deadHoldsLock(lease.id(), since.toSeconds());
        }
    }

    /** A suspect that cannot be counted, because the dead events refuse it say, stays one and keeps no other. */
    private boolean from(Lease lease, boolean gone, int timeoutSeconds) {
        try {
            return transactions.inOwn(timeoutSeconds, () -> from(lease, gone, true));
        } catch (Throwable refused) {
            if (SqlStates.isContention(refused)) {
                throw refused;
            }
            return transactions.inOwn(timeoutSeconds, () -> from(lease, gone, false));
        }
    }

    private boolean from(Lease lease, boolean gone, boolean counts) {
        InstanceTable.Entered dead = store.instances().lockDead(lease);
        if (dead == null) {
            return false;
        }
        // An event whose row is locked is left out: its handler has returned, and it is being ended or given up just
        // now.
        List<Orphan> innocent = new ArrayList<>();
        int counted = 0;
        for (Orphan orphan : store.orphans().lock(dead.id(), dead.taken())) {
            if (counts && orphan.startCommitted()) {
                count(orphan);
                counted++;
            } else {
                innocent.add(orphan);
            }
        }
        store.orphans().suspect(innocent);
        store.instances().leave(dead.id());
        Log.tookOver(dead.id(), dead.application(), innocent.size() + counted, gone);
        return true;
    }

    /** The instance had committed to the start of this suspect and died: that is a failed run. */
    private void count(Orphan orphan) {
        if (orphan.retry() >= retry.maxRetries()) {
            String message = "its retries are used up, and its instance died in the last of its " + (orphan.retry() + 1)
                    + " counted runs: it may be what ends the JVM";
            store.events().bury(orphan.id(), orphan.version(), Reason.LOST, Failure.saying(message));
            Log.lost(orphan.id(), orphan.name(), orphan.retry(), message);
        } else {
            store.events().retry(orphan.id(), orphan.version(), retry.after(orphan.retry()), true);
            Log.lostRun(orphan.id(), orphan.name(), orphan.retry() + 1, retry.maxRetries());
        }
    }
}
