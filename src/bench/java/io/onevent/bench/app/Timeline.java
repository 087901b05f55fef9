package io.onevent.bench.app;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * When the handlers of some events ran, in {@link System#nanoTime()}: on Linux all processes of a machine read the same clock there.
 *
 * @param handled how many handlers ended
 * @param firstStart when the first one started
 * @param headEnd when as many had ended as the head has
 * @param tailStart when only as many were left as the tail has
 * @param lastEnd when the last one ended
 * @param mostBusy the most threads seen inside the library at once, if that was looked at
 */
public record Timeline(long handled, long firstStart, long headEnd, long tailStart, long lastEnd, long mostBusy) {

    /** Reads what {@link #toText()} has written. */
    public static Timeline parse(String text) {
        long[] numbers = Arrays.stream(text.strip().split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        return new Timeline(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }

    /** One line for {@link #parse}. */
    public String toText() {
        return LongStream.of(handled, firstStart, headEnd, tailStart, lastEnd, mostBusy)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }

    /** A later look at the same run, with what this one has seen. */
    public Timeline then(Timeline later) {
        return new Timeline(
                later.handled,
                later.firstStart,
                later.headEnd,
                later.tailStart,
                later.lastEnd,
                Math.max(mostBusy, later.mostBusy));
    }

    /** Both together, of two processes that shared the events. */
    public Timeline and(Timeline other) {
        if (handled == 0 || other.handled == 0) {
            return handled == 0 ? other : this;
        }
        return new Timeline(
                handled + other.handled,
                Math.min(firstStart, other.firstStart),
                Math.max(headEnd, other.headEnd),
                Math.max(tailStart, other.tailStart),
                Math.max(lastEnd, other.lastEnd),
                Math.max(mostBusy, other.mostBusy));
    }
}
