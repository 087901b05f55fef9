package io.onevent.internal.tidy;

import io.onevent.internal.log.Log;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** Buries events whose expiry has passed without a start; never one that this instance holds. */
public final class Expiry {

    private static final int MOST_AT_ONCE = 1_000;

    private final Store store;
    private final Transactions transactions;
    private final Duration lease;

    public Expiry(Store store, Transactions transactions, Duration lease) {
        this.lease = lease;
        this.store = store;
        this.transactions = transactions;
    }

    /**
     * One sweep, which begins no batch after this time, of batches of bounded size, over all names but those that another live instance leads. Where nobody
     * leads a name the sweep waits for a lease longer: a leader that came and started the event in time is known by then.
     */
    public void sweep(
            Set<String> open, Set<String> ledByOthers, Supplier<Set<UUID>> held, Duration most, int timeoutSeconds) {
        long untilNanos = System.nanoTime() + most.toNanos();
        List<TakenEvent> buried = new ArrayList<>();
        boolean more = store.due().isAnyExpired();
        while (more && System.nanoTime() - untilNanos < 0) {
            List<TakenEvent> some = transactions.inOwn(timeoutSeconds, () -> bury(open, ledByOthers, held));
            buried.addAll(some);
            more = some.size() == MOST_AT_ONCE;
        }
        say(buried);
    }

    private static void say(List<TakenEvent> buried) {
        Map<String, List<TakenEvent>> byName = new TreeMap<>();
        buried.forEach(event ->
                byName.computeIfAbsent(event.name(), first -> new ArrayList<>()).add(event));
        byName.forEach((name, events) -> {
            TakenEvent first = events.get(0);
            Log.expired(name, events.size(), first.id(), first.event().expiredAt());
        });
    }

    private List<TakenEvent> bury(Set<String> open, Set<String> ledByOthers, Supplier<Set<UUID>> held) {
        List<TakenEvent> expired = store.due().lockExpired(open, ledByOthers, lease, MOST_AT_ONCE);
        if (expired.isEmpty()) {
            return expired;
        }
        // Asked after they were locked: what was started in time is held by then.
        Set<UUID> except = held.get();
        List<TakenEvent> toBury =
                expired.stream().filter(event -> !except.contains(event.id())).toList();
        store.events().buryExpired(toBury);
        return toBury;
    }
}
