package io.onevent.internal.drain.threads;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task has the context of the thread that submits it. What comes from a thread without the library's own context (a
 * publisher's, or one that completes a stage) goes through one thread that has it.
 */
public final class Relay {

    /**
     * The relay's thread waits for this long before it goes back to the server: to hand a task to a thread that waits
     * takes a tenth of a millisecond, to submit one half a millisecond on Payara, which is most of the time from commit
     * to start.
     */
    private static final long LINGER_MILLIS = 1000;

    private final ServerThreads threads;
    private final Runnable relay;
    private final Queue<Runnable> relayed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean relaying = new AtomicBoolean();
    private final AtomicBoolean lingering = new AtomicBoolean();
    /** Whether to relay; takes nothing unless a thread lingers. */
    private final SynchronousQueue<Boolean> lingerer = new SynchronousQueue<>();

    private Runnable beforeMoreIsRelayed = () -> {};
    private Runnable afterRelay = () -> {};
    private volatile boolean closing;

    /** To be made in the library's own context, which the relay keeps. */
    public Relay(ServerThreads threads) {
        this.threads = threads;
        this.relay = threads.contexts().createContextualProxy(this::relay, Runnable.class);
    }

    /**
     * What the relay's thread does after each of several tasks, so that what one has made possible does not wait for
     * the others.
     */
    public void beforeMoreIsRelayed(Runnable work) {
        beforeMoreIsRelayed = work;
    }

    /** What the relay's thread does when it has run what was waiting, while the next relay may be under way. */
    public void afterRelay(Runnable work) {
        afterRelay = work;
    }

    /**
     * Runs a short task in the library's own context, whatever the current thread's is; later, if no thread is to
     * spare.
     */
    public void runInOwnContext(Runnable shortTask) {
        relayed.add(shortTask);
        start();
    }

    /** Starts what a server without a thread to spare has left waiting. */
    public void start() {
        if (!relayed.isEmpty() && relaying.compareAndSet(false, true) && !lingerer.offer(true)) {
            threads.submit(relay, () -> relaying.set(false));
        }
    }

    private void relay() {
        threads.inOwnComponent(
                () -> {
                    do {
                        runRelayedAndMore();
                    } while (linger());
                },
                () -> relaying.set(false));
    }

    private void runRelayedAndMore() {
        try {
            runRelayed();
        } finally {
            relaying.set(false);
        }
        // For what came between the last look at the queue and here.
        start();
        ServerThreads.guarded(afterRelay);
    }

    /** Waits for the next relay, unless another thread does; false if there is none. */
    private boolean linger() {
        if (closing || !lingering.compareAndSet(false, true)) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(lingerer.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lingering.set(false);
        }
    }

    private void runRelayed() {
        for (Runnable task = relayed.poll(); task != null; task = relayed.poll()) {
            ServerThreads.guarded(task);
            if (!relayed.isEmpty()) {
                ServerThreads.guarded(beforeMoreIsRelayed);
            }
        }
    }

    /** From now on no thread waits for a relay. */
    public void close() {
        closing = true;
        lingerer.offer(false);
    }
}
