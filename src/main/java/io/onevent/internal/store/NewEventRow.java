package io.onevent.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** An event to insert. */
public final class NewEventRow {

    private static final long FAR_MILLIS = Duration.ofDays(365_000).toMillis();

    final UUID id;
    final String name;
    final String payload;
    final String group;
    final long delayMillis;
    final Instant expiresAt;
    final Long expiresAfterMillis;

    /**
     * Takes the columns as they are.
     *
     * @param delayMillis due this long after the insert
     * @param expiresAt the expiry as a time, or null
     * @param expiresAfterMillis the expiry as a time after the insert, or null; {@code expiresAt} wins
     */
    public NewEventRow(
            UUID id,
            String name,
            String payload,
            String group,
            long delayMillis,
            Instant expiresAt,
            Long expiresAfterMillis) {
        this.id = id;
        this.name = name;
        this.payload = payload;
        this.group = group;
        this.delayMillis = delayMillis;
        this.expiresAt = expiresAt;
        this.expiresAfterMillis = expiresAfterMillis;
    }

    public UUID id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** Its group, or null for none. */
    public String group() {
        return group;
    }

    /** Whether it expires if it is not started. */
    public boolean expires() {
        return expiresAt != null || expiresAfterMillis != null;
    }

    /** When it is due or expires at the latest, if it is inserted at this time. */
    Instant lastTime(Instant inserted) {
        Instant due = inserted.plusMillis(delayMillis);
        Instant expires = due;
        if (expiresAt != null) {
            expires = expiresAt;
        } else if (expiresAfterMillis != null) {
            expires = inserted.plusMillis(expiresAfterMillis);
        }
        return expires.isAfter(due) ? expires : due;
    }

    /** Whether it may be due or expire after the last year that can be stored, so that a clock must be asked. */
    boolean reachesFar() {
        return delayMillis > FAR_MILLIS || expiresAfterMillis != null && expiresAfterMillis > FAR_MILLIS;
    }

    /** Whether the event is due as soon as it is committed. */
    public boolean isDueAtOnce() {
        return delayMillis == 0;
    }
}
