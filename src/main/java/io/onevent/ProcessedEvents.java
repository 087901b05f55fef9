package io.onevent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The events that were processed and are kept, for as long as {@code onevent.keep-processed}, or that of their name,
 * says: look them up, restore them, throw them away, see how long they took. Where that is zero, which it is unless
 * configured, processed events are deleted and nothing is found here. Inject it with {@code @Inject}.
 *
 * <p><b>Transaction.</b> Every method joins the caller's JTA transaction, or runs in one of its own where there is
 * none. A replayed event is handled after that transaction has committed.
 *
 * <p><b>Threads.</b> Safe for use by many threads and instances: of two that replay the same event only one succeeds.
 *
 * <p><b>Errors</b>, of every method: {@link EventStoreException} if the database refuses, {@link
 * IllegalArgumentException} for a null argument, {@link IllegalStateException} if the caller's transaction is marked
 * for rollback already or is completing, or the data source's connections do not belong to it (ONEVENT-503). Where an
 * argument or the state of the transaction is refused, nothing is changed and the caller's transaction can go on.
 */
public interface ProcessedEvents {

    /**
     * The processed events of the filter, the latest first. They are read in parts, and come back all at once with
     * their payloads: ask for as many as fit in memory, with {@link ProcessedEventFilter#offset} for the next ones.
     *
     * @param filter which are meant
     * @return at most as many as the filter's {@link ProcessedEventFilter#limit() limit}; empty if there are none
     */
    List<ProcessedEvent> list(ProcessedEventFilter filter);

    /**
     * Counts processed events. Reads as many entries of an index.
     *
     * @param filter which are meant; its offset and limit do not count
     * @return how many there are
     */
    long count(ProcessedEventFilter filter);

    /**
     * Looks for one processed event.
     *
     * @param id the event's id
     * @return the processed event of this id, or empty if none is kept
     */
    Optional<ProcessedEvent> find(UUID id);

    /**
     * Restores an event: moves it back among those to handle, with the same id, due at once and no retry used; an
     * expiry that has passed is cleared. Its handlers run again, also those effects that the first run committed. In
     * its group it comes before what was published after it and has not started.
     *
     * @param id the event's id
     * @return true if it is among those to handle now; false if no such event is kept, or one with this id waits
     *     already, because somebody has copied its row, or one with its name and {@linkplain NewEvent#key key} does,
     *     which the log says
     */
    boolean replay(UUID id);

    /**
     * {@linkplain #replay Replays} all processed events of the filter in one transaction; of several with the
     * same name and key the one that was published last.
     *
     * @param filter which are meant
     * @return how many were moved
     * @throws IllegalArgumentException if the filter {@linkplain ProcessedEventFilter#isPage has an offset or a limit}
     */
    int replayAll(ProcessedEventFilter filter);

    /**
     * Deletes the event for good, before it is cleaned.
     *
     * @param id the event's id
     * @return true if it is deleted; false if no such event is kept
     */
    boolean discard(UUID id);

    /**
     * {@linkplain #discard Discards} all processed events of the filter in one transaction.
     *
     * @param filter which are meant
     * @return how many
     * @throws IllegalArgumentException if the filter {@linkplain ProcessedEventFilter#isPage has an offset or a limit}
     */
    int discardAll(ProcessedEventFilter filter);

    /**
     * How the kept events fared that were processed in an interval, by the database's clock. Reads all of them, so ask
     * for an interval that you can wait for. Times before the year 1 and after the year 9999 are taken for the first
     * and the last of these.
     *
     * @param from the start of the interval, which belongs to it
     * @param to its end, which does not; where it is not after the start there is no figure
     * @return a figure per name, in the order of the names
     */
    List<ProcessedFigure> figures(Instant from, Instant to);
}
