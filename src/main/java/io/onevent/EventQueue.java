package io.onevent;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The queue as a whole: hold it, let it go on, look at it, wait for it. Inject it with {@code @Inject}. Safe for use by
 * many threads.
 *
 * <p><b>Errors</b>, of every method: {@link EventStoreException} if the database refuses.
 */
public interface EventQueue {

    /**
     * Lets no event start any more, on any instance. What runs goes on to its end, with all of its handlers; publishing
     * goes on, and events expire as ever. It is kept in the database: instances obey within their poll interval, also
     * those that start later. Joins the caller's transaction; where there is none, this instance obeys at once.
     */
    void pause();

    /**
     * Lets events start again, on all instances within their poll interval, on this one at once. Joins the caller's
     * transaction; where there is one, this instance obeys within its poll interval, too.
     */
    void resume();

    /**
     * Lets no event of this name start any more, on any instance, until {@link #resume(String)}. Otherwise like
     * {@link #pause()}, which it does not depend on: an event starts while neither is in force. Takes the place of an
     * earlier pause of the name, also of one that came of failed runs ({@code onevent.break-after}).
     *
     * @param name the name, compared exactly; whether somebody handles it or not
     * @throws IllegalArgumentException if the name is null, blank or longer than 100 characters, or holds the character
     *     U+0000 or half of a surrogate pair
     */
    void pause(String name);

    /**
     * The same until this time, or until {@link #resume(String)} if that comes first.
     *
     * @param name the name, compared exactly; whether somebody handles it or not
     * @param until by the database's clock; if it has passed already, nothing is paused, and an earlier pause of the
     *     name is over unless it came of failed runs
     * @throws IllegalArgumentException if the name is as for {@link #pause(String)}, or the time is null or after the
     *     year 9999
     */
    void pause(String name, Instant until);

    /**
     * Lets events of this name start again, whether they were paused by {@link #pause(String)} or because of failed
     * runs; nothing happens if they were not. Takes effect like {@link #resume()}, of which it is independent.
     *
     * @param name the name, compared exactly
     * @throws IllegalArgumentException if the name is as for {@link #pause(String)}
     */
    void resume(String name);

    /**
     * How the queue is. The figures come from a sample that is at most a poll interval old, shared by all that ask
     * here. Events are counted up to {@value QueueStatus#MOST_COUNTED} per name, dead ones per name and reason; what
     * runs on other instances is what these wrote down at their last poll. Joins the caller's transaction where there
     * is one.
     *
     * @return the last sample, or one that is taken now
     */
    QueueStatus status();

    /**
     * Why an event waits, or what became of it. Asks the database about this one event, and about its group's head and
     * its name where that matters. Joins the caller's transaction where there is one.
     *
     * @param id the event's id
     * @return what keeps it, or {@link Explanation.Answer#UNKNOWN} if there is no such event
     * @throws IllegalArgumentException if the id is null
     */
    Explanation explain(UUID id);

    /**
     * Waits until no event whose name has a handler in this application is due, running, postponed or waiting for a
     * retry, on whatever instance; what is delayed and was never started does not count. Looks several times a second.
     * While the queue or one of the names is paused, or events cannot be handled for another reason, it waits in vain.
     * It does not wait for events whose name has no handler here, as one that is misspelt: those that no live instance
     * handles are named in the log (ONEVENT-411) before it returns, each name once while that lasts, if the database
     * tells them.
     *
     * @param most how long to wait at most; zero looks once
     * @return true if nothing of that kind was there at the last look; false if that did not happen in time, or the
     *     thread was interrupted, which it then still is
     * @throws IllegalArgumentException if {@code most} is null or negative
     * @throws IllegalStateException if the thread has a transaction: what it has published itself would be waited for
     *     in vain
     */
    boolean awaitIdle(Duration most);
}
