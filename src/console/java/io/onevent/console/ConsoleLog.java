package io.onevent.console;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Every sentence that the console logs, each with a stable code. */
final class ConsoleLog {

    private static final Logger LOGGER = Logger.getLogger("io.onevent");

    /** Whoever attacks shall not fill the log. */
    private static final long PAUSE_NANOS = 6_000_000_000L;

    private static long lastNanos = System.nanoTime() - PAUSE_NANOS;

    private ConsoleLog() {}

    static void notDeployed(String why) {
        LOGGER.severe(why);
    }

    static void isThere(String place, List<String> roles) {
        say(Level.INFO, 440, "the console is at " + place + " for users in the roles " + roles, null);
    }

    static void isOpen(String place) {
        say(
                Level.WARNING,
                441,
                "the console at " + place + " is open to requests from this machine itself, without a login and with"
                        + " all rights: onevent.console.open is for development, remove it elsewhere",
                null);
    }

    static void isForNobody(String place) {
        say(
                Level.WARNING,
                442,
                "the console at " + place + " is enabled and nobody may use it: name application roles by"
                        + " onevent.console.role.view, onevent.console.role.operate and onevent.console.role.payload",
                null);
    }

    static void refused(String who, String why) {
        if (isDue()) {
            say(Level.WARNING, 443, "a request to act, of " + who + ", is refused: " + why, null);
        }
    }

    static void failed(String path, Throwable thrown) {
        if (isDue()) {
            say(Level.WARNING, 444, "the console cannot answer " + path + ": " + thrown, thrown);
        }
    }

    static void works(String what, String who) {
        say(Level.INFO, 445, what + ", by " + who, null);
    }

    static void workEnds(String what, String how, Throwable thrown) {
        say(thrown == null ? Level.INFO : Level.WARNING, 446, what + ": " + how, thrown);
    }

    static void notReady(Throwable thrown) {
        say(
                Level.WARNING,
                447,
                "the console does not find the queue yet, and will look again at the first request: " + thrown,
                null);
    }

    private static synchronized boolean isDue() {
        long now = System.nanoTime();
        if (now - lastNanos < PAUSE_NANOS) {
            return false;
        }
        lastNanos = now;
        return true;
    }

    private static void say(Level level, int code, String sentence, Throwable thrown) {
        LOGGER.log(level, thrown, () -> "ONEVENT-" + code + ": " + sentence.replaceAll("\\p{Cntrl}", " "));
    }
}
