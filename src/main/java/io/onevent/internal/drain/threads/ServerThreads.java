package io.onevent.internal.drain.threads;

import io.onevent.internal.config.ConfigurationException;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.tx.Transactions;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The server's threads. Each task works in one of the {@link Components}. It has the naming, class loading
 * and security context of the thread that submits it.
 */
public final class ServerThreads {

    /** What was submitted so long ago may have been forgotten. */
    private static final long LONG_WAIT_NANOS = Duration.ofSeconds(3).toNanos();

    private final ManagedExecutorService service;
    private final ContextService contexts;
    private final Components components;
    private final Transactions transactions;
    private final Set<Submission> notBegun = ConcurrentHashMap.newKeySet();
    private volatile long nudgedNanos = System.nanoTime();
    private int submitted;

    /** Runs tasks by these services. */
    public ServerThreads(
            ManagedExecutorService service, ContextService contexts, Components components, Transactions transactions) {
        this.service = service;
        this.contexts = contexts;
        this.components = components;
        this.transactions = transactions;
    }

    /** To be called in the library's own context, which the relay keeps. */
    public static ServerThreads lookUp(String name, Components components, Transactions transactions) {
        try {
            return new ServerThreads(
                    InitialContext.doLookup(name),
                    InitialContext.doLookup("java:comp/DefaultContextService"),
                    components,
                    transactions);
        } catch (NamingException | ClassCastException missing) {
            throw new ConfigurationException(
                    "ONEVENT-211: there is no ManagedExecutorService " + name
                            + ": set onevent.executor to the JNDI name of one (" + missing.getMessage() + ")",
                    missing);
        }
    }

    public ContextService contexts() {
        return contexts;
    }

    /**
     * Runs a task on a thread of the server, in the context of the current thread; if there is none to spare, or the
     * task cannot be begun there, does the other thing instead: one of both, once. False if that was seen at once.
     */
    public boolean run(Runnable task, Runnable otherwise) {
        return submit(() -> inOwnComponent(task, otherwise), otherwise);
    }

    /** Runs a task on the current thread, which has the library's own context, in a component of its own. */
    public void runHere(Runnable task) {
        inOwnComponent(task, () -> {});
    }

    boolean submit(Runnable task, Runnable otherwise) {
        Submission submission = new Submission(task, otherwise);
        count(1);
        try {
            notBegun.add(submission);
            service.execute(submission);
            return true;
        } catch (Throwable noThread) {
            // An executor that found no thread may have queued the task before it said so, and run it later.
            Log.noThread(noThread);
            return !submission.giveUp();
        }
    }

    /**
     * A server that could not start a thread may keep what was submitted without any thread to run it, until something
     * else is submitted. To be called from time to time; what it submits does nothing.
     */
    public void nudge() {
        if (notBegun.stream().anyMatch(Submission::waitsLong) && System.nanoTime() - nudgedNanos > LONG_WAIT_NANOS) {
            nudgedNanos = System.nanoTime();
            try {
                service.execute(() -> {});
            } catch (Throwable noThread) {
                Log.noThread(noThread);
            }
        }
    }

    /** A task of which the server says that it will run it. It runs or is given up: one of both, once. */
    private final class Submission implements Runnable {

        private final Runnable task;
        private final Runnable otherwise;
        private final AtomicBoolean decided = new AtomicBoolean();
        private final long sinceNanos = System.nanoTime();

        private Submission(Runnable task, Runnable otherwise) {
            this.task = task;
            this.otherwise = otherwise;
        }

        private boolean waitsLong() {
            return System.nanoTime() - sinceNanos > LONG_WAIT_NANOS;
        }

        @Override
        public void run() {
            if (decided.compareAndSet(false, true)) {
                notBegun.remove(this);
                try {
                    task.run();
                } finally {
                    count(-1);
                }
            }
        }

        /** False if it has begun. */
        private boolean giveUp() {
            if (!decided.compareAndSet(false, true)) {
                return false;
            }
            notBegun.remove(this);
            try {
                otherwise.run();
            } finally {
                count(-1);
            }
            return true;
        }
    }

    private synchronized void count(int more) {
        submitted += more;
        notifyAll();
    }

    /** Waits until every task has left its component; false if the time was not enough. */
    public boolean awaitNoTask(Duration most) throws InterruptedException {
        notBegun.forEach(Submission::giveUp);
        return awaitNothingSubmitted(most);
    }

    private synchronized boolean awaitNothingSubmitted(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (submitted > 0) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    void inOwnComponent(Runnable task, Runnable otherwise) {
        AtomicBoolean begun = new AtomicBoolean();
        try {
            components.run(() -> {
                begun.set(true);
                // Without it each transaction looks it up for itself, and says what is wrong.
                guarded(transactions::lookUpOnce);
                guarded(task);
            });
        } catch (Throwable broken) {
            Log.unforeseen(broken);
        } finally {
            transactions.forgetLookUp();
            if (!begun.get()) {
                otherwise.run();
            }
        }
    }

    /** Lets the components go, when no task runs any more. */
    public void close() {
        components.close();
    }

    static void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable unforeseen) {
            Log.unforeseen(unforeseen);
        }
    }
}
