package io.onevent.internal.tidy;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.DeadEvents;
import io.onevent.StoredEvent;
import io.onevent.internal.publish.Opened;
import io.onevent.internal.publish.WakeAfterCommit;
import io.onevent.internal.publish.Woken;
import io.onevent.internal.store.DeadEventRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The operator's way to dead events, in the caller's transaction or one of its own. An interceptor begins that and not a
 * UserTransaction, which an EJB with container-managed transactions is not allowed to look up. A call that is refused
 * before it reached the database leaves the caller's transaction as it was.
 */
@ApplicationScoped
@Transactional(dontRollbackOn = {IllegalArgumentException.class, IllegalStateException.class})
public class DeadEventsInStore implements DeadEvents {

    private final Opened opened;
    private final WakeAfterCommit wakeAfterCommit;

    @Inject
    DeadEventsInStore(Opened opened, WakeAfterCommit wakeAfterCommit) {
        this.opened = opened;
        this.wakeAfterCommit = wakeAfterCommit;
    }

    /** For the client proxy. */
    DeadEventsInStore() {
        this(null, null);
    }

    @Override
    public List<DeadEvent> list(DeadEventFilter filter) {
        return dead(filter, "filter").list(filter);
    }

    @Override
    public long count(DeadEventFilter filter) {
        return dead(filter, "filter").count(filter);
    }

    @Override
    public Optional<DeadEvent> find(UUID id) {
        return dead(id, "id").find(id);
    }

    @Override
    public boolean replay(UUID id) {
        return replay(dead(id, "id"), id);
    }

    @Override
    public boolean discard(UUID id) {
        return discard(dead(id, "id"), id);
    }

    @Override
    public int replayAll(DeadEventFilter filter) {
        DeadEventRepository dead = dead(filter, "filter");
        int replayed = 0;
        for (UUID id : dead.ids(filter)) {
            replayed += replay(dead, id) ? 1 : 0;
        }
        return replayed;
    }

    @Override
    public int discardAll(DeadEventFilter filter) {
        DeadEventRepository dead = dead(filter, "filter");
        int discarded = 0;
        for (UUID id : dead.ids(filter)) {
            discarded += discard(dead, id) ? 1 : 0;
        }
        return discarded;
    }

    private boolean replay(DeadEventRepository dead, UUID id) {
        Optional<StoredEvent> replayed = dead.replay(id);
        replayed.ifPresent(event -> wakeAfterCommit.register(new Woken(event.name(), event.group(), false)));
        return replayed.isPresent();
    }

    /** What the event has parked goes on. */
    private boolean discard(DeadEventRepository dead, UUID id) {
        Optional<StoredEvent> discarded = dead.discard(id);
        discarded
                .filter(event -> event.group() != null)
                .ifPresent(event -> wakeAfterCommit.register(new Woken(null, event.group(), false)));
        return discarded.isPresent();
    }

    /** The dead events, if a call with this argument is legal now. */
    private DeadEventRepository dead(Object argument, String what) {
        if (argument == null) {
            throw new IllegalArgumentException("the " + what + " is null");
        }
        if (opened.transactions().registry().getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("the transaction is marked for rollback or is already completing");
        }
        // On Payara a transaction that begins inside an EJB without one does not reach the data source.
        if (!opened.store().events().isInTransaction()) {
            throw new IllegalStateException(
                    "ONEVENT-503: the data source gives a connection that does not belong to the active "
                            + "transaction: call this in a transaction of the caller's");
        }
        return opened.store().deadEvents();
    }
}
