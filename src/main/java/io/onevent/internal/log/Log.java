package io.onevent.internal.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Every sentence that the library logs, each with a stable code. 1nn: handlers, 2nn: start and configuration, 3nn: instances
 * and leads, 4nn: events, 5nn: publishing.
 */
public final class Log {

    private static final Logger LOGGER = System.getLogger("io.onevent");

    private Log() {}

    private static void say(Level level, int code, String sentence) {
        say(level, code, sentence, null);
    }

    private static void say(Level level, int code, String sentence, Throwable cause) {
        LOGGER.log(level, "ONEVENT-" + code + ": " + sentence, cause);
    }
}
