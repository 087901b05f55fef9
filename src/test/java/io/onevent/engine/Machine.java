package io.onevent.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What an instance runs on.
 *
 * @param threads makes those of the executor of an instance of this name
 * @param clock the monotonic clock, by which the engine decides
 * @param lingers whether the engine may keep a thread for a while, to be quicker the next time
 */
record Machine(Function<String, Executor> threads, LongSupplier clock, boolean lingers) {

    /** One as there are. */
    static Machine real() {
        return new Machine(Machine::pool, System::nanoTime, true);
    }

    private static Executor pool(String name) {
        AtomicInteger count = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
