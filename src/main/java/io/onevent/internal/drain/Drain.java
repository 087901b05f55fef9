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
import io.onevent.internal.monitor.Watcher;
import io.onevent.internal.monitor.Watchers;
import io.onevent.internal.operate.LocalState;
import io.onevent.internal.operate.NearMisses;
import io.onevent.internal.operate.Reminders;
import io.onevent.internal.operate.UnhandledNames;
import io.onevent.internal.publish.WakeUp;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

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
    private final ServerThreads threads;
    private final Progress progress = new Progress();
    private final DatabaseGuard guard;
    private final Lease lease;
    private final Leads leads;
    private final LocalQueue queue;
    private final Take take;
    private final Takeover takeover;
    private final PutAside putAside;
    private final EndQueue ends;
    private final Overdue overdue;
    private final Workers workers;
    private final Expiry expiry;
    private final UnhandledNames unhandled;
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
            HandlerCall call,
            ServerThreads threads,
            Watchers watchers,
            Runnable sampling) {
        this.settings = settings;
        this.store = store;
        this.transactions = transactions;
        this.threads = threads;
        this.watchers = watchers;
        this.sampling = sampling;
        guard = new DatabaseGuard(why -> watchers.tell(watcher -> watcher.databaseFails(why)), settings.pollInterval());
        queue = new LocalQueue(
                handlers, settings.mode(), settings.threads(), settings.maxInFlight(), settings.maxConcurrencyByName());
        lease = new Lease(
                application,
                settings.lease(),
                store.instances(),
                transactions,
                queue::runningByName,
                this::live,
                progress::provenNanos);
        leads = new Leads(handlers.names(), settings.mode(), store, transactions, progress::looked);
        takeover = new Takeover(store, transactions, settings.retry(), progress::looked);
        EndWriter writer = new EndWriter(store, settings, watchers);
        ends = new EndQueue(writer, transactions, lease, queue, progress);
        putAside = new PutAside(store, transactions, lease, queue);
        take = new Take(settings.mode(), store, transactions, lease, leads, queue, ends, progress, putAside);
        Stages stages = new Stages(call, threads, queue, ends, this::writeEndsAndGoOn);
        overdue = new Overdue(queue, handlers, stages, ends, settings.handlerTimeout(), settings.pollInterval());
        Runner runner = new Runner(
                handlers, store, transactions, call, writer, ends, stages, queue, watchers, settings.handlerTimeout());
        workers = new Workers(
                threads::run,
                queue,
                take::passIfLow,
                runner::run,
                new Shortage(settings.executor(), settings.threads(), System::nanoTime));
        // The thread that has taken events works on them: to hand them to another would take longer than a short
        // handler.
        threads.afterRelay(workers::help);
        threads.beforeMoreIsRelayed(workers::start);
        take.startWorkersBy(workers::start);
        expiry = new Expiry(store, transactions, settings.lease());
        unhandled = new UnhandledNames(store, transactions);
        nearMisses = new NearMisses(watchers);
        cleaning = new Cleaning(settings, handlers.names(), store, transactions);
        rowsKept = new RowsKept(store.neededRows(), transactions);
    }

    /** This was committed here: takes it at once if this instance may and has not enough already. */
    void wake(WakeUp due) {
        queue.mayHaveMore(due);
        if (!stopping && queue.runsLow(leads.open()) && wakeUnderWay.compareAndSet(false, true)) {
            threads.runInOwnContext(() -> {
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
            lease.renew();
            take.mayHoldUnknown();
        });
    }

    private void live(Life life) {
        leads.forget();
        queue.open(leads.open());
        queue.live(life);
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
        threads.nudge();
        threads.startRelay();
        overdue.look();
        if (stopping) {
            return;
        }
        lookStep(Step.TAKEOVER, this::takeOver);
        lookStep(Step.LEADS, this::refreshLeads);
        lookStep(Step.PAUSE, this::obeyPause);
        queue.open(leads.open());
        queue.mayHaveMore();
        guard.attempt(Step.TAKE, take::pass);
        progress.looked();
        workers.start();
        workers.look();
        lookStep(Step.EXPIRY, this::sweep);
        lookStep(Step.PUT_ASIDE, putAside::look);
        lookStep(Step.RUNNING, lease::tell);
        nearMisses.look(queue.leastLifeLeft());
        doChores();
    }

    private void lookStep(Step step, Runnable runner) {
        guard.run(step, runner);
        progress.looked();
    }

    /** What keeps nobody waiting is done aside, so that it keeps nobody waiting where the database is slow either. */
    private void doChores() {
        if (choresUnderWay.compareAndSet(false, true)) {
            threads.run(
                    () -> {
                        try {
                            guard.run(Step.ROWS, () -> rowsKept.look(lease.timeoutSeconds()));
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

    /** All instances may have been told to pause or to resume. */
    void obeyPauseAtOnce() {
        threads.runInOwnContext(() -> {
            guard.run(Step.PAUSE, this::obeyPause);
            queue.mayHaveMore();
            pass();
        });
    }

    private void obeyPause() {
        long startNanos = System.nanoTime();
        boolean pauses = store.pause().since().isPresent();
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        if (queue.pause(pauses)) {
            Log.paused(pauses);
        }
        slowInARow = took.compareTo(SLOW) > 0 ? slowInARow + 1 : 0;
        if (reminders.isDue("slow", slowInARow >= SEVERAL)) {
            Log.slowDatabase(took.toMillis());
        }
    }

    private void takeOver() {
        if (lease.life() == null) {
            lease.renew();
        }
        Life life = lease.life();
        if (life != null && life.isAlive()) {
            takeover.fromDeadInstances(life.id(), lease.timeoutSeconds());
        }
    }

    private void refreshLeads() {
        Life life = lease.life();
        if (life != null && life.isAlive()) {
            leads.refresh(life.id(), lease.timeoutSeconds());
            if (life != lease.life()) {
                // It was taken for dead meanwhile: these leads are nobody's.
                leads.forget();
            }
        }
    }

    private void sweep() {
        Life life = lease.life();
        if (life != null && life.isAlive()) {
            Duration sweep = queue.running().isEmpty() ? SWEEP_WHILE_IDLE : SWEEP_WHILE_BUSY;
            expiry.sweep(life.id(), leads.open(), leads.ofOthers(), queue::held, sweep, lease.timeoutSeconds());
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
        if (lease.isAlive()) {
            cleaning.look(CLEANING, lease.timeoutSeconds());
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
        return lease.isRenewing();
    }

    /** When the last renewal of the lease began. */
    long renewalBeganNanos() {
        return renewalBeganNanos;
    }

    @Override
    public boolean isAlive() {
        return lease.isAlive();
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
        for (Run run : queue.running()) {
            longest.merge(run.name(), Duration.ofNanos(run.runNanos()), (a, b) -> a.compareTo(b) < 0 ? b : a);
        }
        return longest;
    }

    /** What an operator asks of this instance. */
    LocalState.View view() {
        return new OperatorView(this, lease, queue, overdue);
    }

    /**
     * Stops: starts nothing more, gives back what it had claimed and not started, waits for what runs, and hands over. What
     * still runs then keeps its lease until that runs out, so that nobody starts it before. Whatever hangs is waited for only for a
     * bounded time.
     */
    void stop() {
        stopping = true;
        Life life = lease.life();
        boolean idle = isIdleInTime(life);
        try {
            if (!inTime(() -> handOver(idle, life)) && life != null) {
                Log.notLeft(life.id(), settings.lease(), new TimeoutException("the database gives no answer"));
            }
            // A thread that comes back to a component of an undeployed application would keep its class loader.
            if (idle && threads.awaitNoTask(LAST_STEPS)) {
                threads.close();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        lease.end();
        leads.forget();
        lease.awaitNoRenewal(LAST_STEPS);
    }

    private boolean isIdleInTime(Life life) {
        try {
            return inTime(() -> ends.giveBack(queue.live(null), life)) && awaitNothingRuns();
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
        if (!threads.run(once, () -> {}) || !begun.await(1, TimeUnit.SECONDS)) {
            once.run();
        }
        return done.await(lease.timeoutSeconds() + LAST_STEPS.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Waits for what runs, in the eyes of the others alive, and looks after time-outs: WildFly suspends the timers, which do this
     * otherwise, before it stops the applications.
     */
    private boolean awaitNothingRuns() throws InterruptedException {
        Duration rest = settings.shutdownTimeout();
        long until = System.nanoTime() + rest.toNanos();
        Duration step = settings.pollInterval();
        while (!queue.awaitNothingRuns(rest.compareTo(step) < 0 ? rest : step)) {
            rest = Duration.ofNanos(until - System.nanoTime());
            if (rest.toMillis() <= 0 || !inTime(this::renew) || !inTime(this::poll)) {
                return false;
            }
        }
        return true;
    }

    private void handOver(boolean idle, Life life) {
        if (!idle) {
            List<String> left = queue.running().stream()
                    .map(run -> run.name() + " " + run.id())
                    .toList();
            Log.stillRunning(left, settings.shutdownTimeout());
        }
        if (life == null) {
            return;
        }
        // A renewal that came after the row is gone would take this instance for dead and enter another.
        lease.end();
        try {
            transactions.inOwn(lease.timeoutSeconds(), () -> {
                if (idle) {
                    store.leads().release(life.id());
                    store.instances().leave(life.id());
                } else {
                    // What has not started is nobody's suspect.
                    store.instances().take(life.id(), queue.held());
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
