package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.internal.log.LoggedLines;
import io.onevent.internal.monitor.OpenTelemetryTracing;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way of an event in the tracing of a server. */
class TracingTest {

    private static final Map<String, String> SETTINGS =
            Map.of("onevent.retry.delay", "PT0S", "onevent.retry.max-retries", "1", "onevent.threads", "1");

    private static final Duration SOON = Duration.ofSeconds(20);

    /** What is at {@link #telemetry} is the server's. */
    static class ServersTelemetry {

        private static volatile OpenTelemetry telemetry;

        @Produces
        @Singleton
        OpenTelemetry telemetry() {
            return telemetry;
        }
    }

    /** What was the thread's when it was called, by the name of the event. */
    @ApplicationScoped
    static class Traced {

        private static final Map<String, Span> SPANS = new ConcurrentHashMap<>();
        private static final Map<String, StoredEvent> EVENTS = new ConcurrentHashMap<>();
        private static final List<Span> AFTERWARDS = new CopyOnWriteArrayList<>();
        private static volatile String baggage;
        private static volatile EngineDatabase database;
        private static volatile CompletableFuture<Void> stage;

        @Inject
        private EventPublisher events;

        @Inject
        private OfRun ofRun;

        @OnEvent("plain")
        void handle(StoredEvent event) {
            ofRun.begins();
            see(event);
        }

        private static void see(StoredEvent event) {
            SPANS.put(event.name(), Span.current());
            EVENTS.put(event.name(), event);
            baggage = Baggage.current().getEntryValue("shop");
        }

        @OnEvent("publishing")
        void publishMore(StoredEvent event) {
            see(event);
            events.publish("plain");
        }

        @OnEvent("writing late")
        void publishAtCommit() throws NamingException {
            TransactionSynchronizationRegistry transactions =
                    InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry");
            transactions.registerInterposedSynchronization(new Synchronization() {
                @Override
                public void beforeCompletion() {
                    events.publish("plain");
                }

                @Override
                public void afterCompletion(int status) {
                    // Only the former is of interest.
                }
            });
        }

        @OnEvent("failing")
        void fail() {
            throw new IllegalStateException("as it is told to");
        }

        @OnEvent("strange")
        void failStrangely() {
            throw Faults.<RuntimeException>sneaky(new Unreadable());
        }

        @OnEvent("rejecting")
        void reject() {
            throw new RejectEventException("cancelled");
        }

        @OnEvent("postponing")
        void postpone() {
            throw new PostponeEventException(Duration.ofHours(1));
        }

        @OnEvent("superseded")
        void loseItsRow(StoredEvent event) {
            database.execute("DELETE FROM onevent_event WHERE id = ?", event.id());
        }

        @OnEvent("typed")
        void number(Integer number) {
            throw new AssertionError("never called");
        }

        @OnEvent("staged")
        CompletionStage<Void> stage(StoredEvent event) {
            see(event);
            return stage;
        }
    }

