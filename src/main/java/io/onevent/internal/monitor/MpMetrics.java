package io.onevent.internal.monitor;

import io.onevent.QueueStatus;
import io.onevent.Reason;
import io.onevent.internal.log.Log;
import io.onevent.internal.publish.Sample;
import io.onevent.internal.publish.Watcher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/** The figures in MicroProfile Metrics. Loaded only where its API is; silent where the server offers no registry. */
@ApplicationScoped
public class MpMetrics implements Watcher {

    private static final Metadata PUBLISHED = metadata(
            "onevent_published", MetricUnits.NONE, "Events that were committed by this instance, since it started");
    private static final Metadata RUNS =
            metadata("onevent_runs", MetricUnits.NONE, "Runs of events on this instance, by how they ended");
    // A timer of this unit: Payara prints the quantiles of any other in nanoseconds below the name of seconds.
    private static final Metadata RUN =
            metadata("onevent_run", MetricUnits.NANOSECONDS, "How long the handlers of an event take");
    private static final Metadata START_DELAY = metadata(
            "onevent_start_delay", MetricUnits.NANOSECONDS, "From when an event was due to when a run of it started");
    private static final Metadata START_SLACK =
            metadata("onevent_start_slack", MetricUnits.NANOSECONDS, "How long before its expiry an event was started");
    private static final Metadata RUNNING =
            metadata("onevent_running", MetricUnits.NONE, "Events that run on this instance");
    private static final Metadata OVERDUE = metadata(
            "onevent_overdue",
            MetricUnits.NONE,
            "Handlers on this instance that react neither to their time-out nor to an interrupt");
    private static final Metadata WAITING = metadata(
            "onevent_waiting", MetricUnits.NONE, "Events that wait, of the whole table and equal on all instances");
    private static final Metadata OLDEST = metadata(
            "onevent_oldest_waiting",
            MetricUnits.SECONDS,
            "For how long the oldest waiting event has been due, of the whole table and equal on all instances");
    private static final Metadata DEAD =
            metadata("onevent_dead", MetricUnits.NONE, "Dead events, of the whole table and equal on all instances");
    private static final Metadata UNHANDLED = metadata(
            "onevent_unhandled",
            MetricUnits.NONE,
            "Events that wait and whose name no live instance handles, of the whole table and equal on all instances");

    private final Instance<MetricRegistry> registries;
    private final Map<String, OfName> byName = new ConcurrentHashMap<>();
    /** Of this application only: another's may lie in the same registry. */
    private final Set<MetricID> registered = ConcurrentHashMap.newKeySet();

    private int gauges;
    private volatile MetricRegistry registry;
    private volatile Sample sample;

    @Inject
    MpMetrics(Instance<MetricRegistry> registries) {
        this.registries = registries;
    }

    /** For the client proxy. */
    MpMetrics() {
        this(null);
    }

    private static Metadata metadata(String name, String unit, String description) {
        return Metadata.builder()
                .withName(name)
                .withUnit(unit)
                .withDescription(description)
                .build();
    }

    /** What is counted of one name. */
    private final class OfName {

        private final Tag tag;
        private final Counter published;
        private final Counter[] ended = new Counter[End.values().length];
        private final Timer run;
        private final Timer startDelay;
        /** Made with the first event that expires. */
        private Timer startSlack;

        private OfName(String name) {
            tag = new Tag("name", name);
            published = counter(PUBLISHED, tag);
            for (End end : End.values()) {
                ended[end.ordinal()] =
                        counter(RUNS, tag, new Tag("outcome", end.name().toLowerCase(Locale.ROOT)));
            }
            run = timer(RUN, tag);
            startDelay = timer(START_DELAY, tag);
        }

        private synchronized Timer startSlack() {
            if (startSlack == null) {
                startSlack = timer(START_SLACK, tag);
            }
            return startSlack;
        }
    }

    @Override
    public void starts(String application, String module) {
        try {
            if (registries.isResolvable()) {
                registry = registries.get();
                gauge(RUNNING, now -> Counts.sum(now.running()));
            }
        } catch (RuntimeException | LinkageError inactive) {
            registry = null;
            Log.notWatched("MicroProfile Metrics", inactive);
        }
    }

    @Override
    public void stops() {
        MetricRegistry left = registry;
        registry = null;
        if (left != null) {
            registered.forEach(left::remove);
        }
    }

    @Override
    public void published(String name, int events) {
        if (registry != null) {
            of(name).published.inc(events);
        }
    }

    @Override
    public void started(String name, Duration afterDue, Duration beforeExpiry) {
        if (registry != null) {
            of(name).startDelay.update(afterDue);
            if (beforeExpiry != null && !beforeExpiry.isNegative()) {
                of(name).startSlack().update(beforeExpiry);
            }
        }
    }

    @Override
    public void ended(String name, End end, Duration ran) {
        if (registry != null) {
            OfName ofName = of(name);
            ofName.ended[end.ordinal()].inc();
            ofName.run.update(ran);
        }
    }

    private OfName of(String name) {
        OfName known = byName.get(name);
        if (known != null) {
            return known;
        }
        String shown = byName.size() < Counts.MOST_NAMES ? name : Counts.OTHERS;
        return byName.computeIfAbsent(shown, OfName::new);
    }

    @Override
    public synchronized void sampled(Sample now) {
        sample = now;
        if (registry == null) {
            return;
        }
        for (QueueStatus.Name name : now.status().names()) {
            if (gauges > 4 * Counts.MOST_NAMES) {
                return;
            }
            Tag tag = new Tag("name", name.name());
            gauge(WAITING, each -> of(each, name.name()).waiting(), tag);
            gauge(UNHANDLED, each -> of(each, name.name()).unhandled(), tag);
            gauge(OLDEST, each -> Counts.oldestSeconds(each.status(), of(each, name.name())), tag);
            gauge(OVERDUE, each -> each.overdue().getOrDefault(name.name(), 0), tag);
            for (Reason reason : now.dead().getOrDefault(name.name(), Map.of()).keySet()) {
                gauge(
                        DEAD,
                        each -> each.dead().getOrDefault(name.name(), Map.of()).getOrDefault(reason, 0L),
                        tag,
                        new Tag("reason", reason.name()));
            }
        }
    }

    private Counter counter(Metadata metadata, Tag... tags) {
        registered.add(new MetricID(metadata.getName(), tags));
        return registry.counter(metadata, tags);
    }

    private Timer timer(Metadata metadata, Tag... tags) {
        registered.add(new MetricID(metadata.getName(), tags));
        return registry.timer(metadata, tags);
    }

    private void gauge(Metadata metadata, ToDoubleFunction<Sample> figure, Tag... tags) {
        if (registered.add(new MetricID(metadata.getName(), tags))) {
            gauges++;
            registry.gauge(metadata, () -> sample == null ? 0.0 : figure.applyAsDouble(sample), tags);
        }
    }

    private static QueueStatus.Name of(Sample sample, String name) {
        return sample.status().names().stream()
                .filter(each -> each.name().equals(name))
                .findAny()
                .orElse(new QueueStatus.Name(name, 0, 0, 0, 0, null));
    }
}
