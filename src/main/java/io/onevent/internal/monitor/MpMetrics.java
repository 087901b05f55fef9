package io.onevent.internal.monitor;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/** The figures in MicroProfile Metrics. */
@Dependent
public class MpMetrics implements MetricsApi {

    private final Instance<MetricRegistry> registries;
    /** Of this application only: another's may lie in the same registry. */
    private final List<MetricID> registered = new ArrayList<>();

    private MetricRegistry registry;

    /** By an injection point: Open Liberty gives its registry nowhere else. */
    @Inject
    MpMetrics(Instance<MetricRegistry> registries) {
        this.registries = registries;
    }

    @Override
    public Kind kind() {
        return Kind.MICROPROFILE_METRICS;
    }

    @Override
    public boolean connect() {
        registry = registries.isResolvable() ? registries.get() : null;
        return registry != null;
    }

    @Override
    public LongConsumer counter(Figure figure, Map<String, String> labels) {
        Counter counter = registry.counter(metadata(figure, MetricUnits.NONE), registered(figure, labels));
        return counter::inc;
    }

    /** A timer of nanoseconds: Payara prints the quantiles of any other in nanoseconds below the name of seconds. */
    @Override
    public Consumer<Duration> timer(Figure figure, Map<String, String> labels) {
        Timer timer = registry.timer(metadata(figure, MetricUnits.NANOSECONDS), registered(figure, labels));
        return timer::update;
    }

    @Override
    public void gauge(Figure figure, Map<String, String> labels, DoubleSupplier value) {
        String unit = figure.unit == Figure.Unit.SECONDS ? MetricUnits.SECONDS : MetricUnits.NONE;
        registry.gauge(metadata(figure, unit), value::getAsDouble, registered(figure, labels));
    }

    @Override
    public void removeAll() {
        registered.forEach(registry::remove);
        registered.clear();
    }

    private static String name(Figure figure) {
        return "onevent_" + figure.words;
    }

    private static Metadata metadata(Figure figure, String unit) {
        return Metadata.builder()
                .withName(name(figure))
                .withUnit(unit)
                .withDescription(figure.description)
                .build();
    }

    private Tag[] registered(Figure figure, Map<String, String> labels) {
        Tag[] tags = labels.entrySet().stream()
                .map(label -> new Tag(label.getKey(), label.getValue()))
                .toArray(Tag[]::new);
        registered.add(new MetricID(name(figure), tags));
        return tags;
    }
}
