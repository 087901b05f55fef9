package io.onevent.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onevent.internal.log.LoggedLines;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.util.function.Supplier;
import java.util.logging.LogRecord;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which API shows the figures. */
class MetricsTest {

    private static Supplier<MetricRegistry> microProfile;
    private static MeterRegistry micrometer;
    private static OpenTelemetry telemetry;

    @RegisterExtension
    private final LoggedLines logged = new LoggedLines();

    private final InMemoryMetricReader read = InMemoryMetricReader.create();

    /** A server that has all APIs, each switched on or not. */
    @Dependent
    static class Server {
        @Produces
        MetricRegistry microProfile() {
            return microProfile.get();
        }

        @Produces
        MeterRegistry micrometer() {
            return micrometer;
        }

        @Produces
        OpenTelemetry telemetry() {
            return telemetry;
        }
    }

    /** A server that has the classes of all APIs, and nothing behind them. */
    @Dependent
    static class ServerOfClasses {}

    @BeforeEach
    void switch_all_on_but_microprofile() {
        microProfile = () -> null;
        micrometer = new SimpleMeterRegistry();
        telemetry = OpenTelemetrySdk.builder()
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(read).build())
                .build();
    }

    /** Its implementation lacks a class. */
    @Dependent
    static class Unlinked extends NoMetrics {
        @Override
        public Kind kind() {
            return Kind.MICROPROFILE_METRICS;
        }

        @Override
        public boolean connect() {
            throw new NoClassDefFoundError("its/Implementation");
        }
    }

    private void publishOn(Class<?>... server) {
        try (SeContainer container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(Metrics.class, OpenTelemetryMetrics.class, NoMetrics.class)
                .addBeanClasses(MicrometerMetrics.class, MpMetrics.class)
                .addBeanClasses(server)
                .initialize()) {
            Metrics metrics = container.select(Metrics.class).get();
            metrics.published("a", 1);
            metrics.starts("shop", "shop");
            metrics.published("a", 1);
        }
    }

    private void assertLogged(String... beginnings) {
        assertThat(logged.lines()).extracting(LogRecord::getMessage).hasSameSizeAs(beginnings);
        for (int i = 0; i < beginnings.length; i++) {
            assertThat(logged.lines().get(i).getMessage()).startsWith(beginnings[i]);
        }
    }

    @Test
    void micrometer_is_preferred_to_opentelemetry_which_then_shows_nothing() {
        publishOn(Server.class);
        assertLogged("ONEVENT-322: the figures of the queue are shown in Micrometer");
        assertThat(micrometer.counter("onevent.published", "name", "a").count()).isEqualTo(1);
        assertThat(read.collectAllMetrics()).isEmpty();
    }

    @Test
    void opentelemetry_comes_next() {
        micrometer = null;
        publishOn(Server.class);
        assertLogged("ONEVENT-322: the figures of the queue are shown in OpenTelemetry");
        assertThat(read.collectAllMetrics()).isNotEmpty();
    }

    @Test
    void an_api_that_fails_is_said_so_and_the_next_one_taken() {
        microProfile = () -> {
            throw new IllegalStateException("not switched on");
        };
        publishOn(Server.class);
        assertLogged("ONEVENT-321: MicroProfile Metrics cannot be offered", "ONEVENT-322: ");
        assertThat(micrometer.getMeters()).isNotEmpty();
    }

    @Test
    void an_api_whose_implementation_lacks_a_class_is_said_so_and_the_next_one_taken() {
        publishOn(Server.class, Unlinked.class);
        assertLogged("ONEVENT-321: MicroProfile Metrics cannot be offered", "ONEVENT-322: ");
        assertThat(micrometer.getMeters()).isNotEmpty();
    }

    @Test
    void an_opentelemetry_that_is_switched_off_shows_nothing() {
        micrometer = null;
        telemetry = OpenTelemetry.noop();
        publishOn(Server.class);
        assertLogged("ONEVENT-322: the figures of the queue are shown in JMX alone");
    }

    @Test
    void an_opentelemetry_whose_metrics_nobody_reads_shows_nothing() {
        micrometer = null;
        telemetry = OpenTelemetrySdk.builder().build();
        publishOn(Server.class);
        assertLogged("ONEVENT-322: the figures of the queue are shown in JMX alone");
    }

    @Test
    void classes_alone_show_nothing() {
        publishOn(ServerOfClasses.class);
        assertLogged("ONEVENT-322: the figures of the queue are shown in JMX alone");
    }
}
