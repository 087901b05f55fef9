package io.onevent.internal.drain.lead;

import io.onevent.internal.config.Settings;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** This instance among the others: that it lives, what it may take, and what it takes over from the dead. */
public final class Membership {

    private final LongSupplier clock;
    private final Progress progress;
    private final Duration leaseTime;
    private final Set<String> handled;
    private final Store store;
    private final Transactions transactions;
    private final Lease lease;
    private final Leads leads;
    private final Takeover takeover;

    /**
     * @param handled the names that are handled here
     * @param running how many runs of which name there are here
     * @param onNewLife is told of each life that begins, and null when one was taken for dead
     * @param clock this machine's monotonic clock
     */
    public Membership(
            Settings settings,
            String application,
            Set<String> handled,
            Store store,
            Transactions transactions,
            Supplier<Map<String, Integer>> running,
            Consumer<Life> onNewLife,
            LongSupplier clock) {
        this.clock = clock;
        this.progress = new Progress(clock);
        this.leaseTime = settings.lease();
        this.handled = handled;
        this.store = store;
        this.transactions = transactions;
        lease = new Lease(
                application,
                settings.lease(),
                store.instances(),
                transactions,
                running,
                life -> {
                    forget();
                    onNewLife.accept(life);
                },
                progress::provenNanos,
                clock);
        leads = new Leads(handled, settings.mode(), store, transactions, progress::looked);
        takeover = new Takeover(store, transactions, settings.retry(), progress::looked, clock);
    }

    /** This machine's monotonic clock, by which the instance decides what it may. */
    public long nanos() {
        return clock.getAsLong();
    }

    /** What proves that the engine works, without which its lease is not renewed. */
    public Progress progress() {
        return progress;
    }

    /** The present life, or null before the first and after the last. */
    public Life life() {
        return lease.life();
    }

    /** Whether nobody can have taken this instance for dead, by its own clock. */
    public boolean isAlive() {
        return lease.isAlive();
    }

    /** The present life; null if there is none, or if others may have taken it for dead. */
    public Life lifeIfAlive() {
        Life life = life();
        return life != null && life.isAlive() ? life : null;
    }

    /** Renews the lease, or begins a new life, unless the engine hangs. */
    public void renew() {
        lease.renew();
    }

    /** Whether a renewal is under way. */
    public boolean isRenewing() {
        return lease.isRenewing();
    }

    /** How long a transaction of the engine may take. */
    public int timeoutSeconds() {
        return lease.timeoutSeconds();
    }

    /**
     * Takes over from every other instance whose lease has run out or whose process has ended on this host. One whose
     * own has run out renews it first: the timer that does so comes in a third of a lease only, and nothing starts
     * until then.
     */
    public void takeOver() {
        if (!isAlive()) {
            renew();
        }
        Life life = lifeIfAlive();
        if (life != null) {
            takeover.fromDeadInstances(life.id(), timeoutSeconds());
        }
    }

    /** Looks who leads what; in mode single takes the leads that are free. */
    public void refreshLeads() {
        Life life = lifeIfAlive();
        if (life != null) {
            leads.refresh(life.id(), timeoutSeconds());
            if (life != life()) {
                // It was taken for dead meanwhile: these leads are nobody's.
                forget();
            }
        }
    }

    /** The names whose events this instance may take. */
    public Set<String> takeable() {
        return leads.takeable();
    }

    /** The names that another live instance leads. */
    public Set<String> ledByOthers() {
        return leads.ofOthers();
    }

    /** The names that are handled here, or by an instance that lived at the last look; null before the first. */
    public Set<String> handledByAnyone() {
        Set<String> ofRows = takeover.handledByAnyone();
        if (ofRows == null) {
            return null;
        }
        Set<String> any = new TreeSet<>(ofRows);
        any.addAll(handled);
        return any;
    }

    /** Writes what runs here, for the others to see, if that has changed. */
    public void writeRunning() {
        lease.writeRunning();
    }

    /** Forgets what was led; the database is told by whoever ends the instance. */
    private void forget() {
        leads.forget();
    }

    /**
     * Ends this life for good, so that others go on at once; where something still runs, when its lease has run out.
     * Throws nothing.
     *
     * @param held what is still held here
     */
    public void leave(Life life, boolean idle, Set<UUID> held) {
        // A renewal that came after the row is gone would take this instance for dead and enter another.
        lease.end();
        try {
            transactions.inOwn(timeoutSeconds(), () -> {
                if (idle) {
                    store.leads().release(life.id());
                    store.instances().leave(life.id());
                } else {
                    // What has not started is nobody's suspect.
                    store.instances().writeTaken(life.id(), held);
                }
                return null;
            });
            if (idle) {
                Log.left(life.id());
            }
        } catch (Throwable refused) {
            notLeft(life, refused);
        }
    }

    /** The row of this life could not be taken out: others go on when its lease has run out. */
    public void notLeft(Life life, Throwable refused) {
        Log.notLeft(life.id(), leaseTime, refused);
    }

    /**
     * Ends whatever life there is, in this instance's own eyes, and waits so long at most for a renewal that is under
     * way.
     */
    public void end(Duration most) {
        lease.end();
        forget();
        lease.awaitNoRenewal(most);
    }
}
