package io.onevent.internal.drain;

import io.onevent.internal.log.Log;
import io.onevent.internal.store.Ids;
import io.onevent.internal.store.InstanceTable;
import io.onevent.internal.store.Transactions;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

/** This instance's row in the database: enters it, renews its lease, enters it anew after it was taken for dead. */
final class ThisInstance {

    private final String application;
    private final Duration lease;
    private final InstanceTable table;
    private final Transactions transactions;
    private final Consumer<Life> onNewLife;
    private volatile Life life;
    private boolean ended;

    ThisInstance(
            String application,
            Duration lease,
            InstanceTable table,
            Transactions transactions,
            Consumer<Life> onNewLife) {
        this.application = application;
        this.lease = lease;
        this.table = table;
        this.transactions = transactions;
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
        transactions.inOwn(timeoutSeconds(), () -> {
            table.enter(id, application, lease);
            return null;
        });
        life = new Life(id, newUntil);
        onNewLife.accept(life);
        Log.entered(id, application);
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
