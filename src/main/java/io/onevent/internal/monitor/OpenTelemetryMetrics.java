package io.onevent.internal.monitor;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleGauge;
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

/** The figures in OpenTelemetry. */
@Dependent
public class OpenTelemetryMetrics implements MetricsApi {

    private static final String SCOPE = "io.onevent";

    /** In seconds, for runs of a millisecond as for delays of an hour; the API's own are for milliseconds. */
    private static final List<Double> BOUNDARIES =
            List.of(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_600.0);

    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private final Instance<OpenTelemetry> telemetries;
    /** The API has no way to take away what counts and measures; that holds nothing of this application. */
    private final List<ObservableDoubleGauge> gauges = new ArrayList<>();

    private Meter meter;

    @Inject
    OpenTelemetryMetrics(Instance<OpenTelemetry> telemetries) {
        this.telemetries = telemetries;
    }

    @Override
    public Kind kind() {
        return Kind.OPEN_TELEMETRY;
    }

    /** Servers have it also while it is switched off, or nothing reads its metrics: its meter shows that. */
    @Override
    public boolean connect() {
        OpenTelemetry telemetry = telemetries.isResolvable() ? telemetries.get() : null;
        if (telemetry == null) {
            return false;
        }
        meter = telemetry.getMeter(SCOPE);
        return meter != OpenTelemetry.noop().getMeter(SCOPE);
    }

    @Override
    public LongConsumer counter(Figure figure, Map<String, String> labels) {
        Attributes attributes = attributes(labels);
        LongCounter counter = meter.counterBuilder(name(figure))
                .setDescription(figure.description)
                .build();
        return more -> counter.add(more, attributes);
    }

    @Override
    public Consumer<Duration> timer(Figure figure, Map<String, String> labels) {
        Attributes attributes = attributes(labels);
        DoubleHistogram histogram = meter.histogramBuilder(name(figure))
                .setDescription(figure.description)
                .setUnit(unit(figure))
                .setExplicitBucketBoundariesAdvice(BOUNDARIES)
                .build();
        return one -> histogram.record(one.toNanos() / NANOS, attributes);
    }

    @Override
    public void gauge(Figure figure, Map<String, String> labels, DoubleSupplier value) {
        Attributes attributes = attributes(labels);
        gauges.add(meter.gaugeBuilder(name(figure))
                .setDescription(figure.description)
                .setUnit(unit(figure))
                .buildWithCallback(gauge -> gauge.record(value.getAsDouble(), attributes)));
    }

    @Override
    public void removeAll() {
        gauges.forEach(ObservableDoubleGauge::close);
        gauges.clear();
    }

    private static String name(Figure figure) {
        return "onevent." + figure.words;
    }

    private static String unit(Figure figure) {
        return figure.unit == Figure.Unit.SECONDS ? "s" : "";
    }

    private static Attributes attributes(Map<String, String> labels) {
        AttributesBuilder attributes = Attributes.builder();
        labels.forEach(attributes::put);
        return attributes.build();
    }
}
