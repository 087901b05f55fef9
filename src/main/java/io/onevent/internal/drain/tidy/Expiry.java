package io.onevent.internal.drain.tidy;

import io.onevent.EventStoreException;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.ExpiredEvents.Expired;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.tx.SqlStates;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Buries events whose expiry has passed without a start; never one that this instance holds, and none after it was
 * taken for dead: then another may have started it in time.
 */
final class Expiry {

    private static final int MOST_AT_ONCE = 1_000;
    private static final int MOST_REFUSED = 1_000;

    /** What the database has refused to bury is tried again after this time, and told again. */
    private static final long AGAIN_NANOS = Duration.ofMinutes(10).toNanos();

    private final LongSupplier clock;
    private final Store store;
    private final Transactions transactions;
    private final Duration lease;
    private final Map<UUID, Long> refused = new HashMap<>();
    private boolean more;

    Expiry(Store store, Transactions transactions, Duration lease, LongSupplier clock) {
        this.clock = clock;
        this.lease = lease;
        this.store = store;
        this.transactions = transactions;
    }

    /**
     * One sweep, which begins no batch after this time, of batches of bounded size, over all names but those that
     * another live instance leads. Where nobody leads a name the sweep waits for a lease longer: a leader that came and
     * started the event in time is known by then.
     */
    void sweep(
            UUID own,
            Set<String> takeable,
            Set<String> ledByOthers,
            Supplier<Set<UUID>> held,
            Duration most,
            int timeoutSeconds) {
        long untilNanos = clock.getAsLong() + most.toNanos();
        List<Expired> buried = new ArrayList<>();
        more = store.expired().isAny();
        int atOnce = MOST_AT_ONCE;
        refused.values().removeIf(nanos -> clock.getAsLong() - nanos > AGAIN_NANOS);
        while (more && clock.getAsLong() - untilNanos < 0) {
            int limit = atOnce;
            List<Expired> tried = new ArrayList<>();
            try {
                transactions.inOwn(timeoutSeconds, () -> {
                    // It may be run again.
                    tried.clear();
                    tried.addAll(expired(takeable, ledByOthers, held, limit));
                    store.expired().bury(tried);
                    if (!tried.isEmpty() && !store.instances().lock(own)) {
                        throw new TakenOver();
                    }
                    return null;
                });
                buried.addAll(tried);
                more = tried.size() >= limit;
            } catch (TakenOver rolledBack) {
                more = false;
            } catch (EventStoreException notBuried) {
                atOnce = fewer(tried, notBuried);
            }
        }
        say(buried);
    }

    /**
     * Half as many at once, where the data of one of them are refused; that one is left where it is, so that it keeps
     * no other.
     */
    private int fewer(List<Expired> tried, EventStoreException notBuried) {
        if (tried.isEmpty() || !SqlStates.isRefusalOfData(notBuried) || refused.size() >= MOST_REFUSED) {
            throw notBuried;
        }
        if (tried.size() > 1) {
            return tried.size() / 2;
        }
        Expired event = tried.get(0);
        refused.put(event.id(), clock.getAsLong());
        Log.notBuried(event.id(), event.name(), notBuried);
        return MOST_AT_ONCE;
    }

    /** Whether a sweep was broken off, because its time was over. */
    boolean isUnderWay() {
        return more;
    }

    private static void say(List<Expired> buried) {
        Map<String, List<Expired>> byName = new TreeMap<>();
        buried.forEach(event ->
                byName.computeIfAbsent(event.name(), first -> new ArrayList<>()).add(event));
        byName.forEach((name, events) -> {
            Expired first = events.get(0);
            Log.expired(name, events.size(), first.id(), first.expiredAt());
        });
    }

    /** Some that have expired and are to be buried, which are locked until the end of the transaction. */
    private List<Expired> expired(Set<String> takeable, Set<String> ledByOthers, Supplier<Set<UUID>> held, int most) {
        List<Expired> expired = store.expired().lock(takeable, ledByOthers, lease, most + refused.size());
        if (expired.isEmpty()) {
            return expired;
        }
        // Asked after they were locked: what was started in time is held by then.
        Set<UUID> except = held.get();
        return expired.stream()
                .filter(event -> !except.contains(event.id()) && !refused.containsKey(event.id()))
                .limit(most)
                .toList();
    }

    /** Rolls a batch back. */
    private static final class TakenOver extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private TakenOver() {
            super(null, null, false, false);
        }
    }
}
