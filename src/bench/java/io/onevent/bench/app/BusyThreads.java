package io.onevent.bench.app;

import java.util.Arrays;

/** How many threads of this JVM are inside the library: running, or waiting for a lock or an answer. */
final class BusyThreads {

    private static final String LIBRARY = "io.onevent.internal.";

    private BusyThreads() {}

    static long count() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().startsWith(LIBRARY)))
                .count();
    }
}
