package io.onevent;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The events that ended badly: look at them, run them again, throw them away. Inject it with {@code @Inject}.
 *
 * <p><b>Transaction.</b> Every method joins the caller's JTA transaction, or runs in one of its own where there is
 * none. A replayed event is handled after that transaction has committed.
 *
 * <p><b>Threads.</b> Safe for use by many threads and instances: of two that replay or discard the same event only one
 * succeeds.
 *
 * <p><b>Errors</b>, of every method: {@link EventStoreException} if the database refuses, {@link
 * IllegalArgumentException} for a null argument, {@link IllegalStateException} if the caller's transaction is marked
 * for rollback already or is completing, or the data source's connections do not belong to it (ONEVENT-503). Where an
 * argument or the state of the transaction is refused, nothing is changed and the caller's transaction can go on.
 */
public interface DeadEvents {

    /**
     * The dead events of the filter, the latest death first. They are read in parts, and come back all at once with
     * their payloads and stack traces: ask for as many as fit in memory, with {@link DeadEventFilter#offset} for the
     * next ones.
     *
     * @param filter which are meant
     * @return at most as many as the filter's {@link DeadEventFilter#limit() limit}; empty if there are none
     */
    List<DeadEvent> list(DeadEventFilter filter);

    /**
     * Counts dead events.
     *
     * @param filter which are meant; its offset and limit do not count
     * @return how many there are
     */
    long count(DeadEventFilter filter);

    /**
     * Looks for one dead event.
     *
     * @param id the event's id
     * @return the dead event of this id, or empty if there is none
     */
    Optional<DeadEvent> find(UUID id);

    /**
     * Moves the event back among those to handle: the same id and place in its group's order, due at once, no retry
     * used, and an expiry that has passed is cleared. Events of its group that have started meanwhile end before it;
     * those whose name another instance leads may have been started.
     *
     * @param id the event's id
     * @return true if it is among those to handle now; false if there is no such dead event, or an event with this id
     *     waits already, because somebody has copied its row, or one with its name and {@linkplain NewEvent#key key}
     *     does, which the log says
     */
    boolean replay(UUID id);

    /**
     * Deletes the event for good. A group that it has parked goes on.
     *
     * @param id the event's id
     * @return true if it is deleted; false if there is no such dead event
     */
    boolean discard(UUID id);

    /**
     * {@linkplain #replay Replays} all dead events of the filter in one transaction; of several with the same name and
     * key the one that was published last.
     *
     * @param filter which are meant
     * @return how many were moved
     * @throws IllegalArgumentException if the filter {@linkplain DeadEventFilter#isPage has an offset or a limit}
     */
    int replayAll(DeadEventFilter filter);

    /**
     * {@linkplain #discard Discards} all dead events of the filter in one transaction.
     *
     * @param filter which are meant
     * @return how many
     * @throws IllegalArgumentException if the filter {@linkplain DeadEventFilter#isPage has an offset or a limit}
     */
    int discardAll(DeadEventFilter filter);
}
