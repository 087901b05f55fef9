package io.onevent.internal.drain;

import io.onevent.internal.config.Mode;
import io.onevent.internal.config.ReservedNames;
import io.onevent.internal.config.Settings;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.drain.DatabaseGuard.Step;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.lead.Progress;
import io.onevent.internal.drain.queue.BatchSizes;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.run.Batches;
import io.onevent.internal.drain.run.Breaker;
import io.onevent.internal.drain.run.EndQueue;
import io.onevent.internal.drain.run.EndWriter;
import io.onevent.internal.drain.run.EventTransaction;
import io.onevent.internal.drain.run.HandlerCall;
import io.onevent.internal.drain.run.HandlerTimeout;
import io.onevent.internal.drain.run.Overdue;
import io.onevent.internal.drain.run.Recalls;
import io.onevent.internal.drain.run.Runner;
import io.onevent.internal.drain.run.Stages;
import io.onevent.internal.drain.run.Workers;
import io.onevent.internal.drain.threads.Relay;
import io.onevent.internal.drain.threads.ServerThreads;
import io.onevent.internal.drain.threads.Shortage;
import io.onevent.internal.drain.tidy.Tidying;
import io.onevent.internal.log.Log;
import io.onevent.internal.monitor.Watcher;
import io.onevent.internal.monitor.Watchers;
import io.onevent.internal.operate.LocalState;
import io.onevent.internal.operate.NearMisses;
import io.onevent.internal.operate.UnhandledNames;
import io.onevent.internal.publish.WakeUp;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The engine of one instance. A wake-up or the timer makes it read ahead what is due and start workers for it; the
 * timer also renews the lease, takes leads, takes over from dead instances, and looks after what is too late.
 */
final class Drain implements Watcher.Engine {

    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

