package io.onevent.internal.drain;

import io.onevent.internal.config.Settings;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.drain.DatabaseGuard.Step;
import io.onevent.internal.drain.lead.Leads;
import io.onevent.internal.drain.lead.Lease;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Progress;
import io.onevent.internal.drain.lead.Takeover;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.run.EndQueue;
import io.onevent.internal.drain.run.EndWriter;
import io.onevent.internal.drain.run.HandlerCall;
import io.onevent.internal.drain.run.Overdue;
import io.onevent.internal.drain.run.Runner;
import io.onevent.internal.drain.run.Stages;
import io.onevent.internal.drain.run.Workers;
import io.onevent.internal.drain.threads.ServerThreads;
import io.onevent.internal.drain.threads.Shortage;
import io.onevent.internal.drain.tidy.Cleaning;
import io.onevent.internal.drain.tidy.Expiry;
import io.onevent.internal.drain.tidy.RowsKept;
import io.onevent.internal.log.Log;
import io.onevent.internal.publish.Watcher;
import io.onevent.internal.publish.Watchers;
import io.onevent.internal.publish.Woken;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.Transactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The engine of one instance. A wake-up or the timer makes it read ahead what is due and start workers for it; the timer
 * also renews the lease, takes leads, takes over from dead instances, and looks after what is too late.
 */
final class Drain implements Watcher.Engine {

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

    /** A statement that reads one row takes a hundredth of this in the same room. */
    private static final Duration SLOW = Duration.ofMillis(100);

    /** So many times in a row is no accident. */
    private static final int SEVERAL = 3;

    private final Settings settings;
    private final Store store;
    private final Transactions transactions;
    private final ServerThreads managed;
    private final Progress progress = new Progress();
    private final DatabaseGuard guard;
    private final Lease instance;
    private final Leads leads;
    private final LocalQueue taken;
    private final Take take;
    private final Takeover takeover;
    private final PutAside putAside;
    private final EndQueue ends;
    private final Overdue overdue;
    private final Workers workers;
    private final Expiry expiry;
    private final Unhandled unhandled;
    private final NearMisses nearMisses;
    private final Cleaning cleaning;
    private final RowsKept rowsKept;
    private final Watchers watchers;
    private final Runnable sampling;
    private final Reminders reminders = new Reminders();
    private final ReentrantLock looking = new ReentrantLock();
    private final AtomicBoolean wakeUnderWay = new AtomicBoolean();
    private final AtomicBoolean choresUnderWay = new AtomicBoolean();
    private volatile long lookedNanos = System.nanoTime();
    private volatile long renewalBeganNanos = System.nanoTime();
    private int slowInARow;
    private volatile boolean begun;
    private volatile boolean stopping;

