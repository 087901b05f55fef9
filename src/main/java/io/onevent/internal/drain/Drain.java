package io.onevent.internal.drain;

import io.onevent.internal.config.Settings;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.log.Log;
import io.onevent.internal.publish.Watchers;
import io.onevent.internal.publish.Woken;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.Transactions;
import io.onevent.internal.tidy.Cleaning;
import io.onevent.internal.tidy.Expiry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The engine of one instance. A wake-up or the timer makes it read ahead what is due and start workers for it; the timer
 * also renews the lease, takes leads, takes over from dead instances, and looks after what is too late.
 */
final class Drain {

    /** More than a thread needs that has no event any more. */
    private static final Duration LAST_STEPS = Duration.ofSeconds(5);

    /** What is expired or old keeps nobody waiting: nearly all time is left to handlers. */
    private static final Duration SWEEP_WHILE_BUSY = Duration.ofMillis(60);

    private static final Duration SWEEP_WHILE_IDLE = Duration.ofMillis(500);

    /**
     * Enough to clean as many events per second as can be kept: an event that is kept costs the database more at its end than its
     * cleaning does later.
     */
    private static final Duration CLEANING = Duration.ofMillis(40);

    private final Settings settings;
    private final Store store;
    private final Transactions transactions;
    private final Managed managed;
    private final ThisInstance instance;
    private final Leads leads;
    private final Taken taken;
    private final Take take;
    private final Takeover takeover;
    private final Ends ends;
    private final Overdue overdue;
    private final Workers workers;
    private final Expiry expiry;
    private final Unhandled unhandled;
    private final NearMisses nearMisses;
    private final Cleaning cleaning;
    private final Watchers watchers;
    private final Runnable sampling;
    private final AtomicBoolean wakeUnderWay = new AtomicBoolean();
    private final AtomicBoolean databaseFails = new AtomicBoolean();
    private volatile boolean stopping;

    Drain(
            Settings settings,
            String application,
            Store store,
            Transactions transactions,
            Handlers handlers,
            Handling handling,
            Managed managed,
            Watchers watchers,
            Runnable sampling) {
        this.settings = settings;
        this.store = store;
        this.transactions = transactions;
        this.managed = managed;
        this.watchers = watchers;
        this.sampling = sampling;
        taken = new Taken(
                handlers, settings.mode(), settings.threads(), settings.maxInFlight(), settings.maxConcurrencyByName());
        instance = new ThisInstance(
                application, settings.lease(), store.instances(), transactions, taken::runningByName, this::live);
        leads = new Leads(handlers.names(), settings.mode(), store, transactions);
        takeover = new Takeover(store, transactions, settings.retry());
        Ending ending = new Ending(store, settings, watchers);
        ends = new Ends(ending, transactions, instance, taken);
        take = new Take(settings.mode(), store, transactions, instance, leads, taken, ends);
        Stages stages = new Stages(handling, managed, taken, ends, this::writeEndsAndGoOn);
        overdue = new Overdue(taken, handlers, stages, ends, settings.handlerTimeout(), settings.pollInterval());
        Work work = new Work(
                handlers,
                store,
                transactions,
                handling,
                ending,
                ends,
                stages,
                taken,
                watchers,
                settings.handlerTimeout());
        workers = new Workers(managed::run, taken, take::passIfLow, work::run);
        // The thread that has taken events works on them: to hand them to another would take longer than a short
        // handler.
        managed.afterRelay(workers::help);
        expiry = new Expiry(store, transactions, settings.lease());
        unhandled = new Unhandled(store, transactions);
        nearMisses = new NearMisses(taken, watchers);
        cleaning = new Cleaning(settings, handlers.names(), store, transactions);
    }

    /** This was committed here: takes it at once if this instance may and has not enough already. */
    void wake(Woken due) {
        taken.mayHaveMore(due);
        if (!stopping && taken.runsLow(leads.open()) && wakeUnderWay.compareAndSet(false, true)) {
            managed.runInOwnContext(() -> {
                wakeUnderWay.set(false);
                guarded(take::pass);
            });
        }
    }

    /** A stage that has completed makes room for another, and for the next of its group. */
    private void writeEndsAndGoOn() {
        ends.write();
        guarded(take::pass);
    }

    private void takeAndStart() {
        if (!stopping) {
            take.pass();
            workers.start();
        }
    }

    /** Says that this instance lives. */
    void renew() {
        guarded(() -> {
            instance.renew();
            take.mayHoldUnknown();
            if (databaseFails.compareAndSet(true, false)) {
                Log.databaseIsBack();
                watchers.tell(watcher -> watcher.databaseFails(null));
            }
        });
    }

    private void live(Life life) {
        leads.forget();
        taken.live(life);
    }

