package io.onevent.internal.operate;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Lets a warning through at once, and again less and less often while it goes on. */
public final class Reminders {

    private static final long LEAST_SILENCE = Duration.ofMinutes(1).toNanos();
    private static final long MOST_SILENCE = Duration.ofHours(1).toNanos();

    private final Map<String, Said> said = new HashMap<>();

    private record Said(long nanos, long silence) {

        boolean isOver() {
            return System.nanoTime() - nanos > silence;
        }
    }

    /** Whether to warn now of this, which goes on or does not. */
    public boolean isDue(String what, boolean goesOn) {
        Said last = said.get(what);
        if (last != null && !last.isOver()) {
            return false;
        }
        if (!goesOn) {
            said.remove(what);
            return false;
        }
        long silence = last == null ? LEAST_SILENCE : Math.min(MOST_SILENCE, 2 * last.silence);
        said.put(what, new Said(System.nanoTime(), silence));
        return true;
    }
}
