package io.onevent.internal.operate;

import io.onevent.internal.publish.WakeAfterCommit;
import io.onevent.internal.publish.WakeUp;
import io.onevent.internal.store.Cancels;
import io.onevent.internal.store.DueTimes.Locked;
import io.onevent.internal.store.Gone;
import io.onevent.internal.store.LockedRows;
import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.Replays;
import io.onevent.internal.store.Store;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** The store as operators reach it: whether a call is legal is checked, and what it makes due is woken. */
@Dependent
public class OperatorStore {

    /** So many names in a line are enough. */
    private static final int MOST_NAMES = 20;

    private final OpenedStore opened;
    private final WakeAfterCommit wakeAfterCommit;
    private final Deeds deeds;

    @Inject
    OperatorStore(OpenedStore opened, WakeAfterCommit wakeAfterCommit, Deeds deeds) {
        this.deeds = deeds;
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

    /** The event is due at another time, as the log is told; where it is due now it is woken. */
    void due(UUID id, Locked event, Instant later) {
        if (later == null) {
            wakeAfterCommit.register(new WakeUp(event.name(), event.group(), event.expiry() != null));
        }
        tell(
                later == null ? "run now" : "reschedule",
                List.of(new Gone(id, event.name(), event.group())),
                null,
                later == null ? "made due now" : "put off until " + later);
    }

    /** @param filter what they have in common, as {@link #words} says it; null if they were named one by one */
    int replay(Replays replays, Collection<UUID> ids, String filter) {
        List<Gone> replayed = replays.replay(ids);
        replayed.forEach(event -> wakeAfterCommit.register(new WakeUp(event.name(), event.group(), false)));
        tell("replay", replayed, filter, "replayed");
        return replayed.size();
    }

    int discard(LockedRows rows, Collection<UUID> ids, String filter) {
        return gone("discard", rows.delete(ids), filter, "discarded");
    }

    int cancel(Cancels cancels, Collection<UUID> ids, String filter) {
        return gone("cancel", cancels.cancel(ids), filter, "cancelled");
    }

    /** A filter for the audit: each of these names with the value behind it, but for those without one. */
    static String words(Object... namesAndValues) {
        StringJoiner words = new StringJoiner(", ");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                words.add(namesAndValues[i] + " = " + namesAndValues[i + 1]);
            }
        }
        return words.length() == 0 ? "everything" : words.toString();
    }

    /** What waits behind them in their groups goes on. */
    private int gone(String verb, List<Gone> gone, String filter, String how) {
        gone.stream()
                .filter(event -> event.group() != null)
                .forEach(event -> wakeAfterCommit.register(new WakeUp(null, event.group(), false)));
        tell(verb, gone, filter, how);
        return gone.size();
    }

    private void tell(String verb, List<Gone> events, String filter, String how) {
        String with = filter == null ? "" : " (all of: " + filter + ")";
        if (events.size() == 1) {
            deeds.done(
                    verb,
                    1,
                    "event " + events.get(0).id() + " named " + events.get(0).name() + " is " + how + with);
        } else if (!events.isEmpty()) {
            Set<String> names = events.stream().map(Gone::name).collect(Collectors.toCollection(TreeSet::new));
            deeds.done(
                    verb,
                    events.size(),
                    events.size() + " events named "
                            + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                            + (names.size() > MOST_NAMES ? " and others" : "") + " are " + how + with);
        }
    }
}
