package io.onevent.internal.drain.lead;

import io.onevent.EventStoreException;
import io.onevent.internal.config.Mode;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.InstanceTable.Entered;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.tx.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The names whose events this instance may take: in mode single those that it leads, in mode all those that no live
 * instance leads. A lead is taken only while no other live instance holds a claim on the name, and a claim stands only
 * if nobody leads the name: so instances of both modes can live together.
 */
final class Leads {

    private final Set<String> handled;
    private final Mode mode;
    private final Store store;
    private final Transactions transactions;
    private final Runnable cameBack;
    private volatile Set<String> takeable = Set.of();
    private volatile Set<String> ofOthers = Set.of();
    private boolean rowsWereThere;

    /** @param cameBack is told between two statements */
    Leads(Set<String> handled, Mode mode, Store store, Transactions transactions, Runnable cameBack) {
        this.cameBack = cameBack;
        this.handled = handled;
        this.mode = mode;
        this.store = store;
        this.transactions = transactions;
    }

    /** The names whose events this instance may take. */
    Set<String> takeable() {
        return takeable;
    }

    /** The names that another live instance leads. */
    Set<String> ofOthers() {
        return ofOthers;
    }

    /** Looks who leads what; in mode single takes the leads that are free. */
    void refresh(UUID instance, int timeoutSeconds) {
        // Single statements, and no transaction around them: they are read at every poll.
        Map<String, UUID> leads = store.leads().readAll();
        cameBack.run();
        if (leads.keySet().containsAll(handled)) {
            rowsWereThere = true;
        } else {
            addRows(notIn(leads.keySet()), timeoutSeconds);
            leads = store.leads().readAll();
        }
        leads.values().removeIf(Objects::isNull);
        Set<String> now = mode == Mode.ALL ? notIn(leads.keySet()) : led(leads, instance, timeoutSeconds);
        Set<String> others = new TreeSet<>(leads.keySet());
        others.removeAll(now);
        Set<String> gained = new TreeSet<>(now);
        gained.removeAll(takeable);
        takeable = Set.copyOf(now);
        ofOthers = Set.copyOf(others);
        if (!gained.isEmpty()) {
            Log.leads(instance, mode == Mode.ALL ? "claims events named" : "leads", gained);
        }
    }

    /**
     * Of two that add a row at once, one finds at its next look that it is there. A lead whose row was deleted is free
     * for all; whoever takes it looks for what others hold of the name, as always.
     */
    private void addRows(Set<String> names, int timeoutSeconds) {
        for (String name : names) {
            try {
                transactions.inOwn(timeoutSeconds, () -> {
                    store.leads().add(name);
                    return null;
                });
            } catch (EventStoreException contended) {
                Log.leadNotTaken(Set.of(name), contended);
                return;
            }
        }
        if (rowsWereThere) {
            Log.rowsPutBack("onevent_lead", names.toString());
        }
        rowsWereThere = true;
    }

    private Set<String> notIn(Set<String> names) {
        Set<String> others = new TreeSet<>(handled);
        others.removeAll(names);
        return others;
    }

    private Set<String> led(Map<String, UUID> leads, UUID instance, int timeoutSeconds) {
        Set<String> led = notIn(notIn(leads.keySet()));
        led.removeIf(name -> !instance.equals(leads.get(name)));
        Set<String> free = notIn(leads.keySet());
        if (free.isEmpty()) {
            return led;
        }
        free.removeAll(claimedByOthers(instance, timeoutSeconds));
        cameBack.run();
        Set<String> taken = take(free, instance, timeoutSeconds);
        cameBack.run();
        if (!taken.isEmpty()) {
            // A claim that was under way has been committed by now; none comes any more.
            Set<String> claimed = claimedByOthers(instance, timeoutSeconds);
            for (String name : taken) {
                if (claimed.contains(name)) {
                    transactions.inOwn(timeoutSeconds, () -> {
                        store.leads().release(name, instance);
                        return null;
                    });
                } else {
                    led.add(name);
                }
            }
        }
        return led;
    }

    private Set<String> claimedByOthers(UUID instance, int timeoutSeconds) {
        List<Entered> live = store.instances().read();
        return transactions.inOwn(timeoutSeconds, () -> {
            Set<String> claimed = new TreeSet<>();
            for (Entered other : live) {
                if (!other.id().equals(instance)) {
                    claimed.addAll(store.orphans().namesHeldBy(other.id(), other.taken()));
                }
            }
            return claimed;
        });
    }

    /**
     * All at once, since each takes a while where the database is far away; where one of them is contended, one by one.
     */
    private Set<String> take(Set<String> free, UUID instance, int timeoutSeconds) {
        Set<String> taken = new TreeSet<>();
        if (!free.isEmpty() && !takeTogether(free, instance, timeoutSeconds)) {
            free.forEach(name -> takeTogether(Set.of(name), instance, timeoutSeconds));
        }
        if (!free.isEmpty()) {
            store.leads().read().forEach((name, leader) -> {
                if (leader.equals(instance) && free.contains(name)) {
                    taken.add(name);
                }
            });
        }
        return taken;
    }

    private boolean takeTogether(Set<String> names, UUID instance, int timeoutSeconds) {
        try {
            transactions.inOwn(timeoutSeconds, () -> store.leads().take(names, instance));
            return true;
        } catch (EventStoreException contended) {
            Log.leadNotTaken(names, contended);
            return false;
        }
    }

    /** Forgets what was led; the database is told by whoever ends the instance. */
    void forget() {
        takeable = Set.of();
    }
}
