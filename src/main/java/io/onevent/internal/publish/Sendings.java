package io.onevent.internal.publish;

import io.onevent.internal.monitor.Tracing;
import io.onevent.internal.store.Headers;
import io.onevent.internal.store.NewEventRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Spans of events that are published together: what leads back to each travels in the headers of its event. */
final class Sendings {

    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";
    private static final String BAGGAGE = "baggage";

    private final Tracing tracing;
    /** One of each event, null where there is none. */
    private final List<Tracing.Span> spans = new ArrayList<>();

    Sendings(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Begins a span for each; returns the rows that are to be stored. */
    List<NewEventRow> begin(List<NewEventRow> rows) {
        List<NewEventRow> traced = new ArrayList<>(rows.size());
        for (NewEventRow row : rows) {
            Map<String, String> context = new HashMap<>();
            Tracing.Span span = tracing.send(row.name(), row.id(), row.group(), context);
            spans.add(span);
            traced.add(span == null ? row : row.withHeaders(headers(row.headers(), context)));
        }
        return traced;
    }

    /** They are stored, or others have their keys: these are the ids of which. */
    void end(List<UUID> ids) {
        for (int i = 0; i < spans.size(); i++) {
            Tracing.Span span = spans.get(i);
            if (span != null) {
                span.isOf(ids.get(i));
                span.end(null);
            }
        }
    }

    /** They are not, because of this. */
    void failed(Throwable refused) {
        spans.stream().filter(Objects::nonNull).forEach(span -> span.failed(refused));
    }

    /**
     * The application's headers and beside them those of the tracing, of which the longest and least needed are left
     * out where there is not room for all.
     */
    private static String headers(String own, Map<String, String> context) {
        Map<String, String> first = Headers.of(own);
        if (first.containsKey(PARENT)) {
            // It belongs to the other one's parent.
            context.remove(STATE);
        }
        for (String leftOut : new String[] {"", BAGGAGE, STATE}) {
            context.remove(leftOut);
            Map<String, String> all = new LinkedHashMap<>(first);
            context.forEach((name, value) -> {
                if (isPlain(name) && isPlain(value)) {
                    all.putIfAbsent(name, value);
                }
            });
            String text = Headers.text(all);
            if (Headers.fit(text)) {
                return text;
            }
        }
        return own;
    }

    /** As all is that can be in a header of HTTP: with anything else a database might refuse the event. */
    private static boolean isPlain(String text) {
        return text != null && text.chars().allMatch(c -> ' ' <= c && c <= '~');
    }
}
