package io.onevent.internal.monitor;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Is told what happens on this instance. Called on the threads that do the work, some of them under no transaction: it
 * must be quick, wait for nothing and throw nothing.
 */
public interface Watcher {

    /** How a run ended. */
    enum End {
        PROCESSED,
        FAILED,
        REJECTED,
        POSTPONED,
        SUPERSEDED
    }

    /**
     * This watcher without the proxy in front of it, which costs more for each event than what most watchers do. Weld's
     * proxy gives itself instead of a bean that returns itself, so the bean is to be asked for where no proxy sees it.
     */
    default Supplier<Watcher> itself() {
        return () -> this;
    }

    /** The engine of this module of this application starts. */
    default void starts(String application, String module) {}

    /** What an engine says of itself whenever it is asked, at once. */
    interface Engine {

        /** Whether its lease has not run out, by its own clock. */
        boolean isAlive();

        /** For how long it has not been certain that none of its work hangs. */
        Duration unprovenFor();

        /** For how long the longest run of a name that is under way has run; of names of which one is. */
        Map<String, Duration> longestRuns();
    }

    /** An engine works from now on, until it stops. */
    default void works(Engine engine) {}

    /** The engine has stopped: nothing of it must stay behind in the server. */
    default void stops() {}

    /** Events of this name were committed. */
    default void published(String name, int events) {}

    /**
     * A run begins.
     *
     * @param afterDue how long its event has been due
     * @param beforeExpiry how long it had before its expiry, or null if it has none any more
     */
    default void started(String name, Duration afterDue, Duration beforeExpiry) {}

    /** A run has ended, and its end is committed. */
    default void ended(String name, End end, Duration ran) {}

    /** A new sample of the queue. */
    default void sampled(Sample sample) {}

    /** The instance begins a look at the table; {@code next} is when the next one is planned. */
    default void looks(Duration next) {}

    /** The database cannot be worked with, or can again, which is null. */
    default void databaseFails(String why) {}

    /** An event of this name had only this part of its life left when it started. */
    default void closeToExpiry(String name, double lifeLeft) {}
}
