package io.onevent.internal.drain;

import io.onevent.internal.log.Log;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;

/**
 * Does what the timers of the server should have done and have not. Those of Payara and GlassFish count by dates, so they stand still for
 * as long as the machine's clock is set back, and any may end with the thread that they share; this one counts by the JVM's monotonic
 * clock, on a thread of another kind. Whichever of them comes looks after the others.
 */
final class Heartbeat {

    private static final String SCHEDULE = "java:comp/DefaultManagedScheduledExecutorService";

    /** So many times in a row is no accident. */
    private static final int SEVERAL = 3;

    private final Drain drain;
    private final Managed managed;
    private final Duration pollInterval;
    private final Duration renewInterval;
    private final Reminders reminders = new Reminders();
    private ManagedScheduledExecutorService schedule;
    private Future<?> beats;
    private volatile long beatNanos;
    private int stoodIn;
    private boolean begun;
    private boolean stopped;

    Heartbeat(Drain drain, Managed managed, Duration pollInterval, Duration renewInterval) {
        this.drain = drain;
        this.managed = managed;
        this.pollInterval = pollInterval;
        this.renewInterval = renewInterval;
    }

    /** In the library's own context, which the beats keep; does nothing where the server has not what it needs. */
    private void start() {
        beatNanos = System.nanoTime();
        try {
            if (schedule == null) {
                schedule = InitialContext.doLookup(SCHEDULE);
                makeFirstThread(schedule);
            }
            long millis = pollInterval.toMillis() / 2;
            beats = schedule.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
        } catch (Throwable missing) {
            Log.noHeartbeat(SCHEDULE, missing);
        }
    }

    /** A thread of the server's pool keeps the class loader of whoever was the first to need it: that shall be the server's. */
    private static void makeFirstThread(ManagedScheduledExecutorService schedule) {
        Thread current = Thread.currentThread();
        ClassLoader own = current.getContextClassLoader();
        current.setContextClassLoader(schedule.getClass().getClassLoader());
        try {
            schedule.execute(() -> {});
        } finally {
            current.setContextClassLoader(own);
        }
    }

    synchronized void stop() {
        stopped = true;
        if (beats != null) {
            beats.cancel(false);
            beats = null;
        }
    }

    private void beat() {
        beatNanos = System.nanoTime();
        try {
            boolean pollIsMissing = isLate(drain.lookBeganNanos(), pollInterval);
            boolean renewalIsMissing = isLate(drain.renewalBeganNanos(), renewInterval);
            stoodIn = pollIsMissing || renewalIsMissing ? stoodIn + 1 : 0;
            if (reminders.isDue("timers", stoodIn >= SEVERAL)) {
                Log.timersDoNotCome();
            }
            if (pollIsMissing) {
                managed.runHere(drain::poll);
            }
            if (renewalIsMissing) {
                managed.runHere(drain::renew);
            }
        } catch (Throwable unforeseen) {
            Log.unforeseen(unforeseen);
        }
    }

    private static boolean isLate(long lastNanos, Duration interval) {
        return System.nanoTime() - lastNanos > interval.toNanos() * 3 / 2;
    }

    /** To be called by the server's timers, which do not come before the application is up: begins to beat, and anew if it has ended. */
    synchronized void look() {
        if (stopped) {
            return;
        }
        if (!begun) {
            begun = true;
            start();
        } else if (beats != null && isLate(beatNanos, pollInterval.plusSeconds(1))) {
            beats.cancel(false);
            start();
        }
    }
}
