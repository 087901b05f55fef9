package io.onevent.internal.tidy;

import io.onevent.Reason;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.Failure;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Buries events whose expiry has passed without a start; never one that this instance holds. */
public final class Expiry {

    private static final int MOST_AT_ONCE = 500;

    private final Store store;
    private final Transactions transactions;
    private final Duration lease;

    public Expiry(Store store, Transactions transactions, Duration lease) {
        this.lease = lease;
        this.store = store;
        this.transactions = transactions;
    }

    /**
     * One sweep of bounded size, over all names but those that another live instance leads. Where nobody leads a name the sweep waits
     * for a lease longer: a leader that came and started the event in time is known by then.
     */
    public void sweep(Set<String> open, Set<String> ledByOthers, Supplier<Set<UUID>> held, int timeoutSeconds) {
        if (!store.due().isAnyExpired()) {
            return;
        }
        List<TakenEvent> buried = transactions.inOwn(timeoutSeconds, () -> bury(open, ledByOthers, held));
        for (TakenEvent event : buried) {
            Log.expired(event.id(), event.name(), event.event().expiredAt());
        }
    }

    private List<TakenEvent> bury(Set<String> open, Set<String> ledByOthers, Supplier<Set<UUID>> held) {
        List<TakenEvent> expired = store.due().lockExpired(open, ledByOthers, lease, MOST_AT_ONCE);
        if (expired.isEmpty()) {
            return expired;
        }
        Set<UUID> except = held.get();
        List<TakenEvent> buried = new ArrayList<>();
        for (TakenEvent event : expired) {
            String message = "it was not started before " + event.event().expiredAt();
            if (!except.contains(event.id())
                    && store.events().bury(event.id(), event.version(), Reason.EXPIRED, Failure.saying(message))) {
                buried.add(event);
            }
        }
        return buried;
    }
}