    /** Looks at the table, and after everything that only time can tell. */
    synchronized void poll() {
        watchers.tell(watcher -> watcher.looks(settings.pollInterval()));
        managed.startRelay();
        overdue.look();
        if (stopping) {
            return;
        }
        guarded(this::refreshLeads);
        guarded(this::tidy);
        guarded(this::obeyPause);
        taken.mayHaveMore();
        guarded(this::takeAndStart);
        guarded(instance::tell);
        nearMisses.look();
        guarded(() -> unhandled.look(leads.handledByAnyone()));
        guarded(sampling);
    }

    /** All instances may have been told to pause or to go on. */
    void pauseOrGoOn() {
        managed.runInOwnContext(() -> guarded(() -> {
            obeyPause();
            taken.mayHaveMore();
            take.pass();
        }));
    }

    private void obeyPause() {
        boolean pauses = store.pause().since().isPresent();
        if (taken.pause(pauses)) {
            Log.paused(pauses);
        }
    }

    private void refreshLeads() {
        if (instance.life() == null) {
            instance.renew();
        }
        Life life = instance.life();
        if (life != null && life.isAlive()) {
            takeover.fromDeadInstances(instance.timeoutSeconds());
            leads.refresh(life.id(), instance.timeoutSeconds());
            if (life != instance.life()) {
                // It was taken for dead meanwhile: these leads are nobody's.
                leads.forget();
            }
        }
    }

    private void tidy() {
        Life life = instance.life();
        if (life != null && life.isAlive()) {
            Duration sweep = taken.running().isEmpty() ? SWEEP_WHILE_IDLE : SWEEP_WHILE_BUSY;
            expiry.sweep(leads.open(), leads.ofOthers(), taken::held, sweep, instance.timeoutSeconds());
            // Where this instance idles another may be busy.
            cleaning.look(CLEANING, instance.timeoutSeconds());
        }
    }

    /** A database that fails is said once; the next look tries again. A renewal, which always needs it, tells when it is back. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException refused) {
            if (!stopping && databaseFails.compareAndSet(false, true)) {
                Log.databaseFails(refused, settings.pollInterval());
                watchers.tell(watcher -> watcher.databaseFails(refused.getMessage()));
            }
        }
    }

    /** How many runs of which name are past their time-out and still hold their thread. */
    Map<String, Integer> overdue() {
        return overdue.byName();
    }

    /** How many events of a name may run here at once, or null if it is not handled here. */
    Integer limit(String name) {
        return taken.limit(name);
    }

    /** The names that are handled here, and how many of their events run. */
    Map<String, Integer> running() {
        return taken.runningByName();
    }

    /** The ids of the events that run here. */
    Set<UUID> runningIds() {
        return taken.running().stream().map(Run::id).collect(Collectors.toSet());
    }

    /** The instance that this is now, or null while it is none. */
    UUID instance() {
        Life life = instance.life();
        return life == null ? null : life.id();
    }

    /**
     * Stops: starts nothing more, gives back what it had claimed and not started, waits for what runs, and hands over. What
     * still runs then keeps its lease until that runs out, so that nobody starts it before.
     */
    void stop() {
        stopping = true;
        handOver(isIdleInTime());
    }

    private boolean isIdleInTime() {
        ends.giveBack(taken.live(null), instance.life());
        try {
            if (!awaitNothingRuns()) {
                return false;
            }
            // A thread that comes back to a component of an undeployed application would keep its class loader.
            if (managed.awaitNoTask(LAST_STEPS)) {
                managed.close();
            }
            return true;
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Waits for what runs, in the eyes of the others alive, and looks after time-outs: WildFly suspends the timers, which do this
     * otherwise, before it stops the applications.
     */
    private boolean awaitNothingRuns() throws InterruptedException {
        Duration rest = settings.shutdownTimeout();
        long until = System.nanoTime() + rest.toNanos();
        Duration step = settings.pollInterval();
        while (!taken.awaitNothingRuns(rest.compareTo(step) < 0 ? rest : step)) {
            rest = Duration.ofNanos(until - System.nanoTime());
            if (rest.toMillis() <= 0) {
                return false;
            }
            renew();
            poll();
        }
        return true;
    }

    private synchronized void handOver(boolean idle) {
        Life life = instance.life();
        if (!idle) {
            List<String> left = taken.running().stream()
                    .map(run -> run.name() + " " + run.id())
                    .toList();
            Log.stillRunning(left, settings.shutdownTimeout());
            if (life != null) {
                // What has not started is nobody's suspect.
                guarded(() -> transactions.inOwn(
                        instance.timeoutSeconds(), () -> store.instances().take(life.id(), taken.held())));
            }
        } else if (life != null) {
            try {
                transactions.inOwn(instance.timeoutSeconds(), () -> {
                    store.leads().release(life.id());
                    store.instances().leave(life.id());
                    return null;
                });
                Log.left(life.id());
            } catch (RuntimeException refused) {
                Log.notLeft(life.id(), settings.lease(), refused);
            }
        }
        instance.end();
        leads.forget();
    }
}
