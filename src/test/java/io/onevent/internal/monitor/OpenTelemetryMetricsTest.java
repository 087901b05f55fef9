package io.onevent.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenTelemetryMetricsTest extends MetricsContract {

    private static OpenTelemetry telemetry;

    private PrometheusMetricReader reader;

    @Dependent
    static class Server {
        @Produces
        OpenTelemetry telemetry() {
            return telemetry;
        }
    }

    @BeforeEach
    @Override
    void start() {
        reader = PrometheusMetricReader.builder()
                .setAllowedResourceAttributesFilter(attribute -> false)
                .build();
        telemetry = OpenTelemetrySdk.builder()
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(reader).build())
                .build();
        super.start();
    }

    @Override
    List<Class<?>> beans() {
        return List.of(OpenTelemetryMetrics.class, Server.class);
    }

    @Override
    String scrape() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, reader.collect());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Test
    void times_have_boundaries_in_seconds() {
        metrics().started("a", Duration.ofMillis(20), null);
        assertThat(scrape().lines().filter(line -> line.startsWith("onevent_start_delay_seconds_bucket")))
                .anyMatch(line -> line.contains("le=\"0.01\"") && line.endsWith(" 0"))
                .anyMatch(line -> line.contains("le=\"0.03\"") && line.endsWith(" 1"));
    }
}
