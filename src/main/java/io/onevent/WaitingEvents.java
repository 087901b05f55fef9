package io.onevent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The events that are published and have not ended: look at them, take them back, put them off, have them run now.
 * Inject it with {@code @Inject}.
 *
 * <p><b>Transaction.</b> Every method joins the caller's JTA transaction, or runs in one of its own where there is
 * none. What it changes counts when that commits, and not at all if that is rolled back.
 *
 * <p><b>What runs already.</b> An event may be changed while an instance runs it. The end of that run finds that out
 * and counts for nothing: its transaction is rolled back, the outcome is {@code superseded}, no retry is used. What the
 * run did outside of its transaction is done, and happens once more if the event is run again. The instance notices
 * within its poll interval, and interrupts the handler's thread, but not in a batch without a transaction; a handler
 * that does not react runs to its end. What an instance has taken and not started is treated likewise: for so long a
 * handler <em>without</em> a transaction may still be called for an event that was cancelled, with the effects that
 * this has. An event that ends while it is being changed is one or the other: either the change finds it, or its run
 * has had its effect; never both, never neither.
 *
 * <p>A handler that changes its own event in its own transaction makes its run fail, since its end is not found: to end
 * itself it throws {@link RejectEventException}, to run later {@link PostponeEventException}.
 *
 * <p><b>Threads.</b> Safe for use by many threads and instances: of two that cancel the same event only one succeeds.
 *
 * <p><b>Errors</b>, of every method: {@link EventStoreException} if the database refuses, {@link
 * IllegalArgumentException} for a null argument, {@link IllegalStateException} if the caller's transaction is marked
 * for rollback already or is completing, or the data source's connections do not belong to it (ONEVENT-503). Where an
 * argument or the state of the transaction is refused, nothing is changed and the caller's transaction can go on.
 */
public interface WaitingEvents {

    /**
     * The waiting events of the filter, the oldest due first. They are read in parts, and come back all at once with
     * their payloads: ask for as many as fit in memory, with {@link WaitingEventFilter#offset} for the next ones.
     *
     * @param filter which are meant
     * @return at most as many as the filter's {@link WaitingEventFilter#limit() limit}; empty if there are none
     */
    List<WaitingEvent> list(WaitingEventFilter filter);

    /**
     * Counts waiting events.
     *
     * @param filter which are meant; its offset and limit do not count
     * @return how many there are
     */
    long count(WaitingEventFilter filter);

    /**
     * Looks for one waiting event.
     *
     * @param id the event's id
     * @return the waiting event of this id, or empty if there is none
     */
    Optional<WaitingEvent> find(UUID id);

    /**
     * Takes the event back: it is gone as if it had not been published. Also one that runs, as said above. What comes
     * after it in its group goes on.
     *
     * @param id the event's id
     * @return true if it is gone; false if there is no such waiting event, because it has ended or never was
     */
    boolean cancel(UUID id);

    /**
     * {@linkplain #cancel Cancels} all waiting events of the filter in one transaction; those that are published
     * meanwhile may stay.
     *
     * @param filter which are meant
     * @return how many
     * @throws IllegalArgumentException if the filter {@linkplain WaitingEventFilter#isPage has an offset or a limit}
     */
    int cancelAll(WaitingEventFilter filter);

    /**
     * Makes the event due now, whatever it was delayed or put off for. A run that is under way is superseded. In its
     * group it keeps its place: while another one is before it, it still waits.
     *
     * @param id the event's id
     * @return true if it is due; false if there is no such waiting event
     */
    boolean runNow(UUID id);

    /**
     * Makes the event due at another time, earlier or later than it was. A run that is under way is superseded. In its
     * group it keeps its place, and what comes after it waits for it.
     *
     * @param id the event's id
     * @param dueAt when, by the database's clock; a time that has passed is as good as now
     * @return true if it is due then; false if there is no such waiting event
     * @throws IllegalArgumentException if the event would expire before it is due, or the time is after the year 9999
     */
    boolean reschedule(UUID id, Instant dueAt);
}
