package io.onevent.it;

import java.util.stream.IntStream;

/** How often the tests that kill and stall are repeated: once, or as often as the system property says. */
final class Rounds {

    static final String METHOD = "io.onevent.it.Rounds#all";

    private Rounds() {}

    static IntStream all() {
        return IntStream.rangeClosed(1, count());
    }

    static int count() {
        return Integer.getInteger("onevent.chaos.rounds", 1);
    }
}
