package io.onevent.internal.drain;

import io.onevent.internal.log.Log;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Warns when events start so late that the next ones may expire. */
final class NearMisses {

    /** An event that has less than this part of its life left when it starts is close to expiry. */
    private static final double CLOSE = 0.1;

    private static final long LEAST_SILENCE = Duration.ofMinutes(1).toNanos();
    private static final long MOST_SILENCE = Duration.ofHours(1).toNanos();

    private final Taken taken;
    private final Map<String, Said> said = new HashMap<>();

    NearMisses(Taken taken) {
        this.taken = taken;
    }

    private record Said(long nanos, long silence) {}

    /** Says of each name how close it came, less and less often while it goes on. */
    void look() {
        long now = System.nanoTime();
        taken.leastLifeLeft().forEach((name, left) -> {
            Said last = said.get(name);
            if (left < CLOSE && (last == null || now - last.nanos > last.silence)) {
                Log.closeToExpiry(name, left);
                long silence = last == null ? LEAST_SILENCE : Math.min(MOST_SILENCE, 2 * last.silence);
                said.put(name, new Said(now, silence));
            } else if (last != null && now - last.nanos > MOST_SILENCE) {
                said.remove(name);
            }
        });
    }
}
