package io.onevent.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * An event to insert, its columns as they are.
 *
 * @param key unique among what waits of its name, or null
 * @param keyForMillis the key is remembered for so long, or null
 * @param replacing whether it takes the place of the one with its key
 * @param headers as {@link Headers} writes them, or null
 * @param delayMillis due this long after the insert
 * @param dueAt due at this time, or null for after the delay
 * @param expiresAt the expiry as a time, or null
 * @param expiresAfterMillis the expiry as a time after the insert, or null; {@code expiresAt} wins
 * @param livesMillis the expiry as a time after it is due, or null; the other two win
 */
public record NewEventRow(
        UUID id,
        String name,
        String payload,
        String group,
        String key,
        Long keyForMillis,
        boolean replacing,
        String headers,
        long delayMillis,
        Instant dueAt,
        Instant expiresAt,
        Long expiresAfterMillis,
        Long livesMillis) {

    private static final long FAR_MILLIS = Duration.ofDays(365_000).toMillis();

    /** Without key, headers and due time. */
    public NewEventRow(
            UUID id,
            String name,
            String payload,
            String group,
            long delayMillis,
            Instant expiresAt,
            Long expiresAfterMillis) {
        this(id, name, payload, group, null, null, false, null, delayMillis, null, expiresAt, expiresAfterMillis, null);
    }

    /** With these headers. */
    public NewEventRow withHeaders(String others) {
        return new NewEventRow(
                id,
                name,
                payload,
                group,
                key,
                keyForMillis,
                replacing,
                others,
                delayMillis,
                dueAt,
                expiresAt,
                expiresAfterMillis,
                livesMillis);
    }

    /** Whether it expires if it is not started. */
    public boolean expires() {
        return expiresAt != null || expiresAfterMillis != null || livesMillis != null;
    }

    /** Whether the event is due as soon as it is committed. */
    public boolean isDueAtOnce() {
        return delayMillis == 0 && dueAt == null;
    }

    /** Whether it has nothing but a name, a payload and a group. */
    boolean isPlain() {
        return isDueAtOnce() && !expires() && key == null && headers == null;
    }

    /** Whether it names a time, or one may lie after the last year that can be stored, so that a clock must be asked. */
    boolean needsClock() {
        return dueAt != null
                || expiresAt != null
                || isFar(delayMillis)
                || isFar(expiresAfterMillis)
                || isFar(livesMillis);
    }

    private static boolean isFar(Long millis) {
        return millis != null && millis > FAR_MILLIS;
    }

    /** When it is due, if it is inserted at this time. */
    public Instant due(Instant inserted) {
        return dueAt == null ? inserted.plusMillis(delayMillis) : dueAt;
    }

    /** When it expires, if it is inserted at this time, or null. */
    public Instant expiry(Instant inserted) {
        if (expiresAt != null) {
            return expiresAt;
        } else if (expiresAfterMillis != null) {
            return inserted.plusMillis(expiresAfterMillis);
        }
        return livesMillis == null ? null : due(inserted).plusMillis(livesMillis);
    }

    /** What it is at this time: one that was due in the past is due at once. */
    NewEventRow at(Instant now) {
        boolean isDueLater = dueAt != null && dueAt.isAfter(now);
        return dueAt == null
                ? this
                : new NewEventRow(
                        id,
                        name,
                        payload,
                        group,
                        key,
                        keyForMillis,
                        replacing,
                        headers,
                        0,
                        isDueLater ? dueAt : null,
                        isDueLater ? expiry(now) : expiresAt,
                        expiresAfterMillis,
                        livesMillis);
    }
}
