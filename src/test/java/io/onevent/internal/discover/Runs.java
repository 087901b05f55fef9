package io.onevent.internal.discover;

import java.util.ArrayList;
import java.util.List;

/** What the beans of a test did, in order. */
final class Runs {

    private static final List<String> DONE = new ArrayList<>();

    private Runs() {}

    static void note(String what) {
        DONE.add(what);
    }

    static void clear() {
        DONE.clear();
    }

    static List<String> done() {
        return List.copyOf(DONE);
    }
}
