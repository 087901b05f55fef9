package io.onevent.testkit;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The events of an application in a container, in the hands of its test: {@code @Inject} it where {@code
 * onevent.testkit=true} is configured. With {@code onevent.enabled=false} beside it nothing is handled but by {@link
 * #drain}, {@link #step} and {@link #redeliver}, and what these do is what the engine does, by the same code, on the
 * calling thread. In CDI SE, with a {@link TestServer}, it is never handled but by them.
 *
 * <p><b>Transaction.</b> {@code published} and what reads of it see also what the caller's open transaction has
 * published. All other methods are to be called without a transaction.
 *
 * <p><b>Threads.</b> Safe for use by many threads, one after another. Handlers are called on the caller's, with the
 * request that it has, if it has one. So nobody interrupts a handler that takes longer than {@code
 * onevent.handler-timeout}, though its run fails; and what two threads would do at once is not seen.
 *
 * <p><b>Errors</b>, of every method: {@link IllegalStateException} if {@code onevent.testkit} is not true
 * (ONEVENT-123), {@link io.onevent.EventStoreException} if the database refuses.
 */
public interface TestEvents extends PublishedEvents {

    /**
     * What waits in the database, in the open transaction too, and what was handled by this since the last {@link
     * #clear}. What was rolled back is not there, nor what was cancelled or has expired before it was handled: the
     * latter is among the {@link io.onevent.DeadEvents}.
     *
     * @return in the order in which they were published
     */
    @Override
    List<PublishedEvent> published();

    /**
     * Deletes all that waits, is dead, is kept or paused, of all names, and forgets the rest, but for the audit: for
     * the start of a test. Never to be called on a database whose events are of use.
     *
     * @throws IllegalStateException if there is a transaction
     */
    @Override
    void clear();

    /**
     * Handles what is due, and what becomes due by that, until nothing is; buries what has expired, and cleans what was
     * kept for long enough. A failed event is due again after its delay: {@link #advance} by that, and drain again.
     *
     * @return the runs in their order, those of a batch that came to nothing left out
     * @throws IllegalStateException if there is a transaction, whose events nobody sees before it commits; if the
     *     application's own engine is at work (ONEVENT-124); if a handler calls it; or if there is no end: an event
     *     that is published by its own handler, a stage that stays open
     */
    List<HandledEvent> drain();

    /**
     * Handles one event and no other, also where it would be handled with others.
     *
     * @param id of an event that is due
     * @return its run
     * @throws IllegalArgumentException if there is no such event that waits
     * @throws IllegalStateException if it could not start now, with the reason: it is not due, has expired, is behind
     *     another of its group, paused, or not handled here; or as with {@link #drain}
     */
    HandledEvent step(UUID id);

    /**
     * Lets time pass: moves the stored times of events, keys and pauses back by so much, so that delays, retries,
     * expiries, the times for which events and keys are kept, and pauses come to their end. No clock is changed. What
     * comes of it is done by the next {@link #drain}.
     *
     * @param by more than zero, to the millisecond
     * @throws IllegalArgumentException if it is null, zero or negative
     * @throws IllegalStateException if there is a transaction
     */
    void advance(Duration by);

    /**
     * Lets the next call of a handler of this name fail: it is not called, and this is thrown instead. What follows is
     * what the engine does with an exception. Called several times, as many calls fail. The application's own engine,
     * where that is at work, knows nothing of it.
     *
     * @param name of the events
     * @param thrown anything that a handler could throw
     */
    void failNext(String name, Throwable thrown);

    /**
     * Delivers an event twice, as after a crash before the commit: it is handled, its transaction is rolled back as if
     * its instance had died, and it is handled again as what another instance has taken over, which uses no retry. So
     * the effects within the transaction must be there once, and those outside of it show whether a second delivery
     * does harm. A handler without a transaction has had all its effects twice.
     *
     * @param id of an event that is due
     * @return the first run, which is superseded, and the second
     * @throws IllegalArgumentException as with {@link #step}
     * @throws IllegalStateException as with {@link #step}
     */
    List<HandledEvent> redeliver(UUID id);

    /**
     * Waits until nothing is due, running or in retry, of the names that this application handles. Where the
     * application's own engine is not at work, it {@linkplain #drain drains} instead and waits for nothing.
     *
     * @param most how long, zero or more
     * @return whether nothing is left
     * @throws IllegalArgumentException if {@code most} is null or negative
     * @throws IllegalStateException as with {@link #drain}, but for an engine that is at work
     */
    boolean awaitIdle(Duration most);
}
