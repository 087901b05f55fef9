package io.onevent.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The server's timers, which come much more often than they are asked to, and go on when one of their calls hangs. */
final class Ticks {

    private static final long POLL_NANOS = Duration.ofMillis(100).toNanos();
    private static final int POLLS_PER_RENEWAL = 5;

    /** A server has so many threads for a timer. */
    private static final int MOST_AT_ONCE = 4;

    private final ServerThreads threads;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean stopped;
    private volatile Throwable thrown;

    Ticks(ServerThreads threads, Runnable poll, Runnable renew) {
        this.threads = threads;
        Thread clock = new Thread(() -> tick(poll, renew), "ticks");
        clock.setDaemon(true);
        clock.start();
    }

    private void tick(Runnable poll, Runnable renew) {
        for (int i = 0; !stopped; i++) {
            if (i % POLLS_PER_RENEWAL == 0) {
                run(renew);
            }
            run(poll);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void run(Runnable duty) {
        if (underWay.incrementAndGet() > MOST_AT_ONCE) {
            underWay.decrementAndGet();
            return;
        }
        threads.run(() -> {
            try {
                if (!stopped) {
                    duty.run();
                }
            } catch (Throwable left) {
                if (!stopped) {
                    thrown = left;
                }
            } finally {
                underWay.decrementAndGet();
            }
        });
    }

    /** What has left the method of a timer, which may end the timer; null for nothing. */
    Throwable thrown() {
        return thrown;
    }

    void stop() {
        stopped = true;
    }
}
