package io.onevent.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** An executor whose tasks wait until somebody runs them, on the thread of whoever does. */
final class SteppedTasks implements Executor {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean atOnce;

    @Override
    public void execute(Runnable task) {
        if (atOnce) {
            task.run();
        } else {
            waiting.add(task);
        }
    }

    int waiting() {
        return waiting.size();
    }

    /** Runs what waits, and what comes of it. */
    void runAll() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    /** Runs whatever is submitted from now on before that returns, for who stops an instance and waits for it. */
    void runAtOnce() {
        atOnce = true;
        runAll();
    }

    /** Nothing that waits will run. */
    void forget() {
        waiting.clear();
    }
}
