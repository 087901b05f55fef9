package io.onevent.internal.drain;

import io.onevent.internal.drain.threads.ServerThreads;
import io.onevent.internal.log.Log;
import io.onevent.internal.operate.Reminders;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.naming.InitialContext;

/**
 * Glances at the table between two looks, looks where that is to be done more often than once in a second, which is as
 * often as the timers of Payara and GlassFish come, and does what the timers of the server should have done and have
 * not. Those of Payara and GlassFish count by dates, so
 * they stand still for as long as the machine's clock is set back, and any may end with the thread that they share;
 * this one counts by the JVM's monotonic clock, on a thread of its own. Whichever of them comes looks after the others.
 * Not a scheduled executor: a thread of the server's pool keeps the class loader of whoever was the first to need it,
 * this one ends with its application.
 */
final class Heartbeat {

    private static final String THREADS = "java:comp/DefaultManagedThreadFactory";

    /** So many times without a timer in between is no accident. */
    private static final int SEVERAL = 3;

    /** What is to be done more often is not left to the server's timers. */
    static final Duration LEAST_OF_TIMERS = Duration.ofSeconds(1);

    /** More than a beat takes that does not hang. */
    private static final long LAST_BEAT_MILLIS = 2_000;

    private static final long LEAST_PAUSE_NANOS = 10_000_000;

    private final Drain drain;
    private final ServerThreads serverThreads;
    private final Duration pollInterval;
    private final Duration renewInterval;
    private final long beatNanos;
    private final Reminders reminders = new Reminders();
    private ManagedThreadFactory threads;
    private Thread thread;
    private final AtomicInteger stoodIn = new AtomicInteger();
    private volatile boolean stopped;

    Heartbeat(Drain drain, ServerThreads serverThreads, Duration pollInterval, Duration renewInterval) {
        this.drain = drain;
        this.serverThreads = serverThreads;
        this.pollInterval = pollInterval;
        this.renewInterval = renewInterval;
        this.beatNanos = Math.min(pollInterval.toNanos() / 2, Glances.INTERVAL.toNanos());
    }

    /**
     * To be called by the server's timers, which do not come before the application is up, in the library's own
     * context: begins to beat, and anew if that has ended.
     */
    synchronized void look() {
        stoodIn.set(0);
        if (stopped || thread != null && thread.isAlive()) {
            return;
        }
        try {
            if (threads == null) {
                threads = InitialContext.doLookup(THREADS);
            }
            Thread beats = threads.newThread(this::beatUntilStopped);
            beats.start();
            thread = beats;
        } catch (Throwable missing) {
            if (reminders.isDue(THREADS, true)) {
                Log.noHeartbeat(THREADS, missing);
            }
        }
    }

    /** Returns when the thread has ended, unless it hangs. */
    void stop() throws InterruptedException {
        stopped = true;
        Thread beats = thread();
        if (beats != null) {
            LockSupport.unpark(beats);
            beats.join(LAST_BEAT_MILLIS);
        }
    }

    private synchronized Thread thread() {
        return thread;
    }

    private void beatUntilStopped() {
        while (!stopped) {
            LockSupport.parkNanos(this, nanosToNextBeat());
            if (Thread.interrupted() || stopped) {
                continue;
            }
            try {
                beat();
            } catch (Throwable unforeseen) {
                Log.unforeseen(unforeseen);
            }
        }
    }

    /** A look at the table is as good as a glance. */
    private long nanosToNextBeat() {
        return Math.min(
                beatNanos, Math.max(LEAST_PAUSE_NANOS, drain.untilGlance().toNanos()));
    }

    private void beat() {
        boolean looksByItself = pollInterval.compareTo(LEAST_OF_TIMERS) < 0;
        boolean pollIsMissing = !looksByItself && isLate(drain.sinceLook(), pollInterval);
        boolean renewalIsMissing = isLate(drain.sinceRenewal(), renewInterval);
        // One that hangs in the database has come, and says so by itself.
        boolean timersAreMissing = pollIsMissing && !drain.looks() || renewalIsMissing && !drain.renews();
        if (timersAreMissing) {
            stoodIn.incrementAndGet();
        }
        if (reminders.isDue("timers", stoodIn.get() >= SEVERAL)) {
            Log.timersDoNotCome();
        }
        boolean looks =
                pollIsMissing || looksByItself && drain.sinceLook().toNanos() > pollInterval.toNanos() - beatNanos / 2;
        if (looks) {
            serverThreads.runHere(drain::poll);
        }
        if (renewalIsMissing) {
            serverThreads.runHere(drain::renew);
        }
        if (!looks && !renewalIsMissing && drain.untilGlance().toNanos() < LEAST_PAUSE_NANOS) {
            serverThreads.runHere(drain::glance);
        }
    }

    private static boolean isLate(Duration since, Duration interval) {
        return since.toNanos() > interval.toNanos() * 3 / 2;
    }
}
