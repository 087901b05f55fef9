package io.onevent.internal.monitor;

import io.onevent.QueueStatus;
import io.onevent.Reason;
import io.onevent.internal.log.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

/** Shows the figures in the first metrics API that works on this server, and in no other. */
@ApplicationScoped
public class Metrics implements Watcher {

    private final Instance<MetricsApi> apis;
    private final Map<String, OfName> byName = new ConcurrentHashMap<>();
    private final Set<Map.Entry<Figure, Map<String, String>>> gauges = new HashSet<>();

    private MetricsApi api = new NoMetrics();
    private volatile Sample sample;
    private volatile Engine engine;

    @Inject
    Metrics(@Any Instance<MetricsApi> apis) {
        this.apis = apis;
    }

    /** For the client proxy. */
    Metrics() {
        this(null);
    }

    /** What is counted and measured of one name. */
    private final class OfName {

        private final Map<String, String> labels;
        private final LongConsumer published;
        private final Map<End, LongConsumer> ended = new EnumMap<>(End.class);
        private final Consumer<Duration> run;
        private final Consumer<Duration> startDelay;
        private volatile Consumer<Duration> startSlack;

        private OfName(String name) {
            labels = Map.of("name", name);
            published = api.counter(Figure.PUBLISHED, labels);
            for (End end : End.values()) {
                String outcome = end.name().toLowerCase(Locale.ROOT);
                ended.put(end, api.counter(Figure.RUNS, Map.of("name", name, "outcome", outcome)));
            }
            run = api.timer(Figure.RUN, labels);
            startDelay = api.timer(Figure.START_DELAY, labels);
        }

        /** Made with the first event that expires. */
        private Consumer<Duration> startSlack() {
            if (startSlack == null) {
                synchronized (Metrics.this) {
                    startSlack = startSlack == null ? api.timer(Figure.START_SLACK, labels) : startSlack;
                }
            }
            return startSlack;
        }
    }

    @Override
    public synchronized void starts(String application, String module) {
        byName.clear();
        gauges.clear();
        api = apis.stream()
                .sorted(Comparator.comparing(MetricsApi::kind))
                .filter(this::works)
                .findFirst()
                .orElseThrow();
        Log.figuresShown(api.kind().title);
    }

    private boolean works(MetricsApi candidate) {
        try {
            if (!candidate.connect()) {
                return false;
            }
            candidate.gauge(Figure.RUNNING, Map.of(), () -> sample == null ? 0 : Counts.sum(sample.running()));
            return true;
        } catch (RuntimeException | LinkageError inactive) {
            Log.notWatched(candidate.kind().title, inactive);
            return false;
        }
    }

    @Override
    public void works(Engine working) {
        engine = working;
    }

    @Override
    public synchronized void stops() {
        engine = null;
        MetricsApi left = api;
        api = new NoMetrics();
        byName.clear();
        left.removeAll();
    }

    @Override
    public void published(String name, int events) {
        of(name).published.accept(events);
    }

    @Override
    public void started(String name, Duration afterDue, Duration beforeExpiry) {
        of(name).startDelay.accept(afterDue);
        if (beforeExpiry != null && !beforeExpiry.isNegative()) {
            of(name).startSlack().accept(beforeExpiry);
        }
    }

    @Override
    public void ended(String name, End end, Duration ran) {
        OfName ofName = of(name);
        ofName.ended.get(end).accept(1);
        ofName.run.accept(ran);
    }

    private OfName of(String name) {
        OfName known = byName.get(name);
        return known == null ? add(name) : known;
    }

    private synchronized OfName add(String name) {
        String shown = byName.size() < Counts.MOST_NAMES ? name : Counts.OTHERS;
        return byName.computeIfAbsent(shown, OfName::new);
    }

    /** Not where events are only published: there nobody samples again, and what one look showed would stand for ever. */
    @Override
    public synchronized void sampled(Sample now) {
        if (engine == null) {
            return;
        }
        sample = now;
        for (QueueStatus.PausedName each : now.status().pausedNames()) {
            if (gauges.size() < 6 * Counts.MOST_NAMES) {
                showPaused(each.name());
            }
        }
        for (QueueStatus.Name each : now.status().names()) {
            if (gauges.size() >= 6 * Counts.MOST_NAMES) {
                return;
            }
            String name = each.name();
            Map<String, String> labels = Map.of("name", name);
            showPaused(name);
            gauge(Figure.WAITING, labels, last -> of(last, name).waiting());
            gauge(Figure.UNHANDLED, labels, last -> of(last, name).unhandled());
            gauge(Figure.OLDEST_WAITING, labels, last -> Counts.oldestSeconds(last.status(), of(last, name)));
            gauge(Figure.OVERDUE, labels, last -> last.overdue().getOrDefault(name, 0));
            // Not of the sample: while the database hangs, and samples with it, it tells of what hangs.
            gauge(Figure.LONGEST_RUN, labels, last -> longestSeconds(name));
            for (Reason reason : now.dead().getOrDefault(name, Map.of()).keySet()) {
                gauge(Figure.DEAD, Map.of("name", name, "reason", reason.name()), last -> last.dead()
                        .getOrDefault(name, Map.of())
                        .getOrDefault(reason, 0L));
            }
        }
    }

    private void showPaused(String name) {
        gauge(
                Figure.PAUSED,
                Map.of("name", name),
                last -> last.status().pausedNames().stream()
                                .anyMatch(held -> held.name().equals(name))
                        ? 1
                        : 0);
    }

    private double longestSeconds(String name) {
        Engine working = engine;
        return working == null ? 0 : Counts.seconds(working.longestRuns().getOrDefault(name, Duration.ZERO));
    }

    private void gauge(Figure figure, Map<String, String> labels, ToDoubleFunction<Sample> value) {
        if (gauges.add(Map.entry(figure, labels))) {
            api.gauge(figure, labels, () -> value.applyAsDouble(sample));
        }
    }

    private static QueueStatus.Name of(Sample sample, String name) {
        return sample.status().names().stream()
                .filter(each -> each.name().equals(name))
                .findAny()
                .orElse(new QueueStatus.Name(name, 0, 0, 0, 0, null));
    }
}
