package io.onevent.internal.log;

import io.onevent.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;

/**
 * Every sentence that the library logs, each with a stable code. 1nn: handlers, 2nn: start and configuration, 3nn: instances
 * and leads, 4nn: events, 5nn: publishing.
 */
public final class Log {

    private static final Logger LOGGER = System.getLogger("io.onevent");

    private Log() {}

    public static void handlerRequiresNewTransaction(Object handler) {
        say(
                Level.WARNING,
                150,
                handler
                        + " is REQUIRES_NEW: its work commits apart from the end of the event and may happen more than once");
    }

    public static void handlerManagesItsTransaction(Object handler) {
        say(
                Level.WARNING,
                151,
                handler
                        + " is on a bean-managed EJB: its work commits apart from the end of the event and may happen more"
                        + " than once");
    }

    public static void handlerIsOnNoBean(Object method) {
        say(Level.WARNING, 152, method + " has @OnEvent, but its class is not an enabled bean: it handles no events");
    }

    public static void unknownKey(String key, String similar) {
        say(
                Level.WARNING,
                212,
                "the configuration has " + key + ", which is no key of OnEvent: is " + similar + " meant?");
    }

    public static void poolTooSmall(int size, int needed) {
        say(
                Level.WARNING,
                213,
                "the data source's pool has " + size + " connections, fewer than onevent.threads + 2 = " + needed
                        + ": handlers will wait for each other, and the lease may be lost; enlarge the pool or lower the threads");
    }

    public static void webXmlNotRead(Throwable cause) {
        say(Level.DEBUG, 214, "the web.xml cannot be read, so the size of a pool that it declares is not known", cause);
    }

    /** The sentence has the code of what is wrong. */
    public static void notDeployed(String sentence) {
        LOGGER.log(Level.ERROR, sentence);
    }

    public static void started(Collection<String> names, int threads) {
        say(Level.INFO, 301, "handles events named " + names + " on up to " + threads + " threads");
    }

    public static void publishesOnly(boolean enabled) {
        say(
                Level.INFO,
                302,
                enabled
                        ? "this application has no @OnEvent method: it only publishes"
                        : "onevent.enabled=false: this instance only publishes");
    }

    public static void entered(UUID instance, String application) {
        say(Level.INFO, 303, "instance " + instance + " of " + application + " is alive");
    }

    public static void leaseLost(UUID instance) {
        say(
                Level.WARNING,
                304,
                "instance " + instance
                        + " was not heard of for a lease and was taken for dead; what it runs will not be "
                        + "committed, and it goes on as a new instance");
    }

    public static void leads(UUID instance, String does, Collection<String> names) {
        say(Level.INFO, 305, "instance " + instance + " " + does + " " + names);
    }

    public static void leadNotTaken(String name, Throwable cause) {
        say(Level.DEBUG, 306, "the lead of " + name + " was not taken: another instance was faster", cause);
    }

    public static void tookOver(UUID instance, String application, int events) {
        say(
                Level.WARNING,
                307,
                "instance " + instance + " of " + application + " was not heard of for a lease: took over, " + events
                        + " events that it held are suspect");
    }

    public static void rollbackFailed(Throwable cause) {
        say(Level.WARNING, 308, "a rollback failed; the transaction ends with its time-out", cause);
    }

    public static void noThread(Throwable cause) {
        say(
                Level.DEBUG,
                309,
                "the managed executor has no thread to spare: the next look at the table tries again",
                cause);
    }

    public static void readRefused(Throwable cause) {
        say(Level.DEBUG, 310, "due events could not be read: the next look at the table tries again", cause);
    }

    public static void databaseFails(Throwable cause, Duration again) {
        say(
                Level.WARNING,
                311,
                "the database cannot be worked with (" + cause.getMessage() + "): tried again every " + again
                        + ", nothing is lost",
                cause);
    }

    public static void databaseIsBack() {
        say(Level.INFO, 312, "the database is back");
    }

    public static void left(UUID instance) {
        say(Level.INFO, 313, "instance " + instance + " has stopped and handed over");
    }

    public static void notLeft(UUID instance, Duration lease, Throwable cause) {
        say(
                Level.WARNING,
                314,
                "instance " + instance + " could not hand over: others go on when its lease of " + lease
                        + " has run out",
                cause);
    }

    public static void stillRunning(Collection<String> runs, Duration waited) {
        say(
                Level.WARNING,
                315,
                "stopped although after " + waited + " these still run: " + runs
                        + "; they are repeated elsewhere when the lease has run out, unless they commit before");
    }

