package io.onevent.internal.monitor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
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

/**
 * The figures in Micrometer. Without the builders of its meters, which know units and descriptions: WildFly 39 shows
 * only what the registry itself has made.
 */
@Dependent
public class MicrometerMetrics implements MetricsApi {

    private final Instance<MeterRegistry> registries;
    private final List<Meter> meters = new ArrayList<>();
    /** The registry would let them go. */
    private final List<DoubleSupplier> values = new ArrayList<>();

    private MeterRegistry registry;

    @Inject
    MicrometerMetrics(Instance<MeterRegistry> registries) {
        this.registries = registries;
    }

    @Override
    public Kind kind() {
        return Kind.MICROMETER;
    }

    @Override
    public boolean connect() {
        registry = registries.isResolvable() ? registries.get() : null;
        return registry != null;
    }

    @Override
    public LongConsumer counter(Figure figure, Map<String, String> labels) {
        Counter counter = registry.counter(name(figure), tags(labels));
        meters.add(counter);
        return counter::increment;
    }

    @Override
    public Consumer<Duration> timer(Figure figure, Map<String, String> labels) {
        Timer timer = registry.timer(name(figure), tags(labels));
        meters.add(timer);
        return timer::record;
    }

    @Override
    public void gauge(Figure figure, Map<String, String> labels, DoubleSupplier value) {
        String name = figure.unit == Figure.Unit.SECONDS ? name(figure) + ".seconds" : name(figure);
        values.add(value);
        registry.gauge(name, tags(labels), value, DoubleSupplier::getAsDouble);
        Gauge gauge = registry.find(name).tags(tags(labels)).gauge();
        if (gauge != null) {
            meters.add(gauge);
        }
    }

    @Override
    public void removeAll() {
        meters.forEach(registry::remove);
        meters.clear();
        values.clear();
    }

    private static String name(Figure figure) {
        return "onevent." + figure.words.replace('_', '.');
    }

    private static List<Tag> tags(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> Tag.of(label.getKey(), label.getValue()))
                .toList();
    }
}
