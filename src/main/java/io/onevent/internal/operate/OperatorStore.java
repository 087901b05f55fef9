package io.onevent.internal.operate;

import io.onevent.internal.publish.WakeAfterCommit;
import io.onevent.internal.publish.WakeUp;
import io.onevent.internal.store.Gone;
import io.onevent.internal.store.LockedRows;
import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.Replays;
import io.onevent.internal.store.Store;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The store as operators reach it: whether a call is legal is checked, and what it makes due is woken. */
@Dependent
public class OperatorStore {

    private final OpenedStore opened;
    private final WakeAfterCommit wakeAfterCommit;

    @Inject
    OperatorStore(OpenedStore opened, WakeAfterCommit wakeAfterCommit) {
        this.opened = opened;
        this.wakeAfterCommit = wakeAfterCommit;
    }

    /** The store, if a call with this argument is legal now. */
    Store store(Object argument, String what) {
        refuseNull(argument, what);
        if (opened.transactions().registry().getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("the transaction is marked for rollback or is already completing");
        }
        // On Payara a transaction that begins inside an EJB without one does not reach the data source.
        if (!opened.store().transactionCheck().isInTransaction()) {
            throw new IllegalStateException(
                    "ONEVENT-503: the data source gives a connection that does not belong to the active "
                            + "transaction: call this in a transaction of the caller's");
        }
        return opened.store();
    }

    static void refuseNull(Object argument, String what) {
        if (argument == null) {
            throw new IllegalArgumentException(what + " is null");
        }
    }

    static void refusePage(boolean isPage) {
        if (isPage) {
            throw new IllegalArgumentException(
                    "the filter has an offset or a limit, which are for lists: leave them out to mean "
                            + "all, or list the events and name each by its id");
        }
    }

    /** The event is due, or will be; what it is woken for is looked at. */
    void wake(String name, String group, boolean expires) {
        wakeAfterCommit.register(new WakeUp(name, group, expires));
    }

    int replay(Replays replays, Collection<UUID> ids) {
        List<Gone> replayed = replays.replay(ids);
        replayed.forEach(event -> wakeAfterCommit.register(new WakeUp(event.name(), event.group(), false)));
        return replayed.size();
    }

    /** What waits behind them in their groups goes on. */
    int discard(LockedRows rows, Collection<UUID> ids) {
        List<Gone> discarded = rows.delete(ids);
        discarded.stream()
                .filter(event -> event.group() != null)
                .forEach(event -> wakeAfterCommit.register(new WakeUp(null, event.group(), false)));
        return discarded.size();
    }
}
