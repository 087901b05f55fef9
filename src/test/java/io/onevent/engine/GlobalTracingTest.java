package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.NewEvent;
import io.onevent.internal.monitor.OpenTelemetryTracing;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an agent or the application has set as the global OpenTelemetry, on a server that has none of its own. */
class GlobalTracingTest {

    private final EngineDatabase database = EngineDatabase.h2();
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exported))
                    .build())
            .build();

    @BeforeEach
    @AfterEach
    void forget() {
        GlobalOpenTelemetry.resetForTest();
    }

    private void publishAndHandle() {
        try (EngineInstance instance =
                new EngineInstance(database, Map.of(), Innocent.class, OpenTelemetryTracing.class)) {
            instance.publish(NewEvent.named(Innocent.STAGED));
            Steps.of(instance).untilIdle();
        }
    }

    @Test
    void it_is_used() {
        GlobalOpenTelemetry.set(sdk);
        publishAndHandle();
        assertThat(exported.getFinishedSpanItems())
                .extracting(SpanData::getName)
                .containsExactly("send " + Innocent.STAGED, "process " + Innocent.STAGED);
    }

    /** Who asks for one that is not set has set it, and the application cannot any more. */
    @Test
    void where_none_is_set_none_is_set_by_looking() {
        publishAndHandle();
        GlobalOpenTelemetry.set(sdk);
        assertThat(exported.getFinishedSpanItems()).isEmpty();
    }
}
