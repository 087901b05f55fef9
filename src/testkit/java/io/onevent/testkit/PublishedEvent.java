package io.onevent.testkit;

import io.onevent.StoredEvent;
import io.onevent.testkit.internal.Told;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/**
 * An event that was published.
 *
 * @param event as it lies in the database, or would
 * @param dueAt when it is due; null where it has ended and that is not known any more
 */
public record PublishedEvent(StoredEvent event, Instant dueAt) {

    /** {@return its id} */
    public UUID id() {
        return event.id();
    }

    /** {@return its name} */
    public String name() {
        return event.name();
    }

    /** {@return its payload as it is stored, or null for none} */
    public String payload() {
        return event.payload();
    }

    /** {@return its group, or null for none} */
    public String group() {
        return event.group();
    }

    /** {@return its key, or null for none} */
    public String key() {
        return event.key();
    }

    /** {@return its headers, unmodifiable, empty for none} */
    public Map<String, String> headers() {
        return event.headers();
    }

    /** {@return how long after its publishing it is due, zero for at once; null where that is not known any more} */
    public Duration delay() {
        return after(dueAt);
    }

    /** {@return how long after its publishing it expires, or null for never} */
    public Duration expiresAfter() {
        return after(event.expiredAt());
    }

    /** To the millisecond, as it was published: databases whose clock goes on within a statement add less than one. */
    private Duration after(Instant time) {
        return time == null ? null : Duration.between(event.createDate(), time).truncatedTo(ChronoUnit.MILLIS);
    }

    /** {@return its name and whatever else it has} */
    @Override
    public String toString() {
        return Told.of(this);
    }
}
