package io.onevent;

import java.time.Instant;

/**
 * An event that waits to be handled, or runs now: only an instance knows what it runs, and {@link EventQueue#explain}
 * asks it.
 *
 * @param event the event
 * @param dueAt the time of the database's clock before which it is not started
 * @param state what it waits for
 */
public record WaitingEvent(StoredEvent event, Instant dueAt, State state) {

    /** What an event waits for, by the database's clock. */
    public enum State {
        /** For its due time; no run of it has failed or was postponed. */
        DELAYED,
        /** For a thread, for what comes before it in its group, or for whatever else keeps it; or it runs. */
        DUE,
        /** For its due time, after a failed or postponed run. */
        RETRYING
    }
}
