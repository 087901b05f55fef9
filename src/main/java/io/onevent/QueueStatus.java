package io.onevent;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * How the queue was when it was sampled.
 *
 * @param sampled when, by the database's clock
 * @param paused whether {@link EventQueue#pause()} is in force
 * @param pausedNames the names of which no event starts, whether handled or not, in the order in which the database
 *     has them
 * @param names every name with a handler on a live instance; and of those with a stored event, and of those with a dead
 *     one, the first {@value #MOST_NAMES}; in alphabetical order
 * @param instances every live instance, the oldest first
 * @param blockedGroups groups that stand still, of the first {@value #MOST_GROUPS} in the order of their ids
 */
public record QueueStatus(
        Instant sampled,
        boolean paused,
        List<PausedName> pausedNames,
        List<Name> names,
        List<Instance> instances,
        List<BlockedGroup> blockedGroups) {

    /** Blocked groups are looked for among so many that are parked, and so many that have events. */
    public static final int MOST_GROUPS = 1_000;

    /** So many names with stored events are listed, and so many with dead ones, besides those that are handled. */
    public static final int MOST_NAMES = 1_000;

    /**
     * So many of what is stored of a name are counted, and so many of its dead ones of each reason: a figure of about
     * this one or more may stand for more.
     */
    public static final int MOST_COUNTED = 100_000;

    /**
     * A name of which no event starts.
     *
     * @param name the name
     * @param since when it was paused
     * @param until when that is over, or null for when it is {@linkplain EventQueue#resume(String) resumed}; where it
     *     {@code broke}, when one event of it starts as a probe at the earliest
     * @param broke whether that is because runs of it failed ({@code onevent.break-after}), and not because somebody
     *     asked for it
     */
    public record PausedName(String name, Instant since, Instant until, boolean broke) {}

    /**
     * The events of a name.
     *
     * @param name the name
     * @param waiting stored events that do not run: due ones, delayed ones, and those that wait for a retry
     * @param running events that run, on all instances together
     * @param dead dead events
     * @param unhandled those of the waiting ones that no live instance has a handler for: all or none
     * @param oldestWaiting since when the longest due one waits, or null if none is due; those that another instance
     *     has taken and has not started are left out, which that instance knows itself
     */
    public record Name(String name, long waiting, long running, long dead, long unhandled, Instant oldestWaiting) {}

    /**
     * A live instance.
     *
     * @param id new at each start
     * @param application the names of its application and module
     * @param aliveSince when it started, or was entered anew after it had been taken for dead
     * @param running how many events run there
     * @param leads the names that it leads in mode {@code single}
     */
    public record Instance(UUID id, String application, Instant aliveSince, long running, Set<String> leads) {}

    /**
     * A group whose events wait because its first one does: for a retry, for its due time, for an instance that handles
     * its name, or, where {@code onevent.group.on-dead} is {@code park}, for the replay or the discarding of a dead
     * one. A group whose head is due and handled, or runs, is not blocked.
     *
     * @param group the group
     * @param by the event that blocks
     * @param name that event's name
     * @param dead whether that is a dead event
     * @param since when it died or failed for the first time, or else was published
     * @param behind how many events wait behind it
     */
    public record BlockedGroup(String group, UUID by, String name, boolean dead, Instant since, long behind) {}
}
