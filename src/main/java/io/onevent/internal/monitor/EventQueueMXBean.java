package io.onevent.internal.monitor;

import java.util.Date;
import java.util.List;

/**
 * The queue as jconsole and its like show it. The figures are those of the last sample, at most some seconds old; what counts runs
 * is of this instance, all else of the whole table. Payloads are not shown. Who may read or call it is the server's to decide.
 */
public interface EventQueueMXBean {

    /** When the figures were taken, by the database's clock; null before the first time. */
    Date getSampled();

    /** Whether the queue is paused, on all instances. */
    boolean isPaused();

    /** Events that wait. */
    long getWaiting();

    /** Events that run, on all instances. */
    long getRunning();

    /** Handlers on this instance that react neither to their time-out nor to an interrupt. */
    long getOverdue();

    /** Dead events. */
    long getDead();

    /** Events that wait and whose name no live instance handles. */
    long getUnhandled();

    /** For how long the oldest waiting event has been due. */
    double getOldestWaitingSeconds();

    /** For how long the longest run now under way on this instance has run. */
    double getLongestRunSeconds();

    /** What keeps this instance from working in time, a sentence each; empty if it is well. */
    List<String> getObstacles();

    /** The figures by name. */
    List<NameFigures> getNames();

    /** The live instances, a line each. */
    List<String> getInstances();

    /** The groups that stand still, by which event, since when, and how many wait behind it; a line each. */
    List<String> getBlockedGroups();

    /** Lets no handler start any more, on any instance. */
    void pause();

    /** Lets handlers start again, on all instances. */
    void resume();

    /** Why this event waits, or what became of it. */
    String explain(String id);

    /** The latest dead events of a name, or of all names where it is empty: at most so many, a line each. */
    List<String> listDead(String name, int most);

    /** Runs a dead event again; false if there is none of this id. */
    boolean replay(String id);

    /** Throws a dead event away; false if there is none of this id. */
    boolean discard(String id);

    /** Runs all dead events of a name again; returns how many. */
    int replayAll(String name);

    /** Throws all dead events of a name away; returns how many. */
    int discardAll(String name);

    /** The figures of one name. */
    interface NameFigures {

        String getName();

        long getWaiting();

        long getRunning();

        long getDead();

        long getUnhandled();

        double getOldestWaitingSeconds();

        /** For how long the longest run now under way on this instance has run. */
        double getLongestRunSeconds();

        /** Published by this instance since it started. */
        long getPublished();

        /** Good runs on this instance since it started. */
        long getProcessed();

        /** Failed and rejected runs on this instance since it started. */
        long getFailed();
    }
}
