package io.onevent.internal.drain.run;

import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.threads.Shortage;
import io.onevent.internal.log.Log;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * The threads that run events: as many as there is work for, at most {@code onevent.threads}, each until nothing is
 * left.
 */
public final class Workers {

    private final BiPredicate<Runnable, Runnable> threads;
    private final LocalQueue queue;
    private final Runnable takeIfLow;
    private final Consumer<Run> work;
    private final Shortage shortage;

    /**
     * @param threads runs a task on a thread of the server, or does the other thing and answers false
     * @param work runs an event, and throws nothing
     */
    public Workers(
            BiPredicate<Runnable, Runnable> threads,
            LocalQueue queue,
            Runnable takeIfLow,
            Consumer<Run> work,
            Shortage shortage) {
        this.threads = threads;
        this.queue = queue;
        this.takeIfLow = takeIfLow;
        this.work = work;
        this.shortage = shortage;
    }

    /** Starts workers for what waits; where the server refuses a thread, the next look at the table tries again. */
    public void start() {
        int missing = queue.missingWorkers();
        if (missing > 0) {
            shortage.askedForAll(!startAll(missing));
        }
    }

    /** False if the server refused a thread. */
    private boolean startAll(int missing) {
        for (int i = 0; i < missing; i++) {
            shortage.asks();
            // Counted before it is submitted: one that waits for a thread is not submitted again.
            if (!queue.enterWorker()) {
                shortage.answered();
                return true;
            }
            if (!threads.test(this::begin, this::comesNot)) {
                return false;
            }
        }
        return true;
    }

    private void begin() {
        try {
            shortage.answered();
        } finally {
            work();
        }
    }

    private void comesNot() {
        try {
            shortage.answered();
        } finally {
            queue.leaveWorker();
        }
    }

    /** At each look at the table: says so if the server gives too few threads. */
    public void look() {
        shortage.look(queue.workers(), queue.eventsWait());
    }

    /** Makes the current thread a worker if one is missing, until nothing is left. */
    public void help() {
        if (queue.missingWorkers() > 0 && queue.enterWorker()) {
            start();
            work();
        }
    }

    /** Whatever happens to it, the place of a worker is given back. */
    private void work() {
        boolean counted = true;
        try {
            for (Run run = queue.next(); run != null; run = queue.next()) {
                try {
                    work.accept(run);
                } finally {
                    queue.workerIsBack(run);
                }
                takeAndStart();
            }
            // Who gets nothing is not counted any more.
            counted = false;
        } finally {
            if (counted) {
                queue.leaveWorker();
            }
        }
    }

    /** Also where nothing was taken: workers that found no room, because ends waited for their commit, have left. */
    private void takeAndStart() {
        try {
            takeIfLow.run();
            start();
        } catch (Throwable refused) {
            Log.readRefused(refused);
        }
    }
}
