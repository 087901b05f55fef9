package io.onevent.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest extends MetricsContract {

    private static PrometheusMeterRegistry registry;

    @Dependent
    static class Server {
        @Produces
        MeterRegistry registry() {
            return registry;
        }
    }

    @BeforeEach
    @Override
    void start() {
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        super.start();
    }

    @Override
    List<Class<?>> beans() {
        return List.of(MicrometerMetrics.class, Server.class);
    }

    @Override
    String scrape() {
        return registry.scrape();
    }

    @Test
    void nothing_is_left_of_a_stopped_application() {
        metrics().published("a", 1);
        metrics().started("a", Duration.ZERO, Duration.ZERO);
        metrics().sampled(sample(name("a")));
        assertThat(registry.getMeters()).isNotEmpty();
        metrics().stops();
        assertThat(registry.getMeters()).isEmpty();
    }
}
