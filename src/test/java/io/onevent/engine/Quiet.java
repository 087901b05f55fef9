package io.onevent.engine;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What goes wrong on purpose, a thousand times, is not logged. */
final class Quiet {

    private static final Logger LIBRARY = Logger.getLogger("io.onevent");
    private static final Logger CONTAINER = Logger.getLogger("org.jboss.weld");

    private Quiet() {}

    static void now() {
        if (!Boolean.getBoolean("onevent.fuzz.log")) {
            LIBRARY.setLevel(Level.OFF);
        }
        CONTAINER.setLevel(Level.WARNING);
    }

    /** For the tests that look at what is logged. */
    static void noMore() {
        LIBRARY.setLevel(null);
    }
}
