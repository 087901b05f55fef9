package io.onevent.internal.monitor;

import io.onevent.StoredEvent;
import io.onevent.internal.store.Failure;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The way of an event in OpenTelemetry, as its conventions for messaging have it. */
@Dependent
public class OpenTelemetryTracing implements TracingApi {

    private static final String SCOPE = "io.onevent";
    private static final String MESSAGE_ID = "messaging.message.id";

    private static final TextMapGetter<Map<String, String>> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public String get(Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    };

    private final Instance<OpenTelemetry> telemetries;
    private boolean asChildren;
    private String title;
    private Tracer tracer;
    private TextMapPropagator propagator;

    @Inject
    OpenTelemetryTracing(Instance<OpenTelemetry> telemetries) {
        this.telemetries = telemetries;
    }

    /** Servers have it also while it is switched off. */
    @Override
    public boolean connect(boolean asChildren) {
        this.asChildren = asChildren;
        OpenTelemetry telemetry = telemetries.isResolvable() ? telemetries.get() : null;
        return telemetry != null && connect(telemetry, "the server's OpenTelemetry")
                || isGlobalSet() && connect(GlobalOpenTelemetry.get(), "the global OpenTelemetry");
    }

    private boolean connect(OpenTelemetry telemetry, String found) {
        title = found;
        tracer = telemetry.getTracer(SCOPE);
        propagator = telemetry.getPropagators().getTextMapPropagator();
        if (propagator.fields().isEmpty()) {
            propagator = TextMapPropagator.composite(
                    W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());
        }
        return tracer != OpenTelemetry.noop().getTracer(SCOPE) && !isSeenByNobody(telemetry);
    }

    /**
     * Payara's, while it is switched off, makes spans and drops them. Nothing but its text tells; where that changes,
     * spans are made for nobody.
     */
    private static boolean isSeenByNobody(OpenTelemetry telemetry) {
        return String.valueOf(telemetry).contains("spanProcessor=NoopSpanProcessor");
    }

    /**
     * Whether an agent or the application has set the global one. To ask for one that is not set would set it, for
     * ever, and older versions of the API have no way to only look: there it is not used.
     */
    private static boolean isGlobalSet() {
        try {
            return GlobalOpenTelemetry.isSet();
        } catch (NoSuchMethodError older) {
            return false;
        }
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Open send(String name, UUID id, String group, Map<String, String> carrier) {
        Span span = builder("send", SpanKind.PRODUCER, name, id, group).startSpan();
        try {
            propagator.inject(Context.current().with(span), carrier, Map::put);
        } catch (Throwable broken) {
            span.end();
            throw broken;
        }
        return new OpenSpan(span, Context.current().with(span));
    }

    /** The thread's own context is that of whoever had it started, which has nothing to do with the event. */
    @Override
    public Open process(List<StoredEvent> events) {
        return events.size() == 1 ? process(events.get(0)) : processTogether(events);
    }

    /** Of many publishers none is the parent: it is linked to all. */
    private Open processTogether(List<StoredEvent> events) {
        String name = events.get(0).name();
        SpanBuilder builder = builder("process", SpanKind.CONSUMER, name)
                .setNoParent()
                .setAttribute("messaging.batch.message_count", events.size());
        for (StoredEvent event : events) {
            Context sent = propagator.extract(Context.root(), event.headers(), HEADERS);
            SpanContext producer = Span.fromContext(sent).getSpanContext();
            if (producer.isValid()) {
                builder.addLink(
                        producer,
                        Attributes.of(
                                AttributeKey.stringKey(MESSAGE_ID), event.id().toString()));
            }
        }
        Span span = builder.startSpan();
        return new OpenSpan(span, Context.root().with(span));
    }

    private Open process(StoredEvent event) {
        Context sent = propagator.extract(Context.root(), event.headers(), HEADERS);
        SpanBuilder builder = builder("process", SpanKind.CONSUMER, event.name(), event.id(), event.group())
                .setAttribute("onevent.retry", event.retry());
        SpanContext producer = Span.fromContext(sent).getSpanContext();
        if (asChildren) {
            builder.setParent(sent);
        } else {
            builder.setNoParent();
            if (producer.isValid()) {
                builder.addLink(producer);
            }
        }
        Span span = builder.startSpan();
        return new OpenSpan(span, sent.with(span));
    }

    private SpanBuilder builder(String operation, SpanKind kind, String name, UUID id, String group) {
        SpanBuilder builder = builder(operation, kind, name).setAttribute(MESSAGE_ID, id.toString());
        return group == null ? builder : builder.setAttribute("onevent.group", group);
    }

    private SpanBuilder builder(String operation, SpanKind kind, String name) {
        return tracer.spanBuilder(operation + " " + name)
                .setSpanKind(kind)
                .setAttribute("messaging.system", "onevent")
                .setAttribute("messaging.operation.name", operation)
                .setAttribute("messaging.operation.type", operation)
                .setAttribute("messaging.destination.name", name);
    }

    private record OpenSpan(Span span, Context context) implements Open {

        @Override
        public Runnable enter() {
            return context.makeCurrent()::close;
        }

        @Override
        public void isOf(UUID id) {
            span.setAttribute(MESSAGE_ID, id.toString());
        }

        @Override
        public void note(String what) {
            span.addEvent(what);
        }

        /**
         * The exception as a text: the SDK would keep it until it is exported, and read it on a thread that does not
         * survive all that applications throw.
         */
        @Override
        public void end(Failure failure) {
            try {
                if (failure != null) {
                    span.setAttribute("error.type", failure.errorClass());
                    span.setStatus(StatusCode.ERROR, failure.message() == null ? "" : failure.message());
                    span.addEvent("exception", attributes(failure));
                }
            } finally {
                span.end();
            }
        }

        private static Attributes attributes(Failure failure) {
            AttributesBuilder attributes = Attributes.builder().put("exception.type", failure.errorClass());
            if (failure.message() != null) {
                attributes.put("exception.message", failure.message());
            }
            if (failure.stackTrace() != null) {
                attributes.put("exception.stacktrace", failure.stackTrace());
            }
            return attributes.build();
        }
    }
}
