package io.onevent.internal.drain.lead;

import io.onevent.internal.log.Log;
import io.onevent.internal.store.Ids;
import io.onevent.internal.store.InstanceTable;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * This instance's row in the database: enters it, renews its lease, enters it anew after it was taken for dead. The
 * lease counts from when it was last certain that the engine works, so one that hangs is taken for dead within a lease
 * of that.
 */
final class Lease {

    private final String application;
    private final Duration lease;
    private final InstanceTable table;
    private final Transactions transactions;
    private final Supplier<Map<String, Integer>> running;
    private final Consumer<Life> onNewLife;
    private final LongSupplier provenNanos;
    private final LongSupplier clock;
    /**
     * One renewal at a time; another may begin when this one has hung for so long that the lease would run out over it.
     */
    private final AtomicReference<Long> renewalUnderWay = new AtomicReference<>();

    private volatile Life life;
    private volatile Map<String, Integer> told = Map.of();
    private volatile boolean ended;
    private boolean notRenewedSaid;

    /** @param provenNanos when it was last certain that the engine works, by {@link System#nanoTime()} */
    Lease(
            String application,
            Duration lease,
            InstanceTable table,
            Transactions transactions,
            Supplier<Map<String, Integer>> running,
            Consumer<Life> onNewLife,
            LongSupplier provenNanos,
            LongSupplier clock) {
        this.application = application;
        this.lease = lease;
        this.table = table;
        this.transactions = transactions;
        this.running = running;
        this.onNewLife = onNewLife;
        this.provenNanos = provenNanos;
        this.clock = clock;
    }

    /** The present life, or null before the first and after the last. */
    Life life() {
        return life;
    }

    /** Whether nobody can have taken this instance for dead, by its own clock. */
    boolean isAlive() {
        Life present = life;
        return present != null && present.isAlive();
    }

    /**
     * Renews the lease, or begins a new life where there is none or the last one was taken over; unless the engine
     * hangs, or another thread does it just now.
     */
    void renew() {
        Long begun = clock.getAsLong();
        Long underWay = renewalUnderWay.get();
        boolean hangs = underWay != null && begun - underWay > lease.toNanos() / 2;
        if (ended || underWay != null && !hangs || !renewalUnderWay.compareAndSet(underWay, begun)) {
            return;
        }
        try {
            long proven = provenNanos.getAsLong();
            Duration rest = lease.minusNanos(begun - proven);
            if (rest.compareTo(lease.dividedBy(10)) < 0) {
                sayNotRenewed(Duration.ofNanos(begun - proven));
            } else if (!renewed(proven, rest, begun) && !ended) {
                enter(begun);
            }
        } finally {
            renewalIsOver(begun);
        }
    }

    private synchronized void renewalIsOver(Long begun) {
        renewalUnderWay.compareAndSet(begun, null);
        notifyAll();
    }

    /**
     * Waits until no renewal is under way, which might enter a row anew, and be cut off before it takes it out again.
     */
    synchronized void awaitNoRenewal(Duration most) {
        long until = System.nanoTime() + most.toNanos();
        try {
            for (long millis = most.toMillis(); isRenewing() && millis > 0; ) {
                wait(millis);
                millis = (until - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void sayNotRenewed(Duration since) {
        Life present = life;
        if (present != null && !notRenewedSaid) {
            Log.notRenewed(present.id(), since.toSeconds());
            notRenewedSaid = true;
        }
    }

    boolean isRenewing() {
        return renewalUnderWay.get() != null;
    }

    /** False if there is no life to renew, or no more. */
    private boolean renewed(long proven, Duration rest, Long begun) {
        Life present = life;
        if (present == null) {
            return false;
        }
        if (transactions.inOwn(timeoutSeconds(), () -> table.renew(present.id(), rest))) {
            prolong(present, proven);
            return true;
        }
        synchronized (this) {
            if (life == present && renewalUnderWay.get() == begun) {
                Log.leaseLost(present.id());
                life = null;
                onNewLife.accept(null);
            }
        }
        return false;
    }

    private synchronized void prolong(Life present, long proven) {
        present.prolong(untilNanos(proven));
        notRenewedSaid = false;
    }

    private void enter(Long begun) {
        UUID id = Ids.next();
        long newUntil = untilNanos(clock.getAsLong());
        Map<String, Integer> now = running.get();
        transactions.inOwn(timeoutSeconds(), () -> {
            table.enter(id, application, lease, now);
            return null;
        });
        if (!begins(new Life(id, newUntil, clock), now, begun)) {
            // It has ended, or a later one is there: nobody would renew this lease.
            transactions.inOwn(timeoutSeconds(), () -> {
                table.leave(id);
                return null;
            });
        }
    }

    private synchronized boolean begins(Life entered, Map<String, Integer> now, Long begun) {
        if (ended || life != null || renewalUnderWay.get() != begun) {
            return false;
        }
        told = now;
        life = entered;
        notRenewedSaid = false;
        onNewLife.accept(life);
        Log.entered(life.id(), application);
        return true;
    }

    /** Writes what runs here, for the others to see, if that has changed. */
    void writeRunning() {
        Map<String, Integer> now = running.get();
        Life present = life;
        if (present != null && !now.equals(told)) {
            transactions.inOwn(timeoutSeconds(), () -> {
                table.writeRunning(present.id(), now);
                return null;
            });
            told = now;
        }
    }

    /** Counted from before the renewal is sent, and a tenth short: another machine's clock may run a little faster. */
    private long untilNanos(long fromNanos) {
        return fromNanos + lease.toNanos() / 10 * 9;
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
