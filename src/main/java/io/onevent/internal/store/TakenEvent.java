package io.onevent.internal.store;

import io.onevent.StoredEvent;
import java.time.Duration;
import java.util.UUID;

/**
 * An event that this instance has taken in order to run it.
 *
 * @param event the event; its payload is null where it was too large to be read ahead
 * @param version the version that the end of the run is conditional on
 * @param suspect whether an instance died while it held the event
 * @param claimed whether its row names this instance as holder
 * @param payloadLeftBehind whether the payload must be read before the run
 * @param dueNanos {@link System#nanoTime()} at which it became due
 * @param startBeforeNanos {@link System#nanoTime()} before which it must be started; null for never too late
 */
public record TakenEvent(
        StoredEvent event,
        int version,
        boolean suspect,
        boolean claimed,
        boolean payloadLeftBehind,
        long dueNanos,
        Long startBeforeNanos) {

    public UUID id() {
        return event.id();
    }

    public String name() {
        return event.name();
    }

    /** How long it has been due at this time, by {@link System#nanoTime()}. */
    public Duration afterDue(long nowNanos) {
        return Duration.ofNanos(Math.max(0, nowNanos - dueNanos));
    }

    /** How long it may still be started, or null if that does not end. */
    public Duration beforeExpiry(long nowNanos) {
        return startBeforeNanos == null ? null : Duration.ofNanos(startBeforeNanos - nowNanos);
    }

    /** Whether its expiry has passed without a start. */
    public boolean isTooLate(long nowNanos) {
        return startBeforeNanos != null && nowNanos - startBeforeNanos >= 0;
    }

    /** The same event without its payload, which can be read again. */
    public TakenEvent withoutPayload() {
        return with(null, payloadLeftBehind || event.payload() != null);
    }

    /** The same event after a start before its expiry, whatever has come of that. */
    public TakenEvent startedInTime() {
        return new TakenEvent(event, version, suspect, claimed, payloadLeftBehind, dueNanos, null);
    }

    /** As {@link EventTable#NEXT_VERSION}. */
    private static int nextVersion(int version) {
        return version < Integer.MAX_VALUE ? version + 1 : 0;
    }

    /** The same event after its row has been claimed. */
    TakenEvent asClaimed() {
        return new TakenEvent(
                event, nextVersion(version), suspect, true, payloadLeftBehind, dueNanos, startBeforeNanos);
    }

    /** The same event after a start has been committed. */
    public TakenEvent started() {
        return new TakenEvent(event, nextVersion(version), suspect, true, payloadLeftBehind, dueNanos, null);
    }

    /** The same event with its payload. */
    public TakenEvent with(String payload) {
        return with(payload, false);
    }

    private TakenEvent with(String payload, boolean leftBehind) {
        StoredEvent whole = new StoredEvent(
                event.id(),
                event.name(),
                payload,
                event.group(),
                event.key(),
                event.headers(),
                event.createDate(),
                event.expiredAt(),
                event.retry());
        return new TakenEvent(whole, version, suspect, claimed, leftBehind, dueNanos, startBeforeNanos);
    }
}
