package io.onevent.internal.operate;

import io.onevent.WaitingEvent;
import io.onevent.WaitingEventFilter;
import io.onevent.WaitingEvents;
import io.onevent.internal.store.DueTimes;
import io.onevent.internal.store.DueTimes.Locked;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.Times;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The publisher's and the operator's way to waiting events; its transactions are those of {@link DeadEventsInStore}. */
@ApplicationScoped
@Transactional(dontRollbackOn = {IllegalArgumentException.class, IllegalStateException.class})
public class WaitingEventsInStore implements WaitingEvents {

    private final OperatorStore operator;

    @Inject
    WaitingEventsInStore(OperatorStore operator) {
        this.operator = operator;
    }

    /** For the client proxy. */
    WaitingEventsInStore() {
        this(null);
    }

    @Override
    public List<WaitingEvent> list(WaitingEventFilter filter) {
        Store store = operator.store(filter, "filter");
        return store.waiting().list(filter, store.clock().now());
    }

    @Override
    public long count(WaitingEventFilter filter) {
        Store store = operator.store(filter, "filter");
        return store.waiting().count(filter, store.clock().now());
    }

    @Override
    public Optional<WaitingEvent> find(UUID id) {
        Store store = operator.store(id, "id");
        Instant now = store.clock().now();
        return store.waiting().find(id).map(waiting -> waiting.at(now));
    }

    @Override
    public boolean cancel(UUID id) {
        return operator.cancel(operator.store(id, "id").cancels(), List.of(id), null) == 1;
    }

    @Override
    public int cancelAll(WaitingEventFilter filter) {
        Store store = operator.store(filter, "filter");
        OperatorStore.refusePage(filter.isPage());
        return operator.cancel(
                store.cancels(), store.waiting().ids(filter, store.clock().now()), words(filter));
    }

    @Override
    public boolean runNow(UUID id) {
        DueTimes dueTimes = operator.store(id, "id").dueTimes();
        Locked locked = dueTimes.lock(id);
        if (locked != null) {
            dueTimes.now(id);
            operator.due(id, locked, null);
        }
        return locked != null;
    }

    @Override
    public boolean reschedule(UUID id, Instant dueAt) {
        OperatorStore.refuseNull(dueAt, "dueAt");
        Store store = operator.store(id, "id");
        if (dueAt.isAfter(Times.LAST)) {
            throw new IllegalArgumentException(
                    "dueAt is " + dueAt + ", after the year 9999, the last that can be stored");
        }
        if (!dueAt.isAfter(store.clock().now())) {
            return runNow(id);
        }
        Locked locked = store.dueTimes().lock(id);
        if (locked == null) {
            return false;
        }
        if (locked.expiry() != null && !dueAt.isBefore(locked.expiry())) {
            throw new IllegalArgumentException("event " + id + " named " + locked.name() + " expires at "
                    + locked.expiry() + ", which is not after " + dueAt + ": it would die before it is due");
        }
        store.dueTimes().at(id, dueAt);
        operator.due(id, locked, dueAt);
        return true;
    }

    static String words(WaitingEventFilter filter) {
        return OperatorStore.words(
                "name",
                filter.name(),
                "group",
                filter.group(),
                "key",
                filter.key(),
                "state",
                filter.state(),
                "published after",
                filter.publishedAfter(),
                "published before",
                filter.publishedBefore());
    }
}
