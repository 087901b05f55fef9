package io.onevent.testkit.internal;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the engine would have done by other threads: waits here until the test's thread does it. */
final class SteppedTasks {

    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private volatile boolean stepping;

    /** Where tasks are submitted to. */
    ManagedExecutorService service() {
        return ByHand.make(ManagedExecutorService.class, (method, arguments) -> {
            if (!method.equals("execute")) {
                throw ByHand.notAnswered(method);
            }
            execute((Runnable) arguments[0]);
            return null;
        });
    }

    /** While nobody steps, as at the end of the application, nobody would come for it. */
    private void execute(Runnable task) {
        if (stepping) {
            waiting.add(task);
        } else {
            task.run();
        }
    }

    void beginStepping() {
        stepping = true;
    }

    /** What still waits is done, so that nothing of it is left for another step. */
    void endStepping() {
        runAll();
        stepping = false;
    }

    /** All that waits, and what comes of it. */
    void runAll() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    /** The same, after waiting so long for something at most. */
    void runAllWithin(long millis) {
        try {
            Runnable task = waiting.poll(millis, TimeUnit.MILLISECONDS);
            if (task != null) {
                task.run();
                runAll();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a handler's stage is open", stopped);
        }
    }
}