    private final LongSupplier clock;
    final Settings settings;
    final ServerThreads threads;
    private final Relay relay;
    private final DatabaseGuard guard;
    final Membership membership;
    private final Progress progress;
    final LocalQueue queue;
    private final Unknown unknown;
    private final Take take;
    private final Glances glances;
    private final PutAside putAside;
    private final EndQueue ends;
    final Overdue overdue;
    private final Recalls recalls;
    private final Workers workers;
    final Runner runner;
    final Tidying tidying;
    final Pause pause;
    final Holds holds;
    private final Chores chores;
    private final Stop stop;
    private final NearMisses nearMisses;
    private final Watchers watchers;
    private final ReentrantLock looking = new ReentrantLock();
    private final AtomicBoolean wakeUnderWay = new AtomicBoolean();
    private final boolean deathsAreHandledHere;
    private volatile long lookedNanos;
    private volatile long renewalBeganNanos;
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
            Relay relay,
            Watchers watchers,
            BooleanSupplier sampling,
            LongSupplier clock) {
        this.settings = settings;
        this.clock = clock;
        this.deathsAreHandledHere = handlers.names().contains(ReservedNames.DEAD);
        this.lookedNanos = clock.getAsLong();
        this.renewalBeganNanos = lookedNanos;
        this.threads = threads;
        this.relay = relay;
        this.watchers = watchers;
        guard = new DatabaseGuard(why -> watchers.tell(watcher -> watcher.databaseFails(why)), settings.pollInterval());
        BatchSizes batches = new BatchSizes(handlers, settings.batching());
        queue = new LocalQueue(
                handlers,
                settings.mode(),
                settings.threads(),
                settings.maxInFlight(),
                settings.maxConcurrencyByName(),
                batches.ofCall(),
                clock);
        membership = new Membership(
                settings, application, handlers.names(), store, transactions, queue::runningByName, this::live, clock);
        progress = membership.progress();
        Breaker breaker = new Breaker(settings.breaking(), queue, clock);
        breaker.writeSoonBy(() -> relay.runInOwnContext(this::obeyHolds));
        EndWriter writer = new EndWriter(store, settings, watchers, breaker);
        ends = new EndQueue(writer, transactions, membership, queue);
        putAside = new PutAside(store, transactions, membership, queue);
        DueWay way = settings.mode() == Mode.ALL
                ? new Claim(store, transactions, membership, queue)
                : new ReadDue(store, transactions, queue);
        unknown = new Unknown(store, transactions, membership, queue);
        take = new Take(
                way,
                unknown,
                new Looks(store.due(), queue, () -> progress.goesOn(Progress.Work.TAKE)),
                membership,
                queue,
                ends,
                putAside);
        glances = new Glances(store.due(), queue, clock);
        Batches together = new Batches(batches, queue, store.events(), ends);
        Stages stages = new Stages(call, relay, queue, together, ends, this::writeEndsAndPass);
        HandlerTimeout timeout = new HandlerTimeout(settings.handlerTimeout());
        overdue = new Overdue(queue, handlers, stages, ends, timeout, unhurried(settings.pollInterval()));
        recalls = new Recalls(handlers, store.events(), queue, membership, stages, ends);
        runner = new Runner(
                handlers,
                store,
                transactions,
                call,
                new EventTransaction(transactions, writer, timeout),
                together,
                ends,
                stages,
                watchers,
                timeout);
        workers = new Workers(
                threads::run,
                queue,
                take::passIfLow,
                runner::run,
                new Shortage(settings.executor(), settings.threads(), clock));
        // The thread that has taken events works on them: to hand them to another would take longer than a short
        // handler.
        relay.afterRelay(workers::help);
        relay.beforeMoreIsRelayed(workers::start);
        take.startWorkersBy(workers::start);
        tidying = new Tidying(settings, handlers.names(), store, transactions, clock);
        stop = new Stop(settings, threads, relay, membership, queue, ends, this::renew, this::poll);
        pause = new Pause(store.pause(), queue);
        holds = new Holds(
                store.pausedNames(),
                transactions,
                membership,
                queue,
                breaker,
                ends,
                handlers.names(),
                unhurried(settings.pollInterval()));
        chores = new Chores(threads, guard, membership, tidying, new UnhandledNames(store, transactions), sampling);
        nearMisses = new NearMisses(watchers);
    }

    /** However often it looks, a machine may stand still for a while, and a handler take some time to obey. */
    private static Duration unhurried(Duration pollInterval) {
        return pollInterval.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : pollInterval;
    }

    /** This was committed here: takes it at once if this instance may and has not enough already. */
    void wake(WakeUp due) {
        queue.mayHaveMore(due);
        if (!stopping && queue.runsLow(membership.takeable()) && wakeUnderWay.compareAndSet(false, true)) {
            relay.runInOwnContext(() -> {
                wakeUnderWay.set(false);
                pass();
            });
        }
    }

    /** A stage that has completed makes room for another, and for the next of its group. */
    private void writeEndsAndPass() {
        ends.write();
        pass();
    }

    private void pass() {
        guard.attempt(Step.TAKE, take::pass);
    }

    /** Says that this instance lives. Throws nothing. */
    void renew() {
        renewalBeganNanos = clock.getAsLong();
        guard.run(Step.LEASE, () -> {
            membership.renew();
            unknown.mayBeHeldByNow();
        });
    }

    private void live(Life life) {
        queue.mayTake(membership.takeable());
        queue.live(life);
    }

    /**
     * Looks at the table, and after everything that only time can tell; unless another timer's look is under way.
     * Throws nothing.
     */
    void poll() {
        if (!looking.tryLock()) {
            return;
        }
        try {
            lookedNanos = clock.getAsLong();
            progress.looks();
            look();
        } catch (Throwable unforeseen) {
            Log.unforeseen(unforeseen);
        } finally {
            progress.lookEnded();
            lookedNanos = clock.getAsLong();
            looking.unlock();
        }
    }

    private void look() {
        watchers.tell(watcher -> watcher.looks(settings.pollInterval()));
        threads.nudge();
        relay.start();
        overdue.look();
        if (stopping) {
            return;
        }
        lookStep(Step.TAKEOVER, membership::takeOver);
        lookStep(Step.LEADS, membership::refreshLeads);
        lookStep(Step.PAUSE, pause::obey);
        lookStep(Step.HOLDS, holds::look);
        queue.mayTake(membership.takeable());
        Set<String> none = new HashSet<>();
        lookStep(Step.GLANCE, () -> none.addAll(glances.lookForNone(membership.takeable())));
        queue.mayHaveMoreBut(none);
        guard.attempt(Step.TAKE, take::pass);
        progress.looked();
        workers.start();
        workers.look();
        lookStep(Step.RECALLS, recalls::look);
        lookStep(Step.EXPIRY, this::buryExpired);
        lookStep(Step.PUT_ASIDE, putAside::look);
        lookStep(Step.RUNNING, membership::writeRunning);
        nearMisses.look(queue.leastLifeLeft());
        chores.start();
    }

    private void lookStep(Step step, Runnable runner) {
        guard.run(step, runner);
        progress.looked();
    }

    /** All instances may have been told to pause or to resume. */
    void obeyPauseAtOnce() {
        relay.runInOwnContext(() -> {
            guard.run(Step.PAUSE, pause::obey);
            queue.mayHaveMore();
            obeyHolds();
        });
    }

    /** Between two looks: takes what came due without a wake-up here. One thread at a time. Throws nothing. */
    void glance() {
        if (!stopping && !looks()) {
            guard.attempt(Step.GLANCE, () -> glances.glance(membership.takeable(), this::wake));
        }
    }

    /** How long it takes until the next glance should be. */
    Duration untilGlance() {
        return Duration.ofNanos(glances.nanosToNext());
    }

    /** What is held may have changed. */
    private void obeyHolds() {
        guard.run(Step.HOLDS, holds::look);
        pass();
    }

    /** Whether deaths have a handler here or on another live instance, as far as is known. */
    boolean areDeathsHandled() {
        Set<String> handled = membership.handledByAnyone();
        return deathsAreHandledHere || handled != null && handled.contains(ReservedNames.DEAD);
    }

    private void buryExpired() {
        Life life = membership.lifeIfAlive();
        if (life != null) {
            tidying.buryExpired(
                    life.id(),
                    membership.takeable(),
                    membership.ledByOthers(),
                    queue::held,
                    !queue.running().isEmpty(),
                    membership.timeoutSeconds());
        }
    }

    /** How long ago the last look at the table began or ended. */
    Duration sinceLook() {
        return Duration.ofNanos(clock.getAsLong() - lookedNanos);
    }

    /** Whether a look at the table is under way. */
    boolean looks() {
        return looking.isLocked();
    }

    /** Whether a renewal of the lease is under way. */
    boolean renews() {
        return membership.isRenewing();
    }

    /** How long ago the last renewal of the lease began. */
    Duration sinceRenewal() {
        return Duration.ofNanos(clock.getAsLong() - renewalBeganNanos);
    }

    @Override
    public boolean isAlive() {
        return membership.isAlive();
    }

    @Override
    public Duration unprovenFor() {
        return begun ? Duration.ofNanos(clock.getAsLong() - progress.provenNanos()) : Duration.ZERO;
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

    /** Says now what no live instance handles; throws nothing. */
    void tellUnhandled() {
        chores.tellUnhandled();
    }

    /** What an operator asks of this instance. */
    LocalState.View view() {
        return new OperatorView(this, membership, queue, overdue);
    }

    /** Starts nothing more, and stops. */
    void stop() {
        stopping = true;
        stop.run();
    }
}
