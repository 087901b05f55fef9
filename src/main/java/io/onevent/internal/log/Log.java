package io.onevent.internal.log;

import io.onevent.Reason;
import io.onevent.RejectEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Every sentence that the library logs, each with a stable code. 1nn: handlers, 2nn: start and configuration, 3nn:
 * instances and leads, 4nn: events, 5nn: publishing. It goes to java.util.logging, which each server makes its own; a
 * sentence about an event has the event's name and id also as a map among the record's parameters, which Payara and
 * GlassFish write as fields.
 */
public final class Log {

    private static final Logger LOGGER = Logger.getLogger("io.onevent");

    /** So many names in a line are enough. */
    private static final int MOST_NAMES = 20;

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

    public static void payloadDoubtful(Object handler, String why) {
        say(
                Level.WARNING,
                153,
                "a payload may not arrive at " + handler + " as it was published: " + why
                        + "; mend the type, give it an adapter (@JsonbTypeAdapter), or offer a bean of type"
                        + " jakarta.json.bind.Jsonb");
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
        say(Level.FINE, 214, "the web.xml cannot be read, so the size of a pool that it declares is not known", cause);
    }

    public static void noSocketTimeout(String dataSource, String remedy) {
        say(
                Level.WARNING,
                218,
                "the data source " + dataSource
                        + " has no socket time-out: if the host of its database vanishes without a word, whoever reads from it"
                        + " waits for ever; set " + remedy
                        + " in its URL or properties, longer than its longest statement");
    }

    public static void defaultDataSource(String key, String name) {
        say(
                Level.WARNING,
                220,
                key + " is not set: events are kept in the server's default data source " + name
                        + "; set it to the JNDI name of the JTA data source that the business data is in, also if that is this one");
    }

    public static void outsideServer() {
        say(
                Level.INFO,
                222,
                "OnEvent " + Version.own()
                        + " rests, because this is CDI SE and no Jakarta EE server: no event is handled, @OnEvent methods run only if"
                        + " they are called, and what publishes or asks the queue gets an exception");
    }

    /** The sentence has the code of what is wrong. */
    public static void notDeployed(String sentence) {
        LOGGER.log(Level.SEVERE, sentence);
    }

    /** @param where the data source, and what it leads to */
    public static void started(Collection<String> names, int threads, String executor, String mode, String where) {
        say(
                Level.INFO,
                301,
                "OnEvent " + Version.own() + " handles events named " + names + " on up to " + threads + " threads of "
                        + executor + ", in mode " + mode + ", in the " + where);
    }

