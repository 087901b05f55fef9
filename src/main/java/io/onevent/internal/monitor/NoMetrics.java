package io.onevent.internal.monitor;

import jakarta.enterprise.context.Dependent;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;

/** For a server without any metrics API. */
@Dependent
public class NoMetrics implements MetricsApi {

    @Override
    public Kind kind() {
        return Kind.NONE;
    }

    @Override
    public boolean connect() {
        return true;
    }

    @Override
    public LongConsumer counter(Figure figure, Map<String, String> labels) {
        return more -> {};
    }

    @Override
    public Consumer<Duration> timer(Figure figure, Map<String, String> labels) {
        return one -> {};
    }

    @Override
    public void gauge(Figure figure, Map<String, String> labels, DoubleSupplier value) {
        // Nobody looks.
    }

    @Override
    public void removeAll() {
        // Nothing is there.
    }
}