    /** An exception that cannot be read, not even by who exports it later. */
    private static final class Unreadable extends Error {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new StackOverflowError("as it is told to");
        }
    }

    /** Ends after its run, on the same thread. */
    @RequestScoped
    static class OfRun {

        void begins() {
            // Only to be there.
        }

        @PreDestroy
        void end() {
            Traced.AFTERWARDS.add(Span.current());
        }
    }

    @RegisterExtension
    private final LoggedLines logged = new LoggedLines();

    private final EngineDatabase database = EngineDatabase.h2();
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exported))
                    .build())
            .build();

    @BeforeEach
    void begin() {
        ServersTelemetry.telemetry = sdk;
        Traced.SPANS.clear();
        Traced.EVENTS.clear();
        Traced.AFTERWARDS.clear();
        Traced.baggage = null;
        Traced.database = database;
        Traced.stage = new CompletableFuture<>();
    }

    private EngineInstance instance(String... moreSettings) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        for (int i = 0; i < moreSettings.length; i += 2) {
            settings.put(moreSettings[i], moreSettings[i + 1]);
        }
        return new EngineInstance(
                database, settings, Traced.class, OfRun.class, OpenTelemetryTracing.class, ServersTelemetry.class);
    }

    private List<SpanData> spans(String name) {
        return exported.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private SpanData span(String name) {
        assertThat(spans(name)).as(name).hasSize(1);
        return spans(name).get(0);
    }

    private List<String> lines(String code) {
        return List.copyOf(logged.lines()).stream()
                .map(line -> line.getMessage())
                .filter(line -> line.startsWith(code))
                .toList();
    }

    private static Attributes attributes(String operation, String name, UUID id, String group) {
        return Attributes.builder()
                .put("messaging.system", "onevent")
                .put("messaging.operation.name", operation)
                .put("messaging.operation.type", operation)
                .put("messaging.destination.name", name)
                .put("messaging.message.id", id.toString())
                .put("onevent.group", group)
                .build();
    }

    @Test
    void a_run_is_linked_to_the_publishing_of_its_event() {
        try (EngineInstance instance = instance()) {
            UUID id = instance.publish(NewEvent.named("plain").group("g"));
            Steps.of(instance).untilIdle();
            SpanData sent = span("send plain");
            SpanData processed = span("process plain");
            assertThat(sent.getKind()).isEqualTo(SpanKind.PRODUCER);
            assertThat(sent.getAttributes().asMap())
                    .isEqualTo(attributes("send", "plain", id, "g").asMap());
            assertThat(processed.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(processed.getAttributes().asMap())
                    .isEqualTo(attributes("process", "plain", id, "g").toBuilder()
                            .put("onevent.retry", 0)
                            .build()
                            .asMap());
            assertThat(processed.getParentSpanContext().isValid()).isFalse();
            assertThat(processed.getTraceId()).isNotEqualTo(sent.getTraceId());
            assertThat(processed.getLinks())
                    .extracting(LinkData::getSpanContext)
                    .singleElement()
                    .satisfies(link -> {
                        assertThat(link.getTraceId()).isEqualTo(sent.getTraceId());
                        assertThat(link.getSpanId()).isEqualTo(sent.getSpanId());
                        assertThat(link.isRemote()).isTrue();
                    });
            assertThat(processed.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(lines("ONEVENT-350")).singleElement().asString().contains("linked to");
        }
    }

    @Test
    void with_the_setting_parent_it_is_a_child_of_it() {
        try (EngineInstance instance = instance("onevent.tracing", "parent")) {
            instance.publish(NewEvent.named("plain"));
            Steps.of(instance).untilIdle();
            SpanData sent = span("send plain");
            SpanData processed = span("process plain");
            assertThat(processed.getTraceId()).isEqualTo(sent.getTraceId());
            assertThat(processed.getParentSpanId()).isEqualTo(sent.getSpanId());
            assertThat(processed.getLinks()).isEmpty();
        }
    }

    @Test
    void with_the_setting_none_nothing_is_traced_or_stored() {
        try (EngineInstance instance = instance("onevent.tracing", "none")) {
            instance.publish(NewEvent.named("plain"));
            assertThat(database.count("onevent_event WHERE headers IS NULL")).isOne();
            Steps.of(instance).untilIdle();
            assertThat(exported.getFinishedSpanItems()).isEmpty();
            assertThat(Traced.SPANS.get("plain").getSpanContext().isValid()).isFalse();
            assertThat(lines("ONEVENT-34")).isEmpty();
        }
    }

    @Test
    void the_span_is_current_while_the_handler_runs_and_no_longer() {
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("plain"));
            Steps.of(instance).untilIdle();
            assertThat(Traced.SPANS.get("plain").getSpanContext().getSpanId())
                    .isEqualTo(span("process plain").getSpanId());
            assertThat(Traced.AFTERWARDS).singleElement().satisfies(span -> assertThat(
                            span.getSpanContext().isValid())
                    .isFalse());
        }
    }

    @Test
    void what_a_handler_publishes_is_sent_within_its_run() {
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("publishing"));
            Steps.of(instance).untilIdle();
            assertThat(span("send plain").getParentSpanId())
                    .isEqualTo(span("process publishing").getSpanId());
        }
    }

    /** When JPA writes. */
    @Test
    void what_is_done_at_the_commit_is_within_the_run() {
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("writing late"));
            Steps.of(instance).untilIdle();
            assertThat(span("send plain").getParentSpanId())
                    .isEqualTo(span("process writing late").getSpanId());
        }
    }

    @Test
    void what_is_done_at_the_commit_of_several_events_is_within_no_run() {
        try (EngineInstance instance = instance("onevent.event.writing late.events-per-transaction", "2")) {
            instance.publishAll(List.of(NewEvent.named("writing late"), NewEvent.named("writing late")));
            Steps.of(instance).untilIdle();
            assertThat(spans("process writing late")).hasSize(2);
            assertThat(spans("send plain")).hasSize(2).allSatisfy(sent -> assertThat(
                            sent.getParentSpanContext().isValid())
                    .isFalse());
        }
    }

    @Test
    void each_failed_run_has_a_span_of_its_own_with_what_was_thrown() {
        try (EngineInstance instance = instance()) {
            UUID id = instance.publish(NewEvent.named("failing"));
            Steps.of(instance).untilIdle();
            Steps.of(instance).untilIdle();
            assertThat(instance.dead(id).event().headers().get("traceparent"))
                    .contains(span("send failing").getTraceId());
            assertThat(spans("process failing"))
                    .extracting(span -> span.getAttributes().get(AttributeKey.longKey("onevent.retry")))
                    .containsExactly(0L, 1L);
            assertThat(spans("process failing")).allSatisfy(span -> {
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
                assertThat(span.getStatus().getDescription()).isEqualTo("as it is told to");
                assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                        .isEqualTo(IllegalStateException.class.getName());
                assertThat(span.getEvents()).singleElement().satisfies(event -> {
                    assertThat(event.getName()).isEqualTo("exception");
                    assertThat(event.getAttributes().get(AttributeKey.stringKey("exception.type")))
                            .isEqualTo(IllegalStateException.class.getName());
                    assertThat(event.getAttributes().get(AttributeKey.stringKey("exception.message")))
                            .isEqualTo("as it is told to");
                    assertThat(event.getAttributes().get(AttributeKey.stringKey("exception.stacktrace")))
                            .contains("at " + Traced.class.getName() + ".fail");
                });
            });
            assertThat(spans("process failing").get(1).getLinks())
                    .as("of both runs, to the one publishing")
                    .isEqualTo(spans("process failing").get(0).getLinks())
                    .hasSize(1);
        }
    }

    @Test
    void what_cannot_be_read_of_an_exception_is_not_left_to_who_exports_it() {
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("strange"));
            Steps.of(instance).untilIdle();
            assertThat(spans("process strange")).singleElement().satisfies(span -> {
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
                assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                        .isEqualTo(Unreadable.class.getName());
                assertThat(span.getEvents().get(0).getAttributes().get(AttributeKey.stringKey("exception.message")))
                        .contains("cannot be read");
            });
            assertThat(lines("ONEVENT-351")).isEmpty();
        }
    }

    /** What JSON-B says quotes it. */
    @Test
    void a_payload_that_cannot_be_read_is_not_told_to_the_tracing() {
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("typed").payload("\"nobody's business\""));
            Steps.of(instance).untilIdle();
            SpanData processed = span("process typed");
            assertThat(processed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(processed.getAttributes().get(AttributeKey.stringKey("error.type")))
                    .endsWith("UnreadablePayloadException");
            assertThat(processed.toString()).doesNotContain("business");
            assertThat(processed.getEvents().get(0).getAttributes().toString())
                    .contains("its payload cannot be read")
                    .doesNotContain("business");
        }
    }

    @ParameterizedTest
    @CsvSource({"rejecting, ERROR, exception", "postponing, UNSET, postponed", "superseded, UNSET, superseded"})
    void the_span_ends_in_whatever_way_the_run_ends(String name, StatusCode status, String event) {
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named(name));
            Steps.of(instance).untilIdle();
            SpanData processed = span("process " + name);
            assertThat(processed.getStatus().getStatusCode()).isEqualTo(status);
            assertThat(processed.getEvents()).extracting(each -> each.getName()).containsExactly(event);
            assertThat(processed.getAttributes().get(AttributeKey.stringKey("error.type")))
                    .isEqualTo(status == StatusCode.ERROR ? RejectEventException.class.getName() : null);
        }
    }

    @Test
    void the_span_of_a_stage_ends_with_it() {
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("staged"));
            Steps.of(instance).untilIdle();
            assertThat(Traced.SPANS).containsKey("staged");
            assertThat(spans("process staged")).isEmpty();
            Traced.stage.complete(null);
            Awaitility.await().atMost(SOON).until(() -> database.count("onevent_event") == 0);
            assertThat(span("process staged").getSpanId())
                    .isEqualTo(Traced.SPANS.get("staged").getSpanContext().getSpanId());
            assertThat(span("process staged").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        }
    }

    @Test
    void the_span_of_a_stage_that_is_too_late_ends_once_with_its_time_out() {
        try (EngineInstance instance = instance("onevent.handler-timeout", "PT1S", "onevent.retry.delay", "PT5M")) {
            instance.publish(NewEvent.named("staged"));
            Awaitility.await().atMost(SOON).until(() -> {
                Steps.of(instance).untilIdle();
                return !spans("process staged").isEmpty();
            });
            Traced.stage.complete(null);
            Steps.of(instance).untilIdle();
            assertThat(span("process staged").getAttributes().get(AttributeKey.stringKey("error.type")))
                    .isEqualTo(TimeoutException.class.getName());
        }
    }

    private static void publish(EngineInstance instance, String baggage, NewEvent event) {
        Scope scope = Baggage.builder().put("shop", baggage).build().makeCurrent();
        try {
            instance.publish(event);
        } finally {
            scope.close();
        }
    }

    @Test
    void baggage_reaches_the_handler() {
        try (EngineInstance instance = instance()) {
            publish(instance, "Zürich 1", NewEvent.named("plain"));
            Steps.of(instance).untilIdle();
            assertThat(Traced.baggage).isEqualTo("Zürich 1");
        }
    }

    @Test
    void events_that_are_published_together_have_each_a_context_of_its_own() {
        try (EngineInstance instance = instance("onevent.tracing", "parent")) {
            instance.publishAll(List.of(NewEvent.named("plain"), NewEvent.named("publishing")));
            Steps.of(instance).untilIdle();
            assertThat(span("process publishing").getParentSpanId())
                    .isEqualTo(span("send publishing").getSpanId());
        }
    }

    @Test
    void headers_of_the_application_are_kept_beside_those_of_the_tracing() {
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("plain").header("tenant", "ä").header("locale", "de"));
            Steps.of(instance).untilIdle();
            assertThat(Traced.EVENTS.get("plain").headers())
                    .containsEntry("tenant", "ä")
                    .containsEntry("locale", "de")
                    .containsKey("traceparent");
        }
    }

    @Test
    void a_traceparent_of_the_application_is_what_its_run_belongs_to() {
        String traceId = "0af7651916cd43dd8448eb211c80319c";
        try (EngineInstance instance = instance("onevent.tracing", "parent")) {
            instance.publish(NewEvent.named("plain").header("traceparent", "00-" + traceId + "-b7ad6b7169203331-01"));
            Steps.of(instance).untilIdle();
            assertThat(span("process plain").getTraceId()).isEqualTo(traceId);
        }
    }

    /** The application's alone are allowed, and must stay so. */
    @ParameterizedTest
    @ValueSource(ints = {7_980, 7_900})
    void tracing_never_makes_the_headers_too_long(int length) {
        String value = "x".repeat(length);
        try (EngineInstance instance = instance()) {
            publish(instance, "y".repeat(200), NewEvent.named("plain").header("h", value));
            Steps.of(instance).untilIdle();
            Set<String> names = Traced.EVENTS.get("plain").headers().keySet();
            assertThat(names).isEqualTo(length == 7_980 ? Set.of("h") : Set.of("h", "traceparent"));
            assertThat(lines("ONEVENT-351")).isEmpty();
        }
    }

    @Test
    void a_publishing_that_is_refused_is_a_failed_one() {
        try (EngineInstance instance = instance()) {
            assertThatThrownBy(() -> instance.inTransaction(() -> {
                        instance.transactions().setRollbackOnly();
                        return instance.publish(NewEvent.named("plain"));
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(span("send plain").getAttributes().get(AttributeKey.stringKey("error.type")))
                    .isEqualTo(IllegalStateException.class.getName());
        }
    }

    /** Throws wherever it is called. */
    private static final class Broken implements TextMapPropagator, TextMapGetter<Object> {

        @Override
        public Collection<String> fields() {
            return List.of("broken");
        }

        @Override
        public <C> void inject(Context context, C carrier, TextMapSetter<C> setter) {
            setter.set(carrier, "broken", "\0");
            throw new NoSuchMethodError("as it is told to");
        }

        @Override
        public <C> Context extract(Context context, C carrier, TextMapGetter<C> getter) {
            throw new NoSuchMethodError("as it is told to");
        }

        @Override
        public Iterable<String> keys(Object carrier) {
            return List.of();
        }

        @Override
        public String get(Object carrier, String key) {
            return null;
        }
    }

    private OpenTelemetry withPropagator(TextMapPropagator propagator) {
        return new OpenTelemetry() {
            @Override
            public TracerProvider getTracerProvider() {
                return sdk.getTracerProvider();
            }

            @Override
            public ContextPropagators getPropagators() {
                return ContextPropagators.create(propagator);
            }
        };
    }

    @Test
    void a_tracing_that_throws_disturbs_no_event_and_is_said_once() {
        ServersTelemetry.telemetry = withPropagator(new Broken());
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("plain").header("tenant", "a"));
            instance.publish(NewEvent.named("plain"));
            Steps.of(instance).untilIdle();
            assertThat(database.count("onevent_event")).isZero();
            assertThat(Traced.EVENTS).containsKey("plain");
            assertThat(spans("send plain")).as("ended all the same").hasSize(2);
            assertThat(lines("ONEVENT-351")).hasSize(1);
        }
    }

    @Test
    void one_that_cannot_be_made_is_none_and_is_said() {
        ServersTelemetry.telemetry = withPropagator(null);
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("plain"));
            Steps.of(instance).untilIdle();
            assertThat(database.count("onevent_event")).isZero();
            assertThat(lines("ONEVENT-351")).hasSize(1);
        }
    }

    @Test
    void the_propagators_that_are_set_are_used() {
        ContextKey<String> shop = ContextKey.named("shop");
        ServersTelemetry.telemetry = withPropagator(new TextMapPropagator() {
            @Override
            public Collection<String> fields() {
                return List.of("x-shop");
            }

            @Override
            public <C> void inject(Context context, C carrier, TextMapSetter<C> setter) {
                setter.set(carrier, "x-shop", "seven");
                setter.set(carrier, "x-spoilt", "\ud800");
            }

            @Override
            public <C> Context extract(Context context, C carrier, TextMapGetter<C> getter) {
                return context.with(shop, getter.get(carrier, "x-shop"));
            }
        });
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("plain"));
            Steps.of(instance).untilIdle();
            assertThat(Traced.EVENTS.get("plain").headers())
                    .as("and what no header may have is left out")
                    .isEqualTo(Map.of("x-shop", "seven"));
        }
    }

    /** It is the one or the other on servers where it is switched off. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_telemetry_that_traces_nothing_costs_no_headers(boolean makesSpans) {
        ServersTelemetry.telemetry = makesSpans
                ? OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder().build())
                        .build()
                : OpenTelemetry.noop();
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("plain"));
            assertThat(database.count("onevent_event WHERE headers IS NULL")).isOne();
            assertThat(lines("ONEVENT-34")).isEmpty();
        }
    }
}
