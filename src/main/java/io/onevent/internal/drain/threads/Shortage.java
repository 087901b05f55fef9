package io.onevent.internal.drain.threads;

import io.onevent.internal.log.Log;
import io.onevent.internal.operate.Reminders;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Warns when the server's executor gives fewer threads than there is work for: WildFly's has two for each core, and
 * handlers wait for one without a word. A thread that comes late, as in a burst, or is refused for a moment, is no
 * shortage: it is one when, ever since some seconds ago, not all threads that were asked for have been there while
 * events waited for them.
 */
public final class Shortage {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final String executor;
    private final int threads;
    private final LongSupplier clock;
    private final Reminders reminders = new Reminders();
    /** How many threads are asked for and have not begun. */
    private int asked;

    private boolean refused;
    /** Since when not all were there; null while they are, or nothing waits. */
    private Long sinceNanos;

    /**
     * @param executor its name in the configuration
     * @param threads the most that are asked for
     * @param clock as {@link System#nanoTime()}
     */
    public Shortage(String executor, int threads, LongSupplier clock) {
        this.executor = executor;
        this.threads = threads;
        this.clock = clock;
    }

    /** One more thread is asked for. */
    public synchronized void asks() {
        asked++;
    }

    /** One that was asked for has begun, or will not come. */
    public synchronized void answered() {
        asked--;
        forgetIfAllAreThere();
    }

    /** All that there is work for were asked for, and the server has refused one, or none. */
    public synchronized void askedForAll(boolean refused) {
        this.refused = refused;
        forgetIfAllAreThere();
    }

    private void forgetIfAllAreThere() {
        if (asked == 0 && !refused) {
            sinceNanos = null;
        }
    }

    /**
     * Warns if it is time to.
     *
     * @param workers how many threads work or are asked for
     * @param eventsWait whether there are events that one more could start
     */
    public synchronized void look(int workers, boolean eventsWait) {
        long now = clock.getAsLong();
        if (!eventsWait || asked == 0 && !refused) {
            sinceNanos = null;
        } else if (sinceNanos == null) {
            sinceNanos = now;
        }
        if (reminders.isDue("threads", sinceNanos != null && now - sinceNanos > PATIENCE_NANOS)) {
            Log.tooFewThreads(
                    executor,
                    workers - asked,
                    threads,
                    Duration.ofNanos(now - sinceNanos).toSeconds());
        }
    }
}
