package io.onevent.internal.drain;

import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.run.RunWatch;
import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.Orphans.Orphan;
import io.onevent.internal.store.TakenEvent;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * The engine of an application, which a test steps: it does nothing unless told to, and then what the engine does,
 * by tasks that the test runs. For one thread at a time.
 */
public final class SteppedDrain {

    private final Engine engine;
    private final OpenedStore opened;
    private final LongSupplier clock;
    private final Drain drain;

    /**
     * To be made in the context that handlers shall have.
     *
     * @param service gets the tasks
     * @param clock a monotonic clock, which may jump forward between two steps
     */
    public SteppedDrain(
            Engine engine,
            OpenedStore opened,
            ManagedExecutorService service,
            ContextService contexts,
            LongSupplier clock,
            RunWatch watch) {
        this.engine = engine;
        this.opened = opened;
        this.clock = clock;
        this.drain = engine.step(service, contexts, clock, watch);
    }

    /** Whether the application's own engine handles events, so that this one must not. */
    public static boolean isAtWork(Engine engine) {
        return engine.handles();
    }

    /** Looks at the table as by its timers: what it takes is run by its tasks. */
    public void look() {
        live();
        drain.membership.takeable().forEach(drain.queue::mayHaveMoreFromBefore);
        drain.poll();
    }

    private void live() {
        drain.begin();
        drain.renew();
    }

    /** Whether anything runs here: its stage is open, or its end is not written yet. */
    public boolean runsAny() {
        return !drain.queue.running().isEmpty();
    }

    /** Whether the next look has something to do: events are taken that could start, or tidying had no time for all. */
    public boolean isReady() {
        return drain.queue.eventsWait() || drain.tidying.isUnderWay();
    }

    /** Ends what is too late, and writes ends that could not be written. */
    public void lookAfterRuns() {
        drain.overdue.look();
    }

    /** How long a handler may take. */
    public Duration handlerTimeout() {
        return drain.settings.handlerTimeout();
    }

    /**
     * Runs one event on the current thread, with no other: while {@link #runsAny} its stage is open or its end is not
     * written. To be followed by {@link #stepped}.
     *
     * @throws IllegalArgumentException if there is no such event
     * @throws IllegalStateException if it could not start now, with the reason
     */
    public void step(UUID id) {
        live();
        drain.membership.takeOver();
        drain.membership.refreshLeads();
        drain.pause.obey();
        drain.holds.look();
        drain.queue.mayTake(drain.membership.takeable());
        TakenEvent event = opened.store().due().waiting(id, clock.getAsLong());
        Life life = drain.membership.life();
        refuse(id, event, life);
        LocalQueue queue = drain.queue;
        drain.threads.runHere(() -> {
            if (queue.offer(life, List.of(event)).isEmpty() && queue.enterWorker()) {
                Run run = queue.next();
                // Nothing else starts, nor joins it.
                queue.pause(true);
                if (run != null) {
                    drain.runner.run(run);
                    queue.workerIsBack(run);
                    queue.leaveWorker();
                }
            }
        });
    }

    private void refuse(UUID id, TakenEvent event, Life life) {
        if (event == null) {
            throw new IllegalArgumentException(
                    "event " + id + " does not wait: it has ended, was rolled back, or is not committed yet");
        }
        String name = "event " + event.name() + " " + id;
        if (life == null || !drain.membership.takeable().contains(event.name())) {
            throw new IllegalStateException(
                    name + " cannot run here: no handler of this application handles it, or another"
                            + " instance on the same database leads its name; give the tests a database of their own");
        }
        long inNanos = event.dueNanos() - clock.getAsLong();
        if (inNanos > 0) {
            throw new IllegalStateException(name + " is not due before " + Duration.ofNanos(inNanos)
                    + " have passed: advance(..) by that first");
        }
        if (event.isTooLate(clock.getAsLong())) {
            throw new IllegalStateException(name + " has expired: drain() buries it");
        }
        String group = event.event().group();
        if (group != null
                && !id.equals(opened.store()
                        .due()
                        .heads(event.name(), List.of(group), life.id())
                        .get(group))) {
            throw new IllegalStateException(name + " is behind another event of its group " + group);
        }
        if (drain.queue.isHeld(event.name()) || !drain.queue.runsFreely()) {
            throw new IllegalStateException(name + " cannot start: its name, or the whole queue, is paused");
        }
    }

    /** What one step kept from starting may start with the next. */
    public void stepped() {
        drain.queue.pause(false);
    }

    /** What runs is taken for that of an instance that has died: its events are suspects, which it cannot end. */
    public void takeOver(List<Run> runs) {
        opened.transactions().inOwn(drain.membership.timeoutSeconds(), () -> {
            opened.store()
                    .orphans()
                    .suspect(runs.stream().map(SteppedDrain::orphan).toList());
            return null;
        });
    }

    private static Orphan orphan(Run run) {
        TakenEvent event = run.event();
        return new Orphan(
                event.id(), event.name(), event.version(), event.event().retry(), false);
    }

    /** Leaves the others. */
    public void stop() {
        engine.stop();
    }
}
