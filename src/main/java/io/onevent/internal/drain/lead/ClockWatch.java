package io.onevent.internal.drain.lead;

import io.onevent.internal.log.Log;
import java.time.Duration;
import java.time.Instant;

/** Says once of each jump of the database's clock by how much it went, against this machine's monotonic clock. */
final class ClockWatch {

    private static final Duration JUMP = Duration.ofSeconds(5);

    private Instant last;
    private long lastBeforeNanos;
    private long lastAfterNanos;

    /** It read so between these two times, by {@link System#nanoTime()}. */
    void look(Instant clock, long beforeNanos, long afterNanos) {
        if (last != null) {
            Duration by = jump(clock, beforeNanos, afterNanos);
            if (by.abs().compareTo(JUMP) > 0) {
                Log.clockJumped(by);
            }
        }
        last = clock;
        lastBeforeNanos = beforeNanos;
        lastAfterNanos = afterNanos;
    }

    /** By how much it went forward too much, or too little, at least; zero for what slow answers explain. */
    Duration jump(Instant clock, long beforeNanos, long afterNanos) {
        Duration went = Duration.between(last, clock);
        Duration tooMuch = went.minusNanos(afterNanos - lastBeforeNanos);
        Duration tooLittle = went.minusNanos(beforeNanos - lastAfterNanos);
        return tooMuch.isNegative() ? tooLittle.isNegative() ? tooLittle : Duration.ZERO : tooMuch;
    }
}