    Drain(
            Settings settings,
            String application,
            Store store,
            Transactions transactions,
            Handlers handlers,
            HandlerCall handling,
            ServerThreads managed,
            Watchers watchers,
            Runnable sampling) {
        this.settings = settings;
        this.store = store;
        this.transactions = transactions;
        this.managed = managed;
        this.watchers = watchers;
        this.sampling = sampling;
        guard = new DatabaseGuard(why -> watchers.tell(watcher -> watcher.databaseFails(why)), settings.pollInterval());
        taken = new LocalQueue(
                handlers, settings.mode(), settings.threads(), settings.maxInFlight(), settings.maxConcurrencyByName());
        instance = new Lease(
                application,
                settings.lease(),
                store.instances(),
                transactions,
                taken::runningByName,
                this::live,
                progress::provenNanos);
        leads = new Leads(handlers.names(), settings.mode(), store, transactions, progress::looked);
        takeover = new Takeover(store, transactions, settings.retry(), progress::looked);
        EndWriter ending = new EndWriter(store, settings, watchers);
        ends = new EndQueue(ending, transactions, instance, taken, progress);
        putAside = new PutAside(store, transactions, instance, taken);
        take = new Take(settings.mode(), store, transactions, instance, leads, taken, ends, progress, putAside);
        Stages stages = new Stages(handling, managed, taken, ends, this::writeEndsAndGoOn);
        overdue = new Overdue(taken, handlers, stages, ends, settings.handlerTimeout(), settings.pollInterval());
        Runner work = new Runner(
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
        workers = new Workers(
                managed::run,
                taken,
                take::passIfLow,
                work::run,
                new Shortage(settings.executor(), settings.threads(), System::nanoTime));
        // The thread that has taken events works on them: to hand them to another would take longer than a short
        // handler.
        managed.afterRelay(workers::help);
        managed.beforeMoreIsRelayed(workers::start);
        take.startWorkersBy(workers::start);
        expiry = new Expiry(store, transactions, settings.lease());
        unhandled = new Unhandled(store, transactions);
        nearMisses = new NearMisses(taken, watchers);
        cleaning = new Cleaning(settings, handlers.names(), store, transactions);
        rowsKept = new RowsKept(store.neededRows(), transactions);
    }

    /** This was committed here: takes it at once if this instance may and has not enough already. */
    void wake(Woken due) {
        taken.mayHaveMore(due);
        if (!stopping && taken.runsLow(leads.open()) && wakeUnderWay.compareAndSet(false, true)) {
            managed.runInOwnContext(() -> {
                wakeUnderWay.set(false);
                pass();
            });
        }
    }

    /** A stage that has completed makes room for another, and for the next of its group. */
    private void writeEndsAndGoOn() {
        ends.write();
        pass();
    }

    private void pass() {
        guard.attempt(Step.TAKE, take::pass);
    }

    /** Says that this instance lives. Throws nothing. */
    void renew() {
        renewalBeganNanos = System.nanoTime();
        guard.run(Step.LEASE, () -> {
            instance.renew();
            take.mayHoldUnknown();
        });
    }

    private void live(Life life) {
        leads.forget();
        taken.open(leads.open());
        taken.live(life);
    }

    /**
     * Looks at the table, and after everything that only time can tell; unless another timer's look is under way. Throws nothing.
     */
    void poll() {
        if (!looking.tryLock()) {
            return;
        }
        try {
            lookedNanos = System.nanoTime();
            progress.looks();
            look();
        } catch (Throwable unforeseen) {
            Log.unforeseen(unforeseen);
        } finally {
            progress.lookEnded();
            lookedNanos = System.nanoTime();
            looking.unlock();
        }
    }

    private void look() {
        watchers.tell(watcher -> watcher.looks(settings.pollInterval()));
        managed.nudge();
        managed.startRelay();
        overdue.look();
        if (stopping) {
            return;
        }
        lookStep(Step.TAKEOVER, this::takeOver);
        lookStep(Step.LEADS, this::refreshLeads);
        lookStep(Step.PAUSE, this::obeyPause);
        taken.open(leads.open());
        taken.mayHaveMore();
        guard.attempt(Step.TAKE, take::pass);
        progress.looked();
        workers.start();
        workers.look();
        lookStep(Step.EXPIRY, this::sweep);
        lookStep(Step.PUT_ASIDE, putAside::look);
        lookStep(Step.RUNNING, instance::tell);
        nearMisses.look();
        doChores();
    }

    private void lookStep(Step step, Runnable work) {
        guard.run(step, work);
        progress.looked();
    }

    /** What keeps nobody waiting is done aside, so that it keeps nobody waiting where the database is slow either. */
    private void doChores() {
        if (choresUnderWay.compareAndSet(false, true)) {
            managed.run(
                    () -> {
                        try {
                            guard.run(Step.ROWS, () -> rowsKept.look(instance.timeoutSeconds()));
                            guard.run(Step.UNHANDLED, () -> tellUnhandled(unhandled::look));
                            guard.run(Step.SAMPLE, sampling);
                            guard.run(Step.CLEANING, this::clean);
                        } finally {
                            choresUnderWay.set(false);
                        }
                    },
                    () -> choresUnderWay.set(false));
        }
    }

    /** All instances may have been told to pause or to go on. */
    void pauseOrGoOn() {
        managed.runInOwnContext(() -> {
            guard.run(Step.PAUSE, this::obeyPause);
            taken.mayHaveMore();
            pass();
        });
    }

    private void obeyPause() {
        long startNanos = System.nanoTime();
        boolean pauses = store.pause().since().isPresent();
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        if (taken.pause(pauses)) {
            Log.paused(pauses);
        }
        slowInARow = took.compareTo(SLOW) > 0 ? slowInARow + 1 : 0;
        if (reminders.isDue("slow", slowInARow >= SEVERAL)) {
            Log.slowDatabase(took.toMillis());
        }
    }

    private void takeOver() {
        if (instance.life() == null) {
            instance.renew();
        }
        Life life = instance.life();
        if (life != null && life.isAlive()) {
            takeover.fromDeadInstances(life.id(), instance.timeoutSeconds());
        }
    }

    private void refreshLeads() {
        Life life = instance.life();
        if (life != null && life.isAlive()) {
            leads.refresh(life.id(), instance.timeoutSeconds());
            if (life != instance.life()) {
                // It was taken for dead meanwhile: these leads are nobody's.
                leads.forget();
            }
        }
    }

    private void sweep() {
        Life life = instance.life();
        if (life != null && life.isAlive()) {
            Duration sweep = taken.running().isEmpty() ? SWEEP_WHILE_IDLE : SWEEP_WHILE_BUSY;
            expiry.sweep(life.id(), leads.open(), leads.ofOthers(), taken::held, sweep, instance.timeoutSeconds());
        }
    }

    /** Says now what no live instance handles; throws nothing. */
    void tellUnhandled() {
        guard.run(Step.UNHANDLED, () -> tellUnhandled(unhandled::lookNow));
    }

    private void tellUnhandled(Consumer<Set<String>> look) {
        Set<String> handled = leads.handledByAnyone();
        if (handled != null) {
            look.accept(handled);
        }
    }

    /** Where this instance idles another may be busy. */
    private void clean() {
        if (instance.isAlive()) {
            cleaning.look(CLEANING, instance.timeoutSeconds());
        }
    }

    /** When the last look at the table began or ended, by {@link System#nanoTime()}. */
    long lookedNanos() {
        return lookedNanos;
    }

    /** Whether a look at the table is under way. */
    boolean looks() {
        return looking.isLocked();
    }

    /** Whether a renewal of the lease is under way. */
    boolean renews() {
        return instance.isRenewing();
    }

    /** When the last renewal of the lease began. */
    long renewalBeganNanos() {
        return renewalBeganNanos;
    }

    @Override
    public boolean isAlive() {
        return instance.isAlive();
    }

    @Override
    public Duration unprovenFor() {
        return begun ? Duration.ofNanos(System.nanoTime() - progress.provenNanos()) : Duration.ZERO;
    }

    /** Its application may have taken its time to start: from now on it is to look at the table. */
    void begin() {
        begun = true;
        progress.looked();
    }

    @Override
    public Map<String, Duration> longestRuns() {
        Map<String, Duration> longest = new HashMap<>();
        for (Run run : taken.running()) {
            longest.merge(run.name(), Duration.ofNanos(run.runNanos()), (a, b) -> a.compareTo(b) < 0 ? b : a);
        }
        return longest;
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
     * still runs then keeps its lease until that runs out, so that nobody starts it before. Whatever hangs is waited for only for a
     * bounded time.
     */
    void stop() {
        stopping = true;
        Life life = instance.life();
        boolean idle = isIdleInTime(life);
        try {
            if (!inTime(() -> handOver(idle, life)) && life != null) {
                Log.notLeft(life.id(), settings.lease(), new TimeoutException("the database gives no answer"));
            }
            // A thread that comes back to a component of an undeployed application would keep its class loader.
            if (idle && managed.awaitNoTask(LAST_STEPS)) {
                managed.close();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        instance.end();
        leads.forget();
        instance.awaitNoRenewal(LAST_STEPS);
    }

    private boolean isIdleInTime(Life life) {
        try {
            return inTime(() -> ends.giveBack(taken.live(null), life)) && awaitNothingRuns();
        } catch (InterruptedException hurried) {
            return false;
        }
    }

    /**
     * Does what may hang in the database on another thread, or on this one if there is no other to spare; false if it did not come
     * back in time.
     */
    private boolean inTime(Runnable step) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean();
        Runnable once = () -> {
            if (first.compareAndSet(false, true)) {
                begun.countDown();
                try {
                    step.run();
                } finally {
                    done.countDown();
                }
            }
        };
        if (!managed.run(once, () -> {}) || !begun.await(1, TimeUnit.SECONDS)) {
            once.run();
        }
        return done.await(instance.timeoutSeconds() + LAST_STEPS.toSeconds(), TimeUnit.SECONDS);
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
            if (rest.toMillis() <= 0 || !inTime(this::renew) || !inTime(this::poll)) {
                return false;
            }
        }
        return true;
    }

    private void handOver(boolean idle, Life life) {
        if (!idle) {
            List<String> left = taken.running().stream()
                    .map(run -> run.name() + " " + run.id())
                    .toList();
            Log.stillRunning(left, settings.shutdownTimeout());
        }
        if (life == null) {
            return;
        }
        // A renewal that came after the row is gone would take this instance for dead and enter another.
        instance.end();
        try {
            transactions.inOwn(instance.timeoutSeconds(), () -> {
                if (idle) {
                    store.leads().release(life.id());
                    store.instances().leave(life.id());
                } else {
                    // What has not started is nobody's suspect.
                    store.instances().take(life.id(), taken.held());
                }
                return null;
            });
            if (idle) {
                Log.left(life.id());
            }
        } catch (Throwable refused) {
            Log.notLeft(life.id(), settings.lease(), refused);
        }
    }
}
