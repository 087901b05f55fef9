package io.onevent.internal.drain;

import io.onevent.EventStoreException;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.LeadTable;
import io.onevent.internal.store.Transactions;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** The names that this instance leads: those that it handles and no live instance leads. */
final class Leads {

    private final Set<String> handled;
    private final LeadTable table;
    private final Transactions transactions;
    private volatile Set<String> mine = Set.of();
    private volatile Set<String> ledByAnyone = Set.of();

    Leads(Set<String> handled, LeadTable table, Transactions transactions) {
        this.handled = handled;
        this.table = table;
        this.transactions = transactions;
    }

    /** The names that this instance leads. */
    Set<String> mine() {
        return mine;
    }

    /** The names that some live instance handles. */
    Set<String> ledByAnyone() {
        return ledByAnyone;
    }

    /** The names that another live instance leads. */
    Set<String> ofOthers() {
        Set<String> others = new TreeSet<>(ledByAnyone);
        others.removeAll(mine);
        return others;
    }

    /** Takes the leads that are free; returns the names that are newly led. */
    Set<String> refresh(UUID instance, int timeoutSeconds) {
        Map<String, UUID> leads = transactions.inOwn(timeoutSeconds, table::read);
        Set<String> now = new TreeSet<>();
        Set<String> any = new TreeSet<>(leads.keySet());
        for (String name : handled) {
            UUID leader = leads.get(name);
            if (instance.equals(leader) || leader == null && take(name, instance, timeoutSeconds)) {
                now.add(name);
                any.add(name);
            }
        }
        Set<String> gained = new TreeSet<>(now);
        gained.removeAll(mine);
        mine = Set.copyOf(now);
        ledByAnyone = Set.copyOf(any);
        if (!gained.isEmpty()) {
            Log.leads(instance, gained);
        }
        return gained;
    }

    private boolean take(String name, UUID instance, int timeoutSeconds) {
        try {
            return transactions.inOwn(timeoutSeconds, () -> {
                if (!table.names().contains(name)) {
                    table.add(name);
                }
                return table.take(name, instance);
            });
        } catch (EventStoreException contended) {
            Log.leadNotTaken(name, contended);
            return false;
        }
    }

    /** Forgets what was led; the database is told by whoever ends the instance. */
    void forget() {
        mine = Set.of();
    }
}
