package io.onevent.engine;

import io.onevent.NewEvent;
import java.util.UUID;
import java.util.concurrent.Callable;

/** An engine in which nothing happens by itself: no timer comes, and what it submits to its server's executor waits until it is run. */
final class SteppedEngine implements AutoCloseable {

    private final SteppedTasks tasks;
    private final EngineInstance instance;
    private boolean stalled;
    private boolean gone;

    SteppedEngine(SteppedTasks tasks, EngineInstance instance) {
        this.tasks = tasks;
        this.instance = instance;
    }

    /** One tick of each timer, and all that comes of it. */
    void step() {
        look();
        run();
    }

    /** One tick of each timer: takes what is due, and starts nothing. */
    void look() {
        instance.renew();
        instance.poll();
    }

    /** One tick of the timer that looks at the table, none of the one that renews the lease, and all that comes of it. */
    void lookAlone() {
        instance.poll();
        run();
    }

    /** One glance at the table between two looks, and all that comes of it. */
    void glance() {
        instance.glance();
        run();
    }

    /** All that waits for a thread. */
    void run() {
        tasks.runAll();
    }

    UUID publish(String name) {
        return publish(NewEvent.named(name));
    }

    UUID publish(NewEvent event) {
        return instance.publish(event);
    }

    /** Does work in a transaction of the application. */
    <T> T inTransaction(Callable<T> work) {
        return instance.inTransaction(work);
    }

    /** Does work on the current thread as one of the server's, without a transaction. */
    <T> T call(Callable<T> work) {
        return instance.call(work);
    }

    /** A bean of the library. */
    <T> T bean(Class<T> type) {
        return instance.bean(type);
    }

    /** Where what its server gives it can be made to fail. */
    Faults faults() {
        return instance.faults();
    }

    /** From now on it renews no lease while time passes, as one that stands still. */
    void stall() {
        stalled = true;
    }

    /** It goes on, and does not know that it stood still. */
    void goOn() {
        stalled = false;
    }

    /** Time has passed, in which it has renewed its lease. */
    void timeHasPassed() {
        if (!stalled && !gone) {
            instance.keepAlive();
        }
    }

    /** Dies: what waits for a thread never runs, and its connections are cut. */
    void kill() {
        gone = true;
        tasks.forget();
        instance.kill();
    }

    /** Stops, as by an undeployment. */
    @Override
    public void close() {
        if (!gone) {
            gone = true;
            tasks.runAtOnce();
            instance.close();
        }
    }
}