    public static void publishesOnly(boolean enabled, String where) {
        say(
                Level.INFO,
                302,
                "OnEvent " + Version.own() + " only publishes, into the " + where + ": "
                        + (enabled
                                ? "no bean of this application has an @OnEvent method"
                                : "onevent.enabled=false on this instance"));
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

    public static void leadNotTaken(Collection<String> names, Throwable cause) {
        say(Level.FINE, 306, "the leads of " + names + " were not taken: another instance was faster", cause);
    }

    public static void tookOver(UUID instance, String application, int events, boolean gone) {
        String held = ", " + events + " events that it held are suspect";
        String name = "instance " + instance + " of " + application;
        if (gone) {
            say(Level.WARNING, 332, name + " has died with its process on this host: took over at once" + held);
        } else {
            say(Level.WARNING, 307, name + " was not heard of for a lease: took over" + held);
        }
    }

    public static void rollbackFailed(Throwable cause) {
        say(Level.WARNING, 308, "a rollback failed; the transaction ends with its time-out", cause);
    }

    public static void noThread(Throwable cause) {
        say(
                Level.FINE,
                309,
                "the managed executor has no thread to spare: the next look at the table tries again",
                cause);
    }

    public static void tooFewThreads(String executor, int given, int threads, long seconds) {
        say(
                Level.WARNING,
                335,
                "the executor " + executor + " has given " + given + " of the " + threads
                        + " threads that onevent.threads asks for, while events wait for one, for " + seconds
                        + " s: give it more threads, name another in onevent.executor, or lower onevent.threads");
    }

    public static void readRefused(Throwable cause) {
        say(Level.FINE, 310, "due events could not be read: the next look at the table tries again", cause);
    }

    public static void databaseFails(Throwable cause, Duration again) {
        say(
                Level.WARNING,
                311,
                "the database cannot be worked with (" + Thrown.message(cause) + "): tried again every " + again
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
                "instance " + instance + " could not hand over: others go on at the latest when its lease of " + lease
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

    /** @param who the caller, or null where that is not known */
    public static void deed(String what, String who) {
        say(Level.INFO, 340, what + (who == null ? "" : ", by " + who));
    }

    /** @param until null for no end */
    public static void nameHeld(String name, Instant until, boolean broken) {
        String end = broken
                ? "then one is tried as a probe, and the others go on if it is processed"
                : "EventQueue.resume lets them go on sooner";
        say(
                Level.INFO,
                341,
                "events named " + name + " are paused"
                        + (broken ? " because runs of them failed" : "")
                        + (until == null ? ": none starts before EventQueue.resume" : " until " + until + ": " + end));
    }

    public static void namesGoOn(Collection<String> names) {
        say(Level.INFO, 342, "events named " + names + " go on after a pause");
    }

    public static void broken(String name, int failed, Duration time) {
        say(
                Level.WARNING,
                343,
                failed + " runs of events named " + name
                        + " have failed in a row (onevent.break-after): none of them starts" + " for " + time
                        + ", on any instance; then one is tried as a probe");
    }

    /** @param aloud whether this has not been said of the same name just now */
    public static void probeFailed(UUID id, String name, Duration time, Throwable cause, boolean aloud) {
        sayOf(
                aloud ? Level.WARNING : Level.FINE,
                344,
                id,
                name,
                " failed as the probe of its name: " + Thrown.line(cause) + "; no retry is used for it, and none of its"
                        + " name starts for " + time + "; further probes are not told of for a while");
    }

    public static void mended(String name) {
        say(Level.INFO, 345, "a probe of events named " + name + " was processed: all of them go on");
    }

    public static void deathsNotTold(int deaths, UUID first, Throwable cause) {
        say(
                Level.SEVERE,
                425,
                "the handlers of onevent.dead are not told of " + deaths + " dead event(s), the first of them " + first
                        + ": publishing that was refused (" + Thrown.message(cause)
                        + "); they are buried all the same, and others of this cause are not named",
                cause);
    }

    public static void processed(UUID id, String name) {
        if (LOGGER.isLoggable(Level.FINE)) {
            sayOf(Level.FINE, 401, id, name, " is processed");
        }
    }

    /**
     * A line, with the stack trace of the first failure; those that follow are most often the same.
     *
     * @param before how many of its runs had failed before
     */
    public static void failed(UUID id, String name, int before, int maxRetries, Duration after, Throwable cause) {
        sayOf(
                Level.WARNING,
                402,
                id,
                name,
                " failed: " + Thrown.line(cause) + "; retry " + (before + 1) + " of " + maxRetries + " follows in "
                        + after.toMillis() + " ms",
                before == 0 || LOGGER.isLoggable(Level.FINE) ? cause : null);
    }

    /** It failed once more than it may. */
    public static void buried(UUID id, String name, int retry, Throwable cause) {
        String where = "; the stack trace of its last run is in onevent_dead_event, that of its first in the log";
        String why = Thrown.line(cause) + (retry == 0 ? "" : where);
        buried(Level.SEVERE, id, name, Reason.FAILED, retry, why, retry == 0 ? cause : null);
    }

    /** Its handler wants it so: that is no error. */
    public static void rejected(UUID id, String name, int retry, RejectEventException rejection) {
        buried(Level.WARNING, id, name, Reason.REJECTED, retry, Thrown.lineWithoutClass(rejection), null);
    }

    /** Its instance died in each of its runs. */
    public static void lost(UUID id, String name, int retry, String message) {
        buried(Level.SEVERE, id, name, Reason.LOST, retry, message, null);
    }

    private static void buried(
            Level level, UUID id, String name, Reason reason, int retry, String why, Throwable cause) {
        sayOf(
                level,
                403,
                id,
                name,
                " is dead: " + reason + " after " + retry + " retries" + (why == null ? "" : ", " + why)
                        + "; DeadEvents.replay runs it again",
                cause);
    }

    public static void postponed(UUID id, String name, Duration duration) {
        sayOf(Level.FINE, 404, id, name, " is postponed for " + duration);
    }

    public static void superseded(UUID id, String name, boolean told) {
        sayOf(
                told ? Level.INFO : Level.FINE,
                405,
                id,
                name,
                " was ended, changed or taken over meanwhile: this run counts for nothing, and its transaction, if it has one, is rolled back");
    }

    /** @param told whether this is not to be said again so soon */
    public static void batchFailed(String name, int events, String why, boolean told) {
        say(
                told ? Level.WARNING : Level.FINE,
                432,
                events + " events " + name + " were handled together in vain, and each is run by itself now: " + why);
    }

    public static void recalled(UUID id, String name) {
        sayOf(
                Level.INFO,
                430,
                id,
                name,
                " was cancelled, put off, replaced or taken over while it ran: its handler is interrupted");
    }

    /** @param aloud whether this has not been said of the same cause just now */
    public static void undecided(UUID id, String name, Throwable cause, boolean aloud) {
        sayOf(
                aloud ? Level.WARNING : Level.FINE,
                406,
                id,
                name,
                " came to nothing because of the database or of another transaction: run again soon, not counted as a failed"
                        + " run; others of this cause are not named for a while",
                cause);
    }

    public static void expired(String name, int count, UUID first, Instant expiredAt) {
        say(
                Level.SEVERE,
                407,
                count == 1
                        ? "event " + name + " " + first + " is dead: EXPIRED, it was not started before " + expiredAt
                        : count + " events named " + name + " are dead: EXPIRED, the first of them " + first
                                + ", which was not started before " + expiredAt);
    }

    public static void closeToExpiry(String name, double lifeLeft) {
        say(
                Level.WARNING,
                415,
                "events named " + name + " are about to expire: one had " + Math.round(1000 * lifeLeft) / 10.0
                        + " % of its life left when it started; see why they wait");
    }

    public static void noThreadToSpare(Collection<String> names) {
        say(
                Level.WARNING,
                319,
                "onevent.threads = 1 for the names " + names + ": while a handler runs, no other event starts, "
                        + "whatever its name or its expiry");
    }

    public static void lostRun(UUID id, String name, int retry, int maxRetries) {
        sayOf(
                Level.WARNING,
                408,
                id,
                name,
                ": its instance died while running it; retry " + retry + " of " + maxRetries + " follows");
    }

    public static void transactionSpoilt(UUID id, String name, String obstacle) {
        sayOf(Level.SEVERE, 409, id, name, " cannot be ended: " + obstacle);
    }

    public static void overdue(UUID id, String name, long seconds) {
        sayOf(
                Level.SEVERE,
                410,
                id,
                name,
                " is overdue: its handler has run for " + seconds
                        + " s and reacts neither to its time-out nor to an interrupt; it keeps its thread, and the event is not "
                        + "started again while it does");
    }

    /** @param similar the handled name that may be meant by another */
    public static void unhandled(Collection<String> names, Function<String, Optional<String>> similar) {
        String more = names.size() > MOST_NAMES ? " and of " + (names.size() - MOST_NAMES) + " other names" : "";
        String some = names.stream()
                .limit(MOST_NAMES)
                .map(name -> name
                        + similar.apply(name)
                                .map(meant -> " (is " + meant + " meant?)")
                                .orElse(""))
                .collect(Collectors.joining(", "));
        say(Level.WARNING, 411, "events named " + some + more + " wait, and no live instance has a handler for them");
    }

    public static void endNotWritten(UUID id, String name, Throwable cause) {
        sayOf(
                Level.WARNING,
                412,
                id,
                name,
                " was run, and its end could not be written: tried again"
                        + " after longer and longer pauses; others of this cause are not named for a while",
                cause);
    }

    public static void endGivenUp(UUID id, String name) {
        sayOf(
                Level.WARNING,
                413,
                id,
                name,
                " was run, and its end could not be written before the lease ran out: it runs again; others are not named for"
                        + " a while");
    }

    public static void waitsLong(UUID id, String name, Duration waited, long waiting, String why) {
        sayOf(
                Level.WARNING,
                416,
                id,
                name,
                " has waited for " + waited.withNanos(0) + ", longer than onevent.warn-waiting, and " + (waiting - 1)
                        + " more of its name wait: " + why);
    }

    public static void notBuried(UUID id, String name, Throwable cause) {
        sayOf(
                Level.SEVERE,
                423,
                id,
                name,
                " has expired and cannot be moved to the dead events: it stays where it is, and the others go on; tried again later",
                cause);
    }

    public static void unreadable(UUID id, String name, String why) {
        sayOf(
                Level.SEVERE,
                421,
                id,
                name,
                " is dead: UNREADABLE, its row cannot be read (" + why + "); the others go on");
    }

    public static void payloadUnreadable(UUID id, String name, String why) {
        sayOf(Level.SEVERE, 424, id, name, " is dead: UNREADABLE, " + why);
    }

    public static void unreadableLeft(UUID id, String name, String why, Throwable cause) {
        sayOf(
                Level.SEVERE,
                422,
                id,
                name,
                " is not handled: its row cannot be read (" + why
                        + ") and cannot be moved to the dead events; it stays where it is until it is mended or deleted, and the"
                        + " others go on",
                cause);
    }

    public static void cleaned(long processed, long dead, long keys) {
        say(
                Level.INFO,
                320,
                "cleaned " + processed + " processed and " + dead
                        + " dead events, whose time in onevent.keep-processed and onevent.keep-dead was over"
                        + (keys == 0 ? "" : ", and " + keys + " keys, whose time in keyFor was over"));
    }

    /** @param ids of those that are not replayed */
    public static void keyWaits(Collection<UUID> ids) {
        say(
                Level.WARNING,
                431,
                ids.size() + " event(s) are not replayed, since one with the same name and key waits already: "
                        + ids.stream().limit(MOST_NAMES).map(UUID::toString).collect(Collectors.joining(", "))
                        + (ids.size() > MOST_NAMES ? " and others" : ""));
    }

    public static void notWatched(String what, Throwable cause) {
        say(Level.WARNING, 321, what + " cannot be offered: everything else works", cause);
    }

    public static void figuresShown(String where) {
        say(Level.INFO, 322, "the figures of the queue are shown in " + where);
    }

    public static void traced(String where, boolean asChildren) {
        say(
                Level.INFO,
                350,
                "events are traced in " + where + ": the span of a run is " + (asChildren ? "a child of" : "linked to")
                        + " that of its publishing");
    }

    public static void tracingFails(Throwable cause) {
        say(
                Level.WARNING,
                351,
                "the server's tracing fails: events are published and handled, but their spans or the links between"
                        + " them may be missing; said once",
                cause);
    }

    public static void freed(int events) {
        say(
                Level.WARNING,
                323,
                events + " events that this instance held and did not know are free again: a connection was lost in a "
                        + "commit, or the database has gone back to an earlier state");
    }

    public static void notRenewed(UUID instance, long seconds) {
        say(
                Level.WARNING,
                324,
                "instance " + instance
                        + " does not renew its lease: a look at the table, a take or the writing of ends has not"
                        + " come back for " + seconds
                        + " s, so others may take over; a connection that gives no answer ends"
                        + " with the driver's socket time-out, if it has one");
    }

    public static void slowDatabase(long millis) {
        say(
                Level.WARNING,
                325,
                "the database answers slowly: a statement that reads one row takes " + millis
                        + " ms; handlers start as fast as that allows, samples and cleaning give way");
    }

    public static void timersDoNotCome() {
        say(
                Level.WARNING,
                326,
                "the timers of the server do not come, because its clock was set back, their thread has ended or the server is suspended: a thread of"
                        + " OnEvent's own looks at the table and renews the lease meanwhile");
    }

    public static void noHeartbeat(String threads, Throwable cause) {
        say(
                Level.INFO,
                327,
                "there is no thread from " + threads + ": nothing stands in for the server's timers if these stop",
                cause);
    }

    public static void rowsPutBack(String table, String rows) {
        say(Level.WARNING, 330, "rows of " + table + " had been deleted and are put back: " + rows);
    }

    public static void rowsNotPutBack(String table, Throwable cause) {
        say(
                Level.SEVERE,
                331,
                "rows of " + table + " are missing and cannot be put back (" + Thrown.message(cause)
                        + "): let somebody insert them who may, as the changelog does",
                cause);
    }

    public static void clockJumped(Duration by) {
        say(
                Level.WARNING,
                333,
                "the database's clock was set " + (by.isNegative() ? "back" : "forward") + " by "
                        + by.abs().toSeconds()
                        + " s: "
                        + (by.isNegative()
                                ? "what was published before is due and expires as much later, and its groups wait for it"
                                : "what is delayed is due and expires as much sooner"));
    }

    public static void deadHoldsLock(UUID instance, long seconds) {
        say(
                Level.WARNING,
                334,
                "instance " + instance + " has not renewed its lease for " + seconds
                        + " s more than that lasts, and nobody can take over from it: a transaction holds the lock of its row. It was stopped"
                        + " in the middle of one, or its host is lost: end its sessions, or let the database end them"
                        + " (idle_in_transaction_session_timeout on PostgreSQL)");
    }

    public static void livesShort(String name, Duration life, Duration startElsewhere) {
        say(
                Level.WARNING,
                433,
                "an event named " + name + " expires " + life.toMillis()
                        + " ms after it is due; where another instance handles it that starts it up to "
                        + startElsewhere.toMillis()
                        + " ms after it is due, if a thread is free: give it longer, or shorten onevent.poll-interval");
    }

    public static void unforeseen(UUID id, String name, Throwable cause) {
        sayOf(Level.SEVERE, 414, id, name, " met with an error of OnEvent itself, which counts as a failed run", cause);
    }

    public static void unforeseen(Throwable cause) {
        say(Level.SEVERE, 317, "met with an error of OnEvent itself; the next look at the table goes on", cause);
    }

    private static void sayOf(Level level, int code, UUID id, String name, String sentence) {
        sayOf(level, code, id, name, sentence, null);
    }

    private static void sayOf(Level level, int code, UUID id, String name, String sentence, Throwable cause) {
        say(
                level,
                code,
                "event " + name + " " + id + sentence,
                cause,
                Map.of("eventName", name, "eventId", id.toString()));
    }

    private static void say(Level level, int code, String sentence) {
        say(level, code, sentence, null);
    }

    private static void say(Level level, int code, String sentence, Throwable cause) {
        say(level, code, sentence, cause, Map.of());
    }

    private static void say(Level level, int code, String sentence, Throwable cause, Map<String, String> fields) {
        if (!LOGGER.isLoggable(level)) {
            return;
        }
        LogRecord line = new LogRecord(level, "ONEVENT-" + code + ": " + sentence);
        line.setLoggerName(LOGGER.getName());
        line.setThrown(Thrown.printable(cause));
        // With parameters a brace would stand for one of them.
        if (!fields.isEmpty() && sentence.indexOf('{') < 0) {
            line.setParameters(new Object[] {fields});
        }
        try {
            LOGGER.log(line);
        } catch (Throwable refused) {
            // A logger that fails is the server's; it must not end what is told of.
        }
    }
}
