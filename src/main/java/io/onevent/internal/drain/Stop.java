package io.onevent.internal.drain;

import io.onevent.internal.config.Settings;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.run.EndQueue;
import io.onevent.internal.drain.threads.Relay;
import io.onevent.internal.drain.threads.ServerThreads;
import io.onevent.internal.log.Log;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stops the engine of one instance. Whatever hangs is waited for only for a bounded time. */
final class Stop {

    /** More than a thread needs that has no event any more. */
    private static final Duration LAST_STEPS = Duration.ofSeconds(5);

    private final Settings settings;
    private final ServerThreads threads;
    private final Relay relay;
    private final Membership membership;
    private final LocalQueue queue;
    private final EndQueue ends;
    private final Runnable renew;
    private final Runnable poll;

    /** @param poll what looks after time-outs */
    Stop(
            Settings settings,
            ServerThreads threads,
            Relay relay,
            Membership membership,
            LocalQueue queue,
            EndQueue ends,
            Runnable renew,
            Runnable poll) {
        this.settings = settings;
        this.threads = threads;
        this.relay = relay;
        this.membership = membership;
        this.queue = queue;
        this.ends = ends;
        this.renew = renew;
        this.poll = poll;
    }

    /**
     * Releases what was claimed here and has not started, waits for what runs, and hands over. What still runs then
     * keeps its lease until that runs out, so that nobody starts it before.
     */
    void run() {
        Life life = membership.life();
        boolean idle = isIdleInTime(life);
        try {
            if (!inTime(() -> handOver(idle, life)) && life != null) {
                membership.notLeft(life, new TimeoutException("the database gives no answer"));
            }
            // A thread that comes back to a component of an undeployed application would keep its class loader.
            if (idle) {
                relay.close();
                if (threads.awaitNoTask(LAST_STEPS)) {
                    threads.close();
                }
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        membership.end(LAST_STEPS);
    }

    private boolean isIdleInTime(Life life) {
        try {
            return inTime(() -> ends.release(queue.live(null), life)) && awaitNothingRuns();
        } catch (InterruptedException hurried) {
            return false;
        }
    }

    /**
     * Does what may hang in the database on another thread, or on this one if there is no other to spare; false if it
     * did not come back in time.
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
        return done.await(membership.timeoutSeconds() + LAST_STEPS.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Waits for what runs, in the eyes of the others alive, and looks after time-outs: WildFly suspends the timers,
     * which do this otherwise, before it stops the applications.
     */
    private boolean awaitNothingRuns() throws InterruptedException {
        Duration rest = settings.shutdownTimeout();
        long until = System.nanoTime() + rest.toNanos();
        // The first time at once: the timers may have been suspended for a while.
        Duration step = Duration.ZERO;
        while (!queue.awaitNothingRuns(rest.compareTo(step) < 0 ? rest : step)) {
            step = settings.pollInterval();
            rest = Duration.ofNanos(until - System.nanoTime());
            if (rest.toMillis() <= 0 || !inTime(renew) || !inTime(poll)) {
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
        if (life != null) {
            membership.leave(life, idle, queue.held());
        }
    }
}
