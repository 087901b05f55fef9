package io.onevent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The workers of the contenders in this JVM. */
final class Threads {

    private Threads() {}

    /** Runs a task on as many threads as there are workers, until it has ended on all. */
    static void onEach(Callable<Void> task) {
        ExecutorService workers = Executors.newFixedThreadPool(Contender.WORKERS);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int worker = 0; worker < Contender.WORKERS; worker++) {
                running.add(workers.submit(task));
            }
            for (Future<Void> worker : running) {
                worker.get();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while workers ran", stopped);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a worker failed", failed.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    /** The seconds that it takes to run a task on as many threads as there are workers. */
    static double seconds(Callable<Void> task) {
        long start = System.nanoTime();
        onEach(task);
        return (System.nanoTime() - start) / 1e9;
    }
}
