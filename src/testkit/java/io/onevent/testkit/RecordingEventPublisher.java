package io.onevent.testkit;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import io.onevent.StoredEvent;
import io.onevent.internal.publish.NewRows;
import io.onevent.internal.publish.Payloads;
import io.onevent.internal.store.EventInserts;
import io.onevent.internal.store.Headers;
import io.onevent.internal.store.NewEventRow;
import io.onevent.testkit.internal.PayloadsAs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.json.bind.Jsonb;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Keeps what is published, instead of storing it: for the test of a publisher without a container, by {@code new}, or
 * as a CDI alternative that a test selects. It refuses what the real one refuses, with the same exceptions, as far as
 * that needs no database and no configuration, and writes payloads with JSON-B, so that what it knows is what a handler
 * would get.
 *
 * <p><b>Transaction.</b> It knows of none: what is published in one that is rolled back is recorded all the same.
 *
 * <p><b>Keys.</b> As nothing ends here, an event with a {@linkplain NewEvent#key key} is recorded once; a
 * {@linkplain NewEvent#replacing replacing} one takes the place of the one that is there, with its id.
 *
 * <p><b>Time.</b> What is due or expires when is counted from the clock of this JVM.
 *
 * <p><b>Threads.</b> Safe for use by many threads.
 */
@Alternative
@ApplicationScoped
public class RecordingEventPublisher implements EventPublisher, PublishedEvents {

    private final List<PublishedEvent> published = new ArrayList<>();
    private final Payloads payloads;
    private final NewRows rows;

    /** Writes and reads payloads with JSON-B's defaults. */
    public RecordingEventPublisher() {
        this(Payloads.withDefaults());
    }

    /**
     * Writes and reads payloads with the application's own JSON-B.
     *
     * @param jsonb what the application has as a bean
     */
    public RecordingEventPublisher(Jsonb jsonb) {
        this(own(jsonb));
    }

    private RecordingEventPublisher(Payloads payloads) {
        this.payloads = payloads;
        this.rows = new NewRows(null, () -> payloads);
    }

    private static Payloads own(Jsonb jsonb) {
        if (jsonb == null) {
            throw new IllegalArgumentException("jsonb is null");
        }
        return Payloads.of(jsonb);
    }

    @Override
    public UUID publish(String name) {
        return publish(NewEvent.named(name));
    }

    @Override
    public UUID publish(String name, Object payload) {
        return publish(NewEvent.named(name).payload(payload));
    }

    @Override
    public UUID publish(NewEvent event) {
        if (event == null) {
            throw new IllegalArgumentException("event is null");
        }
        return publishAll(List.of(event)).get(0);
    }

    @Override
    public synchronized List<UUID> publishAll(Collection<NewEvent> events) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<NewEventRow> timed = new ArrayList<>();
        for (NewEventRow row : rows.of(events)) {
            timed.add(EventInserts.timed(row, now));
        }
        List<PublishedEvent> before = List.copyOf(published);
        List<UUID> ids = new ArrayList<>();
        try {
            for (NewEventRow row : timed) {
                ids.add(record(row, now));
            }
        } catch (IllegalArgumentException refused) {
            published.clear();
            published.addAll(before);
            throw refused;
        }
        return ids;
    }

    private UUID record(NewEventRow row, Instant now) {
        int same = row.key() == null ? -1 : indexOfKey(row);
        if (same < 0) {
            published.add(event(row.id(), row, now));
            return row.id();
        }
        PublishedEvent there = published.get(same);
        if (row.replacing()) {
            if (row.group() == null ? there.group() != null : !row.group().equals(there.group())) {
                throw new IllegalArgumentException("event " + row.name() + " with key " + row.key()
                        + " is replacing one of group " + there.group() + ", and has the group " + row.group()
                        + ": its place in a group cannot be changed");
            }
            published.set(same, event(there.id(), row, now));
        }
        return there.id();
    }

    private int indexOfKey(NewEventRow row) {
        for (int i = 0; i < published.size(); i++) {
            PublishedEvent other = published.get(i);
            if (other.name().equals(row.name()) && row.key().equals(other.key())) {
                return i;
            }
        }
        return -1;
    }

    private static PublishedEvent event(UUID id, NewEventRow row, Instant now) {
        StoredEvent event = new StoredEvent(
                id,
                row.name(),
                row.payload(),
                row.group(),
                row.key(),
                Headers.of(row.headers()),
                now,
                row.expiry(now),
                0);
        return new PublishedEvent(event, row.due(now));
    }

    @Override
    public synchronized List<PublishedEvent> published() {
        return List.copyOf(published);
    }

    @Override
    public <T> List<T> payloads(String name, Class<T> type) {
        return PayloadsAs.type(published(name), type, payloads);
    }

    @Override
    public synchronized void clear() {
        published.clear();
    }
}
