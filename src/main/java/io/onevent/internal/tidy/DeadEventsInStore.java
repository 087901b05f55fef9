package io.onevent.internal.tidy;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.DeadEvents;
import io.onevent.EventStoreException;
import io.onevent.internal.publish.Opened;
import io.onevent.internal.publish.WakeAfterCommit;
import io.onevent.internal.store.DeadEventRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/** The operator's way to dead events, in the caller's transaction or one of its own. */
@ApplicationScoped
public class DeadEventsInStore implements DeadEvents {

    private final Opened opened;
    private final OwnTransaction ownTransaction;
    private final WakeAfterCommit wakeAfterCommit;

    @Inject
    DeadEventsInStore(Opened opened, OwnTransaction ownTransaction, WakeAfterCommit wakeAfterCommit) {
        this.opened = opened;
        this.ownTransaction = ownTransaction;
        this.wakeAfterCommit = wakeAfterCommit;
    }

    /** For the client proxy. */
    DeadEventsInStore() {
        this(null, null, null);
    }

    @Override
    public List<DeadEvent> list(DeadEventFilter filter) {
        notNull(filter, "filter");
        return inTransaction(dead -> dead.list(filter));
    }

    @Override
    public long count(DeadEventFilter filter) {
        notNull(filter, "filter");
        return inTransaction(dead -> dead.count(filter));
    }

    @Override
    public Optional<DeadEvent> find(UUID id) {
        notNull(id, "id");
        return inTransaction(dead -> dead.find(id));
    }

    @Override
    public boolean replay(UUID id) {
        notNull(id, "id");
        return inTransaction(dead -> replay(dead, id));
    }

    @Override
    public boolean discard(UUID id) {
        notNull(id, "id");
        return inTransaction(dead -> dead.discard(id));
    }

    @Override
    public int replayAll(DeadEventFilter filter) {
        notNull(filter, "filter");
        return inTransaction(dead -> each(dead.ids(filter), id -> replay(dead, id)));
    }

    @Override
    public int discardAll(DeadEventFilter filter) {
        notNull(filter, "filter");
        return inTransaction(dead -> each(dead.ids(filter), dead::discard));
    }

    private boolean replay(DeadEventRepository dead, UUID id) {
        Optional<String> name = dead.replay(id);
        name.ifPresent(wakeAfterCommit::register);
        return name.isPresent();
    }

    private static int each(List<UUID> ids, Predicate<UUID> verb) {
        return (int) ids.stream().filter(verb).count();
    }

    private static void notNull(Object argument, String what) {
        if (argument == null) {
            throw new IllegalArgumentException("the " + what + " is null");
        }
    }

    private <T> T inTransaction(Function<DeadEventRepository, T> verb) {
        int status = opened.transactions().registry().getTransactionStatus();
        if (status == Status.STATUS_NO_TRANSACTION) {
            return ownTransaction.get(() -> inThisTransaction(verb));
        }
        if (status != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("the transaction is marked for rollback or is already completing");
        }
        try {
            return inThisTransaction(verb);
        } catch (EventStoreException refused) {
            opened.transactions().registry().setRollbackOnly();
            throw refused;
        }
    }

    /** On Payara a transaction that begins inside an EJB without one does not reach the data source. */
    private <T> T inThisTransaction(Function<DeadEventRepository, T> verb) {
        if (!opened.store().events().isInTransaction()) {
            throw new IllegalStateException(
                    "ONEVENT-503: the data source gives a connection that does not belong to the active "
                            + "transaction: call this in a transaction of the caller's");
        }
        return verb.apply(opened.store().deadEvents());
    }
}
