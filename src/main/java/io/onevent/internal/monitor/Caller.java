package io.onevent.internal.monitor;

import java.util.function.Supplier;

/** Who has something done on the current thread, where the server does not know that. */
public final class Caller {

    private static final ThreadLocal<String> NAMED = new ThreadLocal<>();

    private Caller() {}

    /** Does this in somebody's name. */
    public static <T> T as(String who, Supplier<T> work) {
        String before = NAMED.get();
        NAMED.set(who);
        try {
            return work.get();
        } finally {
            if (before == null) {
                NAMED.remove();
            } else {
                NAMED.set(before);
            }
        }
    }

    /** Who that is, or null if nobody has said so. */
    public static String named() {
        return NAMED.get();
    }
}
