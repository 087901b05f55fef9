package io.onevent.internal.monitor;

import io.onevent.QueueStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** Counts what happens on this instance, and keeps the last sample, for whoever shows figures. */
@ApplicationScoped
public class Counts implements Watcher {

    /** Names beyond so many are counted together, so that nobody's monitoring is flooded. */
    static final int MOST_NAMES = 200;

    static final String OTHERS = "(others)";

    /** What has happened to the events of one name on this instance since it started. */
    static final class OfName {

        final LongAdder published = new LongAdder();
        private final LongAdder[] ended = new LongAdder[End.values().length];

        private OfName() {
            for (int i = 0; i < ended.length; i++) {
                ended[i] = new LongAdder();
            }
        }

        LongAdder ended(End end) {
            return ended[end.ordinal()];
        }
    }

    private final Map<String, OfName> byName = new ConcurrentHashMap<>();
    private volatile Sample sample;
    private volatile Engine engine;

    @Override
    public void works(Engine working) {
        engine = working;
    }

    @Override
    public void stops() {
        engine = null;
    }

    @Override
    public void published(String name, int events) {
        of(name).published.add(events);
    }

    @Override
    public void ended(String name, End end, Duration ran) {
        of(name).ended(end).increment();
    }

    @Override
    public void sampled(Sample sample) {
        this.sample = sample;
    }

    /** The last sample, or null before the first. */
    Sample sample() {
        return sample;
    }

    /** This figure of all names together, as of the last sample. */
    long sum(ToLongFunction<QueueStatus.Name> figure) {
        Sample last = sample;
        return last == null
                ? 0
                : last.status().names().stream().mapToLong(figure).sum();
    }

    static int sum(Map<String, Integer> byName) {
        return byName.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** For how long the longest run of each name that is under way here has run, as of now. */
    Map<String, Duration> longestRuns() {
        Engine working = engine;
        return working == null ? Map.of() : working.longestRuns();
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** For how long the oldest waiting event of a name has been due. */
    static double oldestSeconds(QueueStatus status, QueueStatus.Name name) {
        return name.oldestWaiting() == null
                ? 0
                : Duration.between(name.oldestWaiting(), status.sampled()).toMillis() / 1000.0;
    }

    OfName of(String name) {
        OfName known = byName.get(name);
        if (known != null) {
            return known;
        }
        return byName.computeIfAbsent(byName.size() < MOST_NAMES ? name : OTHERS, first -> new OfName());
    }
}
