package io.onevent.internal.store;

import io.onevent.StoredEvent;
import java.util.UUID;

/**
 * An event that this instance has taken in order to run it.
 *
 * @param event the event; its payload is null where it was too large to be read ahead
 * @param version the version that the end of the run is conditional on
 * @param suspect whether an instance died while it held the event
 * @param held whether its row names this instance as holder
 * @param payloadLeftBehind whether the payload must be read before the run
 * @param startBeforeNanos {@link System#nanoTime()} before which it must be started; null for never too late
 */
public record TakenEvent(
        StoredEvent event,
        int version,
        boolean suspect,
        boolean held,
        boolean payloadLeftBehind,
        Long startBeforeNanos) {

    public UUID id() {
        return event.id();
    }

    public String name() {
        return event.name();
    }

    /** Whether its expiry has passed without a start. */
    public boolean isTooLate() {
        return startBeforeNanos != null && System.nanoTime() - startBeforeNanos >= 0;
    }

    /** The same event after its row has been claimed. */
    TakenEvent claimed() {
        return new TakenEvent(event, version + 1, suspect, true, payloadLeftBehind, startBeforeNanos);
    }

    /** The same event after a start has been committed. */
    public TakenEvent started() {
        return new TakenEvent(event, version + 1, suspect, true, payloadLeftBehind, null);
    }

    /** The same event with its payload. */
    public TakenEvent with(String payload) {
        StoredEvent whole = new StoredEvent(
                event.id(), event.name(), payload, event.group(), event.createDate(), event.expiredAt(), event.retry());
        return new TakenEvent(whole, version, suspect, held, false, startBeforeNanos);
    }
}
