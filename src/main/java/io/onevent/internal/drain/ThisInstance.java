package io.onevent.internal.drain;

import io.onevent.internal.log.Log;
import io.onevent.internal.store.Ids;
import io.onevent.internal.store.InstanceTable;
import io.onevent.internal.store.Transactions;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** This instance's row in the database: enters it, renews its lease, enters it anew after it was taken for dead. */
final class ThisInstance {

    private final String application;
    private final Duration lease;
    private final InstanceTable table;
    private final Transactions transactions;
    private final Supplier<Map<String, Integer>> running;
    private final Consumer<Life> onNewLife;
    private volatile Life life;
    private Map<String, Integer> told = Map.of();
    private boolean ended;

    ThisInstance(
            String application,
            Duration lease,
            InstanceTable table,
            Transactions transactions,
            Supplier<Map<String, Integer>> running,
            Consumer<Life> onNewLife) {
        this.application = application;
        this.lease = lease;
        this.table = table;
        this.transactions = transactions;
        this.running = running;
        this.onNewLife = onNewLife;
    }

    /** The present life, or null before the first and after the last. */
    Life life() {
        return life;
    }

    /** Renews the lease, or begins a new life where there is none or the last one was taken over. */
    synchronized void renew() {
        if (ended) {
            return;
        }
        Life present = life;
        long until = untilNanos();
        boolean renewed =
                present != null && transactions.inOwn(timeoutSeconds(), () -> table.renew(present.id(), lease));
        if (renewed) {
            present.prolong(until);
            return;
        }
        if (present != null) {
            Log.leaseLost(present.id());
            life = null;
            onNewLife.accept(null);
        }
        UUID id = Ids.next();
        long newUntil = untilNanos();
        Map<String, Integer> now = running.get();
        transactions.inOwn(timeoutSeconds(), () -> {
            table.enter(id, application, lease, now);
            return null;
        });
        told = now;
        life = new Life(id, newUntil);
        onNewLife.accept(life);
        Log.entered(id, application);
    }

    /** Writes what runs here, for the others to see, if that has changed. */
    synchronized void tell() {
        Map<String, Integer> now = running.get();
        Life present = life;
        if (present != null && !now.equals(told)) {
            transactions.inOwn(timeoutSeconds(), () -> {
                table.tell(present.id(), now);
                return null;
            });
            told = now;
        }
    }

    /** Counted from before the renewal is sent, and a tenth short: another machine's clock may run a little faster. */
    private long untilNanos() {
        return System.nanoTime() + lease.toNanos() / 10 * 9;
    }

    int timeoutSeconds() {
        return (int) Math.max(2, Math.min(20, lease.toSeconds()));
    }

    /** Ends the present life for good. */
    synchronized void end() {
        ended = true;
        life = null;
    }
}
