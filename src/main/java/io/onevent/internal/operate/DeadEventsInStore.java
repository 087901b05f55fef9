package io.onevent.internal.operate;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.DeadEvents;
import io.onevent.internal.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The operator's way to dead events, in the caller's transaction or one of its own. An interceptor begins that and not
 * a UserTransaction, which an EJB with container-managed transactions is not allowed to look up. A call that is refused
 * before it reached the database leaves the caller's transaction as it was.
 */
@ApplicationScoped
@Transactional(dontRollbackOn = {IllegalArgumentException.class, IllegalStateException.class})
public class DeadEventsInStore implements DeadEvents {

    private final OperatorStore operator;

    @Inject
    DeadEventsInStore(OperatorStore operator) {
        this.operator = operator;
    }

    /** For the client proxy. */
    DeadEventsInStore() {
        this(null);
    }

    @Override
    public List<DeadEvent> list(DeadEventFilter filter) {
        return operator.store(filter, "filter").dead().list(filter);
    }

    @Override
    public long count(DeadEventFilter filter) {
        return operator.store(filter, "filter").dead().count(filter);
    }

    @Override
    public Optional<DeadEvent> find(UUID id) {
        return operator.store(id, "id").dead().find(id);
    }

    @Override
    public boolean replay(UUID id) {
        return operator.replay(operator.store(id, "id").deadReplays(), List.of(id), null) == 1;
    }

    @Override
    public boolean discard(UUID id) {
        return operator.discard(operator.store(id, "id").deadRows(), List.of(id), null) == 1;
    }

    @Override
    public int replayAll(DeadEventFilter filter) {
        Store store = operator.store(filter, "filter");
        OperatorStore.refusePage(filter.isPage());
        return operator.replay(store.deadReplays(), store.dead().ids(filter), words(filter));
    }

    @Override
    public int discardAll(DeadEventFilter filter) {
        Store store = operator.store(filter, "filter");
        OperatorStore.refusePage(filter.isPage());
        return operator.discard(store.deadRows(), store.dead().ids(filter), words(filter));
    }

    static String words(DeadEventFilter filter) {
        return OperatorStore.words(
                "name",
                filter.name(),
                "group",
                filter.group(),
                "reason",
                filter.reason(),
                "died after",
                filter.diedAfter(),
                "died before",
                filter.diedBefore());
    }
}
