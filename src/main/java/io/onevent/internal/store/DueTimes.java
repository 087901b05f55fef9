package io.onevent.internal.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Changes when an event is due, in the thread's transaction; a run that is under way will find that out. */
public final class DueTimes {

    private final Jdbc jdbc;
    private final Dialect dialect;

    DueTimes(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /**
     * An event that nobody else can change.
     *
     * @param group its group, or null for none
     * @param expiry the time before which it must still start, or null for none
     */
    public record Locked(String name, String group, Instant expiry) {}

    /** Locks the event until the end of the transaction; null if it is gone. Primary key, one row. */
    public Locked lock(UUID id) {
        List<Locked> locked = jdbc.query(
                "SELECT name, group_id, expired_at, started FROM onevent_event WHERE id = ? FOR UPDATE",
                result -> new Locked(
                        result.getString("name"),
                        result.getString("group_id"),
                        result.getInt("started") == 0 ? jdbc.instant(result, "expired_at") : null),
                id);
        return locked.isEmpty() ? null : locked.get(0);
    }

    /** Makes what is locked due now; what has been due for longer keeps its place. */
    public void now(UUID id) {
        jdbc.update(
                "UPDATE onevent_event SET version = " + EventTable.NEXT_VERSION + ", due_at = CASE WHEN due_at <= "
                        + dialect.clock + " THEN due_at ELSE " + dialect.clock + " END WHERE id = ?",
                id);
    }

    /** Makes what is locked due at this time. */
    public void at(UUID id, Instant dueAt) {
        jdbc.update(
                "UPDATE onevent_event SET version = " + EventTable.NEXT_VERSION + ", due_at = " + dialect.time
                        + " WHERE id = ?",
                dueAt,
                id);
    }
}