    public static void notClosed(Throwable cause) {
        say(Level.WARNING, 316, "JSON-B could not be closed", cause);
    }

    public static void paused(boolean pauses) {
        say(
                Level.INFO,
                318,
                pauses
                        ? "the queue is paused: no handler starts before EventQueue.resume"
                        : "the queue goes on after a pause");
    }

    public static void processed(UUID id, String name) {
        if (LOGGER.isLoggable(Level.DEBUG)) {
            say(Level.DEBUG, 401, event(name, id) + " is processed");
        }
    }

    public static void failed(UUID id, String name, int retry, int maxRetries, Duration after, Throwable cause) {
        say(
                Level.WARNING,
                402,
                event(name, id) + " failed; retry " + retry + " of " + maxRetries + " follows in " + after.toMillis()
                        + " ms",
                cause);
    }

    public static void buried(UUID id, String name, Reason reason, int retry, String message, Throwable cause) {
        say(
                Level.ERROR,
                403,
                event(name, id) + " is dead: " + reason + " after " + retry + " retries"
                        + (message == null ? "" : ", " + message) + "; DeadEvents.replay runs it again",
                cause);
    }

    public static void postponed(UUID id, String name, Duration duration) {
        say(Level.DEBUG, 404, event(name, id) + " is postponed for " + duration);
    }

    public static void superseded(UUID id, String name) {
        say(
                Level.WARNING,
                405,
                event(name, id)
                        + " was ended or taken over meanwhile: this run was rolled back and counts for nothing");
    }

    public static void undecided(UUID id, String name, Throwable cause) {
        say(
                Level.WARNING,
                406,
                event(name, id)
                        + " could not be ended because of the database: looked at again soon, not counted as a failed run",
                cause);
    }

    public static void expired(String name, int count, UUID first, Instant expiredAt) {
        say(
                Level.ERROR,
                407,
                count == 1
                        ? event(name, first) + " is dead: EXPIRED, it was not started before " + expiredAt
                        : count + " events named " + name + " are dead: EXPIRED, the first of them " + first
                                + ", which was not started before " + expiredAt);
    }

    public static void closeToExpiry(String name, double lifeLeft) {
        say(
                Level.WARNING,
                415,
                "events named " + name + " are about to expire: one had " + Math.round(1000 * lifeLeft) / 10.0
                        + " % of its life left when it started; give them more threads, or publish fewer");
    }

    public static void noThreadToSpare(Collection<String> names) {
        say(
                Level.WARNING,
                319,
                "onevent.threads = 1 for the names " + names + ": while a handler runs, no other event starts, "
                        + "whatever its name or its expiry");
    }

    public static void lostRun(UUID id, String name, int retry, int maxRetries) {
        say(
                Level.WARNING,
                408,
                event(name, id) + ": its instance died while running it; retry " + retry + " of " + maxRetries
                        + " follows");
    }

    public static void transactionSpoilt(UUID id, String name, String obstacle) {
        say(Level.ERROR, 409, event(name, id) + " cannot be ended: " + obstacle);
    }

    public static void overdue(UUID id, String name, long seconds) {
        say(
                Level.ERROR,
                410,
                event(name, id) + " is overdue: its handler has run for " + seconds
                        + " s and reacts neither to its time-out nor to an interrupt; it keeps its thread, and the event is not "
                        + "started again while it does");
    }

    public static void unhandled(String name) {
        say(Level.WARNING, 411, "events named " + name + " wait, and no live instance has a handler for them");
    }

    public static void endNotWritten(UUID id, String name, Throwable cause) {
        say(Level.WARNING, 412, "the end of a run of " + event(name, id) + " could not be written: tried again", cause);
    }

    public static void endGivenUp(UUID id, String name) {
        say(
                Level.WARNING,
                413,
                "the end of a run of " + event(name, id)
                        + " could not be written before the lease ran out: it runs again");
    }

    public static void unforeseen(UUID id, String name, Throwable cause) {
        say(Level.ERROR, 414, event(name, id) + " met with an error of OnEvent itself: it runs again", cause);
    }

    public static void unforeseen(Throwable cause) {
        say(Level.ERROR, 317, "met with an error of OnEvent itself; the next look at the table goes on", cause);
    }

    private static String event(String name, UUID id) {
        return "event " + name + " " + id;
    }

    private static void say(Level level, int code, String sentence) {
        say(level, code, sentence, null);
    }

    private static void say(Level level, int code, String sentence, Throwable cause) {
        LOGGER.log(level, "ONEVENT-" + code + ": " + sentence, cause);
    }
}
