package io.onevent.testkit.internal;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Every sentence that the test kit logs. */
final class KitLog {

    private static final Logger LOGGER = Logger.getLogger("io.onevent");

    private KitLog() {}

    static void off() {
        LOGGER.log(
                Level.WARNING,
                "ONEVENT-434: the test kit of OnEvent is among the libraries and does nothing, because onevent.testkit"
                        + " is not true: leave its JAR out of what is no test");
    }

    static void on(boolean engineWorks) {
        LOGGER.log(
                Level.WARNING,
                "ONEVENT-435: the test kit of OnEvent is on: TestEvents can delete and change all events; "
                        + (engineWorks
                                ? "they are handled by themselves, because onevent.enabled is true"
                                : "none is handled but by it"));
    }
}
