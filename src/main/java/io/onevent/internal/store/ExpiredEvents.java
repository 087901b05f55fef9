package io.onevent.internal.store;

import io.onevent.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Events that were not started in time, in the thread's transaction. */
public final class ExpiredEvents {

    private final Jdbc jdbc;
    private final Dialect dialect;
    private final EventTable events;
    private final TakenRow row;

    ExpiredEvents(Jdbc jdbc, Dialect dialect, EventTable events) {
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.events = events;
        this.row = new TakenRow(jdbc);
    }

    /** One that has expired. */
    public record Expired(UUID id, int version, String name, Instant expiredAt) {}

    /** Whether there may be an event for {@link #lock}. The index onevent_event_expiring. */
    public boolean isAny() {
        return jdbc.finds("SELECT 1 FROM onevent_event WHERE expired_at <= CURRENT_TIMESTAMP AND started = 0 LIMIT 1");
    }

    /**
     * Locks events whose expiry has passed without a start and that no live instance holds: of some names at once, of
     * some never, of all others only this long after. Passes over what others have locked. The index
     * onevent_event_expiring finds them.
     */
    public List<Expired> lock(Set<String> atOnce, Set<String> never, Duration others, int limit) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(-others.toMillis());
        parameters.addAll(atOnce);
        parameters.addAll(never);
        parameters.add(limit + jdbc.unread.all().size());
        return jdbc.readable(
                TakenRow.COLUMNS + "cast(NULL as char(1)) AS payload, 0 AS left_behind FROM onevent_event e "
                        + "WHERE e.expired_at <= CURRENT_TIMESTAMP AND e.started = 0 AND " + DueEvents.FREE
                        + " AND (e.expired_at <= " + dialect.afterMillis + nameIn(" OR e.name IN ", atOnce) + ")"
                        + nameIn(" AND e.name NOT IN ", never)
                        + " ORDER BY e.expired_at LIMIT ? FOR UPDATE SKIP LOCKED",
                result -> {
                    TakenEvent read = row.read(result, false, 0);
                    return new Expired(
                            read.id(), read.version(), read.name(), read.event().expiredAt());
                },
                parameters.toArray());
    }

    private static String nameIn(String condition, Collection<String> names) {
        return names.isEmpty() ? "" : condition + Jdbc.marks(names.size());
    }

    /**
     * Moves events that the transaction has locked, and that expired, to the dead events. On PostgreSQL one statement.
     */
    public void bury(List<Expired> expired) {
        if (!dialect.hasArrays) {
            for (Expired event : expired) {
                String message = "it was not started before " + event.expiredAt();
                events.bury(event.id(), event.version(), Reason.EXPIRED, Failure.saying(message));
            }
            return;
        }
        List<UUID> ids = expired.stream().map(Expired::id).toList();
        jdbc.update(
                "WITH gone AS (DELETE FROM onevent_event WHERE id = ANY(cast(string_to_array(?, ',') AS uuid[])) RETURNING *)"
                        + " INSERT INTO onevent_dead_event (" + EventTable.MOVED
                        + ", version, reason, message, first_failure, last_failure) SELECT " + EventTable.MOVED
                        + ", " + EventTable.NEXT_VERSION
                        + ", ?, 'it was not started before ' || coalesce(to_char(expired_at AT TIME ZONE"
                        + " 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), cast(expired_at AS text)), clock_timestamp(), clock_timestamp() FROM gone",
                InstanceTable.text(ids),
                Reason.EXPIRED.name());
        events.died(ids);
    }
}
