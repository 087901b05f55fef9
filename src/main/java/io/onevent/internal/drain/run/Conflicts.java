package io.onevent.internal.drain.run;

import io.onevent.internal.drain.queue.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Counts how often in a row another transaction was in the way of an event's: such a run came to nothing and uses no
 * retry, up to a bound, because what always meets another will never pass. Not stored: an event that goes to another
 * instance is counted anew there.
 */
final class Conflicts {

    private static final int MOST_IN_A_ROW = 20;
    private static final int MOST_EVENTS = 10_000;

    private static final Duration SHORTEST_REST = Duration.ofMillis(20);
    private static final int MOST_DOUBLINGS = 4;

    private final Map<UUID, Integer> inARow = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Integer> eldest) {
            return size() > MOST_EVENTS;
        }
    };

    /** What it means that an event met another transaction once more. */
    synchronized Outcome outcome(UUID event, Throwable conflict) {
        int count = inARow.merge(event, 1, Integer::sum);
        if (count <= MOST_IN_A_ROW) {
            return Outcome.undecided(conflict, rest(count));
        }
        inARow.remove(event);
        return Outcome.failed(conflict);
    }

    /** Of two that met, one rests longer. */
    private static Duration rest(int count) {
        long millis = SHORTEST_REST.toMillis() << Math.min(MOST_DOUBLINGS, count - 1);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }

    /** A run of the event came to something. */
    synchronized void forget(UUID event) {
        inARow.remove(event);
    }
}
