package io.onevent.console;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.ProcessedEventFilter;
import io.onevent.Reason;
import io.onevent.WaitingEvent;
import io.onevent.WaitingEventFilter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What a list is asked for, as it stands in an address. What no list knows is left out, what this one does not know is refused. */
final class Query {

    static final int ROWS = 100;

    private static final List<String> KEYS =
            List.of("name", "group", "key", "state", "reason", "error", "from", "to", "page");
    private static final int MOST_PAGES = 10_000;

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /** Of the parameters of a request. */
    static Query of(UnaryOperator<String> parameter) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : KEYS) {
            String value = parameter.apply(key);
            if (value != null && !value.isBlank()) {
                values.put(key, value);
            }
        }
        return new Query(values);
    }

    static Query none() {
        return new Query(Map.of());
    }

    /** Of what {@link #encoded} has made. */
    static Query parse(String encoded) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : encoded == null ? new String[0] : encoded.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return of(values::get);
    }

    /** Of plain ASCII, for an address or a form. */
    String encoded() {
        List<String> pairs = new ArrayList<>();
        values.forEach((key, value) -> pairs.add(key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return String.join("&", pairs);
    }

    /** The same with this value; null for none. */
    Query with(String key, Object value) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value.toString());
        }
        return new Query(changed);
    }

    String get(String key) {
        return values.get(key);
    }

    /** Whether it leaves anything out. */
    boolean narrows() {
        return values.keySet().stream().anyMatch(key -> !key.equals("page"));
    }

    /** For a reader. */
    String words() {
        List<String> words = new ArrayList<>();
        values.forEach((key, value) -> {
            if (!key.equals("page")) {
                words.add(key + " = " + value);
            }
        });
        return words.isEmpty() ? "everything" : String.join(", ", words);
    }

    /** From one on. */
    int page() {
        try {
            return Math.max(1, Math.min(MOST_PAGES, Integer.parseInt(values.getOrDefault("page", "1"))));
        } catch (NumberFormatException unreadable) {
            return 1;
        }
    }

    /** Whether an event has died of the error that is asked for, by its whole name or by its last part. */
    boolean isOfError(DeadEvent event) {
        String error = get("error");
        String died = event.errorClass();
        return error == null
                || died != null && (died.equals(error) || died.endsWith("." + error) || died.endsWith("$" + error));
    }

    int offset() {
        return (page() - 1) * ROWS;
    }

    // One row more than is shown says whether there is another page.

    WaitingEventFilter waitingPage() {
        return waiting().offset(offset()).limit(ROWS + 1);
    }

    DeadEventFilter deadPage() {
        return dead().offset(offset()).limit(ROWS + 1);
    }

    ProcessedEventFilter processedPage() {
        return processed().offset(offset()).limit(ROWS + 1);
    }

    /** @throws IllegalArgumentException if a value cannot be read */
    WaitingEventFilter waiting() {
        refuse("reason", "error");
        return WaitingEventFilter.all()
                .name(get("name"))
                .group(get("group"))
                .key(get("key"))
                .state(constant("state", WaitingEvent.State.class))
                .publishedAfter(time("from"))
                .publishedBefore(time("to"));
    }

    /** @throws IllegalArgumentException if a value cannot be read */
    DeadEventFilter dead() {
        refuse("key", "state");
        return DeadEventFilter.all()
                .name(get("name"))
                .group(get("group"))
                .reason(constant("reason", Reason.class))
                .diedAfter(time("from"))
                .diedBefore(time("to"));
    }

    /** @throws IllegalArgumentException if a value cannot be read */
    ProcessedEventFilter processed() {
        refuse("key", "state", "reason", "error");
        return ProcessedEventFilter.all()
                .name(get("name"))
                .group(get("group"))
                .processedAfter(time("from"))
                .processedBefore(time("to"));
    }

    /** A list that passed over a filter which it does not know would do to all what is meant for some. */
    private void refuse(String... unknown) {
        for (String key : unknown) {
            if (get(key) != null) {
                throw new IllegalArgumentException("this list has no filter \"" + key + "\": leave it out");
            }
        }
    }

    private <E extends Enum<E>> E constant(String key, Class<E> type) {
        String value = get(key);
        if (value == null) {
            return null;
        }
        try {
            return Enum.valueOf(type, value.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(key + " is " + value + ": choose one of the list");
        }
    }

    /** A time as a browser's field takes it; null for none. */
    String field(String key) {
        String value = get(key);
        try {
            return value == null || !value.strip().endsWith("Z")
                    ? value
                    : LocalDateTime.ofInstant(time(key), ZoneId.systemDefault())
                            .truncatedTo(ChronoUnit.MILLIS)
                            .toString();
        } catch (IllegalArgumentException unreadable) {
            return value;
        }
    }

    private Instant time(String key) {
        return get(key) == null ? null : time(key, get(key));
    }

    /**
     * A time as a browser's field gives it, in the machine's zone, or one that says its own.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    static Instant time(String key, String value) {
        String text = value.strip();
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException unreadable) {
            throw new IllegalArgumentException(
                    key + " is " + value + ": write it like 2026-01-31T08:30, or like 2026-01-31T08:30:00Z");
        }
    }

    /** @throws IllegalArgumentException if this is no event's id */
    static UUID id(String id) {
        try {
            return UUID.fromString(id.strip());
        } catch (RuntimeException unreadable) {
            throw new IllegalArgumentException("that is no event's id: one looks like " + new UUID(0, 0));
        }
    }
}
