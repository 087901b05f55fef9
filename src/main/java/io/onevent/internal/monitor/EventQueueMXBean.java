package io.onevent.internal.monitor;

import java.util.Date;
import java.util.List;

/**
 * The queue as jconsole and its like show it. The figures are those of the last sample, at most some seconds old; what
 * counts runs is of this instance, all else of the whole table. Payloads are not shown. Who may read or call it is the
 * server's to decide.
 */
@Described(
        "The queue of OnEvent, for its operator: figures of the last sample, at most some seconds old, and operations.")
public interface EventQueueMXBean {

    @Described("When the figures were taken, by the database's clock; null before the first time.")
    Date getSampled();

    @Described("Whether the queue is paused, on all instances.")
    boolean isPaused();

    @Described("The names of which no event starts, since and until when, and why; a line each.")
    List<String> getPausedNames();

    @Described("Events that wait.")
    long getWaiting();

    @Described("Events that run, on all instances.")
    long getRunning();

    @Described("Handlers on this instance that react neither to their time-out nor to an interrupt.")
    long getOverdue();

    @Described("Dead events.")
    long getDead();

    @Described("Events that wait and whose name no live instance handles.")
    long getUnhandled();

    @Described("For how long the oldest waiting event has been due.")
    double getOldestWaitingSeconds();

    @Described("For how long the longest run now under way on this instance has run.")
    double getLongestRunSeconds();

    @Described("What keeps this instance from working in time, a sentence each; empty if it is well.")
    List<String> getObstacles();

    @Described("The figures by name.")
    List<NameFigures> getNames();

    @Described("The live instances, a line each.")
    List<String> getInstances();

    @Described("The groups that stand still, by which event, since when, and how many wait behind it; a line each.")
    List<String> getBlockedGroups();

    @Described(
            "Lets no event start any more, on any instance within its poll interval. What runs goes on to its end, and publishing goes on.")
    void pause();

    @Described("Lets events start again, on all instances.")
    void resume();

    @Described(
            "Lets no event of a name start any more, on any instance within its poll interval, until it is resumed. What runs goes on to its end, and publishing goes on.")
    void pauseName(@Described(name = "name", value = "The name of the events; it must not be empty.") String name);

    @Described("The same for so long.")
    void pauseNameFor(
            @Described(name = "name", value = "The name of the events; it must not be empty.") String name,
            @Described(name = "seconds", value = "For how many seconds: more than zero.") long seconds);

    @Described("Lets events of a name start again, on all instances, also where they are paused because runs failed.")
    void resumeName(@Described(name = "name", value = "The name of the events; it must not be empty.") String name);

    @Described(value = "Says why an event waits, or what became of it.", onlyLooks = true)
    String explain(@Described(name = "id", value = "The event's id, as the log has it.") String id);

    @Described(
            value =
                    "Lists events that wait or run, the oldest due first, a line each: id, name, state, due time, retries, group, key.",
            onlyLooks = true)
    List<String> listWaiting(
            @Described(name = "name", value = "The name of the events; empty for all names.") String name,
            @Described(name = "most", value = "How many at most: 1 to 1000.") int most);

    @Described(
            "Takes an event back that has not ended, as if it had not been published, also one that runs. False if there is none of this id.")
    boolean cancel(@Described(name = "id", value = "The event's id, as the log has it.") String id);

    @Described("Takes all events of a name back that have not ended. Returns how many.")
    int cancelAll(@Described(name = "name", value = "The name of the events; it must not be empty.") String name);

    @Described("Makes an event due now that is delayed or waits for a retry. False if there is none of this id.")
    boolean runNow(@Described(name = "id", value = "The event's id, as the log has it.") String id);

    @Described(
            value = "Lists dead events, the latest death first, a line each: id, name, reason, time, retries, error.",
            onlyLooks = true)
    List<String> listDead(
            @Described(name = "name", value = "The name of the events; empty for all names.") String name,
            @Described(name = "most", value = "How many at most: 1 to 1000.") int most);

    @Described("Runs a dead event again. False if there is none of this id.")
    boolean replay(@Described(name = "id", value = "The event's id, as the log has it.") String id);

    @Described("Throws a dead event away for good. False if there is none of this id.")
    boolean discard(@Described(name = "id", value = "The event's id, as the log has it.") String id);

    @Described("Runs all dead events of a name again. Returns how many.")
    int replayAll(@Described(name = "name", value = "The name of the events; it must not be empty.") String name);

    @Described("Throws all dead events of a name away for good. Returns how many.")
    int discardAll(@Described(name = "name", value = "The name of the events; it must not be empty.") String name);

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
