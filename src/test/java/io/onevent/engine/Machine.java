package io.onevent.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * What an instance runs on.
 *
 * @param threads makes those of the executor of an instance of this name
 * @param clock the monotonic clock, by which the engine decides
 * @param lingers whether the engine may keep a thread for a while, to be quicker the next time
 * @param line what lies between the engine and its data source beside the instance's faults, or null for these alone
 */
record Machine(
        Function<String, Executor> threads, LongSupplier clock, boolean lingers, UnaryOperator<DataSource> line) {

    /** One as there are. */
    static Machine real() {
        return new Machine(Machine::pool, System::nanoTime, true, null);
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
