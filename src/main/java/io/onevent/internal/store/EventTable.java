package io.onevent.internal.store;

import io.onevent.EventStoreException;
import io.onevent.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * The verbs of an event's row from its start to its end, in the thread's transaction. A write is conditional on the
 * version that the caller knows, raises it, and says whether it hit; but {@link #release} asks for the holder instead,
 * and {@link #buryUnreadable} for nothing, since the row is locked.
 */
public final class EventTable {

    /** What an event that has ended keeps as it was. */
    static final String MOVED = "id, create_date, name, payload, retry, group_id, event_key, headers, expired_at, seq";

    /** Raises the version; after the last one comes the first, which no run knows any more. */
    static final String NEXT_VERSION = "CASE WHEN version < 2147483647 THEN version + 1 ELSE 0 END";

    /** Counts a failed run; what nobody can have counted is taken for the nearest that can be. */
    private static final String NEXT_RETRY =
            "CASE WHEN retry < 0 THEN 1 WHEN retry < 32767 THEN retry + 1 ELSE 32767 END";

    /** A write that lifts the expiry, because the event was started. */
    private static final String UPDATE = "UPDATE onevent_event SET version = " + NEXT_VERSION + ", started = 1, ";

    private static final String END = "DELETE FROM onevent_event WHERE id = ? AND version = ?";

    private final Jdbc jdbc;
    private final Dialect dialect;
    private final boolean parks;
    private final Deaths deaths;

    /** Of deaths nobody is told. @param parks whether a group stands still when its head dies */
    EventTable(Jdbc jdbc, Dialect dialect, boolean parks) {
        this(jdbc, dialect, parks, new Deaths(jdbc, null));
    }

    /** @param parks whether a group stands still when its head dies */
    EventTable(Jdbc jdbc, Dialect dialect, boolean parks, Deaths deaths) {
        this.deaths = deaths;
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.parks = parks;
    }

    /** The payload, or null for none or if the event is gone. */
    public String payload(UUID id) {
        List<String> payloads = jdbc.texts("SELECT payload FROM onevent_event WHERE id = ?", id);
        return payloads.isEmpty() ? null : payloads.get(0);
    }

    /** Whether the event still lies there as the caller knows it. */
    public boolean isUnchanged(UUID id, int version) {
        return jdbc.finds("SELECT 1 FROM onevent_event WHERE id = ? AND version = ?", id, version);
    }

    /** The versions that these events have now; one that is gone has none. Primary key, one row each. */
    public Map<UUID, Integer> versions(Collection<UUID> ids) {
        Map<UUID, Integer> versions = new HashMap<>();
        for (List<Object> some : Jdbc.chunks(ids)) {
            jdbc.query(
                    "SELECT id, version FROM onevent_event WHERE id IN " + Jdbc.marks(some.size()),
                    result -> versions.put(Jdbc.uuid(result, "id"), result.getInt("version")),
                    some.toArray());
        }
        return versions;
    }

    /** Ends an event: the arbiter between all runs of it. Primary key, one row. */
    public boolean end(UUID id, int version) {
        return jdbc.update(END, id, version) == 1;
    }

    /**
     * Ends many events at once; returns those that were ended. Primary key, one row each; on PostgreSQL one statement,
     * elsewhere one batch.
     */
    public Set<UUID> endAll(Collection<TakenEvent> events) {
        if (!dialect.hasArrays) {
            List<Object[]> keys = new ArrayList<>(events.size());
            for (TakenEvent event : events) {
                keys.add(new Object[] {event.id(), event.version()});
            }
            return hit(events, jdbc.batch(END, keys));
        }
        return new HashSet<>(jdbc.ids(
                """
                DELETE FROM onevent_event e
                USING unnest(cast(string_to_array(?, ',') AS uuid[]), cast(string_to_array(?, ',') AS int[])) AS k (id, version)
                WHERE e.id = k.id AND e.version = k.version RETURNING e.id""",
                text(events, TakenEvent::id),
                text(events, TakenEvent::version)));
    }

    private static String text(Collection<TakenEvent> events, Function<TakenEvent, Object> part) {
        return InstanceTable.text(events.stream().map(part).toList());
    }

    /** Those of the events whose row was hit. */
    private static Set<UUID> hit(Collection<TakenEvent> events, int[] counts) {
        Set<UUID> hit = new HashSet<>();
        int i = 0;
        for (TakenEvent event : events) {
            if (counts[i++] == 1) {
                hit.add(event.id());
            }
        }
        return hit;
    }

    /**
     * Gives up holding events that were not started, or whose run came to nothing that counts; says how many of them
     * the instance did hold. Primary key, one row each.
     */
    public int release(Collection<UUID> ids, UUID instance) {
        int released = 0;
        for (List<Object> parameters : Jdbc.chunks(ids)) {
            String marks = Jdbc.marks(parameters.size());
            parameters.add(instance);
            released += jdbc.update(
                    "UPDATE onevent_event SET version = " + NEXT_VERSION + ", holder = NULL, "
                            + "suspect = CASE WHEN suspect = 0 THEN 0 ELSE 1 END WHERE id IN " + marks
                            + " AND holder = ?",
                    parameters.toArray());
        }
        return released;
    }

    /** Commits to a start of a suspect, which counts as a failed run unless another write follows. */
    public boolean start(UUID id, int version, UUID instance) {
        return hits(UPDATE + "suspect = 2, holder = ?", instance, id, version);
    }

    /** Puts an event back for later after a failed run, which counts. */
    public boolean retry(UUID id, int version, Duration after, boolean stillSuspect) {
        return hits(
                UPDATE + "due_at = " + dialect.afterMillis + ", suspect = ?, holder = NULL, retry = " + NEXT_RETRY
                        + ", " + "first_failure = coalesce(first_failure, " + dialect.clock + ")",
                after.toMillis(),
                stillSuspect ? 1 : 0,
                id,
                version);
    }

    /** Puts an event back for later without counting the run. */
    public boolean postpone(UUID id, int version, Duration after) {
        return hits(
                UPDATE + "due_at = " + dialect.afterMillis + ", suspect = 0, holder = NULL",
                after.toMillis(),
                id,
                version);
    }

    /**
     * Whether a write hit the row that has this id and still this version, the last two parameters. Primary key, one
     * row, its lock until the end of the transaction.
     */
    private boolean hits(String write, Object... parameters) {
        return jdbc.update(write + " WHERE id = ? AND version = ?", parameters) == 1;
    }

    /**
     * Moves an event to the dead events; one with a group parks that, if that is configured and it did not just expire.
     * Primary key, one row. Must run in a transaction.
     */
    public boolean bury(UUID id, int version, Reason reason, Failure failure) {
        boolean buried = hits(
                "INSERT INTO onevent_dead_event (" + MOVED + ", version, reason, error_class, message, stack_trace, "
                        + "first_failure, last_failure, parks) SELECT " + MOVED + ", " + NEXT_VERSION + ", ?, ?, ?, ?, "
                        + "coalesce(first_failure, " + dialect.clock + "), " + dialect.clock
                        + ", CASE WHEN group_id IS NULL THEN 0 ELSE ? END FROM onevent_event",
                reason.name(),
                failure.errorClass(),
                failure.message(),
                failure.stackTrace(),
                parks && reason != Reason.EXPIRED ? 1 : 0,
                id,
                version);
        if (buried && !end(id, version)) {
            throw new EventStoreException("event " + id + " was changed while it was being buried", null);
        }
        if (buried) {
            deaths.died(List.of(id));
        }
        return buried;
    }

    /**
     * Moves an event that the transaction has locked to the dead events, whatever its row says: what it lacks is made
     * up for. Like {@link #bury} otherwise, and on no condition.
     */
    public void buryUnreadable(UUID id, String why) {
        jdbc.update(
                "INSERT INTO onevent_dead_event (" + MOVED
                        + ", version, reason, message, first_failure, last_failure, parks)"
                        + " SELECT id, coalesce(create_date, " + dialect.clock + "), coalesce(name, ''), payload,"
                        + " CASE WHEN retry > 0 THEN retry ELSE 0 END, group_id, event_key, headers, expired_at, coalesce(seq, 0), "
                        + NEXT_VERSION + ", ?, ?, " + dialect.clock + ", " + dialect.clock
                        + ", CASE WHEN group_id IS NULL THEN 0 ELSE ? END FROM onevent_event WHERE id = ?",
                Reason.UNREADABLE.name(),
                Failure.saying(why).message(),
                parks ? 1 : 0,
                id);
        jdbc.update("DELETE FROM onevent_event WHERE id = ?", id);
        deaths.died(List.of(id));
    }

    /** These were buried by the thread's transaction in another way. */
    void died(Collection<UUID> buried) {
        deaths.died(buried);
    }
}
