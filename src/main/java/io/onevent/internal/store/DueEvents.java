package io.onevent.internal.store;

import io.onevent.StoredEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Finds what is due or expired, in the thread's transaction: to be read ahead, to be claimed, or to be buried. */
public final class DueEvents {

    /** What is read of an event, but for its payload. */
    private static final String COLUMNS =
            "SELECT e.id, e.name, e.group_id, e.create_date, e.expired_at, e.retry, e.version, e.suspect, e.started, "
                    + "CURRENT_TIMESTAMP AS clock, ";

    /** Larger payloads are read only when their event is run, so that what is taken stays small. */
    private static final String SMALL_PAYLOAD =
            """
            CASE WHEN octet_length(e.payload) <= 16384 THEN e.payload END AS payload,
            CASE WHEN octet_length(e.payload) > 16384 THEN 1 ELSE 0 END AS left_behind
            """;

    /**
     * An event that no live instance holds; one is free, too, if its holder's row is gone. The instances are read once, not for each
     * event that others have claimed.
     */
    private static final String FREE = "(e.holder IS NULL OR e.holder NOT IN (SELECT i.id FROM onevent_instance i))";

    /**
     * Events of a name that are due and free, each the head of its group if it has one, the longest due first. The index
     * onevent_event_due_of_name gives the order, onevent_event_head_of_group one look per grouped event. A replay can put
     * another event before one of its group that an instance holds, which onevent_event_held_of_group tells.
     */
    private static final String DUE =
            """
            FROM onevent_event e
            WHERE e.name = ? AND e.due_at <= CURRENT_TIMESTAMP
              AND (e.expired_at IS NULL OR e.started = 1 OR e.expired_at > CURRENT_TIMESTAMP)
              AND %s
              AND (e.group_id IS NULL OR NOT EXISTS (
                   SELECT 1 FROM onevent_event h WHERE h.group_id = e.group_id AND h.seq < e.seq)
                   AND NOT EXISTS (
                   SELECT 1 FROM onevent_event h JOIN onevent_instance i ON i.id = h.holder
                   WHERE h.group_id = e.group_id AND h.holder IS NOT NULL AND h.holder <> ?))
            ORDER BY e.due_at, e.seq LIMIT ?"""
                    .formatted(FREE);

    /** The same, but none if a live instance leads the name. */
    private static final String UNLED = DUE.replace(
            "WHERE e.name = ?",
            "WHERE NOT EXISTS (SELECT 1 FROM onevent_lead l JOIN onevent_instance i ON i.id = l.instance_id "
                    + "WHERE l.name = ?) AND e.name = ?");

    private final Jdbc jdbc;
    private final Dialect dialect;
    private final InstanceTable instances;

    DueEvents(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.instances = new InstanceTable(jdbc, dialect);
    }

    /**
     * Reads events of a name that are due, free and heads of their groups, the longest due first. Locks none of them. Before it
     * returns, the instance's row says that it holds them beside what it holds already: should it die, its successor suspects
     * them. On PostgreSQL all that is one statement, so that an event starts soon after its commit. Needs no transaction.
     *
     * @param before {@link System#nanoTime()} from before the transaction, whose start is the clock that expiries are compared with
     * @return null if there is such an event that is not held already, and the instance was taken for dead
     */
    public List<TakenEvent> read(String name, int limit, UUID instance, Set<UUID> held, long before) {
        String text = InstanceTable.text(held);
        boolean[] told = {true};
        List<TakenEvent> due;
        if (dialect.hasArrays) {
            due = jdbc.query(
                    "WITH due AS (SELECT e.* " + DUE + "), told AS (UPDATE onevent_instance SET taken = ? || "
                            + "(SELECT string_agg(cast(id AS text), ',') FROM due) WHERE id = ? AND EXISTS ("
                            + "SELECT 1 FROM due WHERE position(cast(id AS text) IN ?) = 0)"
                            // A crash of the database itself loses no more than who is suspect.
                            + " AND set_config('synchronous_commit', 'off', true) IS NOT NULL RETURNING id) "
                            + COLUMNS + "(SELECT count(*) FROM told) AS told, " + SMALL_PAYLOAD
                            + "FROM due e ORDER BY e.due_at, e.seq",
                    result -> {
                        told[0] = result.getInt("told") == 1;
                        return taken(result, false, before);
                    },
                    name,
                    instance,
                    limit,
                    held.isEmpty() ? text : text + ",",
                    instance,
                    text);
        } else {
            due = jdbc.query(
                    COLUMNS + SMALL_PAYLOAD + DUE, result -> taken(result, false, before), name, instance, limit);
            Set<UUID> all = new LinkedHashSet<>(held);
            due.forEach(event -> all.add(event.id()));
            told[0] = all.size() == held.size() || instances.take(instance, all);
        }
        boolean isNew = due.stream().anyMatch(event -> !held.contains(event.id()));
        return isNew && !told[0] ? null : due;
    }

    /**
     * Claims such events, unless a live instance leads the name: names the instance as their holder, which keeps other instances
     * from them as long as it lives. On
     * PostgreSQL one statement, which passes over rows that others claim just now; elsewhere they are read and each is claimed
     * if it is still as it was read.
     */
    public List<TakenEvent> claim(String name, int limit, UUID instance, long before) {
        if (dialect.hasArrays) {
            // The array keeps the inner query from being run more than once, with other rows each time.
            return jdbc.query(
                    "WITH claimed AS (UPDATE onevent_event SET holder = ?, version = version + 1 WHERE id = ANY(ARRAY("
                            + "SELECT e.id " + UNLED + " FOR UPDATE OF e SKIP LOCKED)) RETURNING *) " + COLUMNS
                            + SMALL_PAYLOAD + "FROM claimed e ORDER BY e.due_at, e.seq",
                    result -> taken(result, true, before),
                    instance,
                    name,
                    name,
                    instance,
                    limit);
        }
        List<TakenEvent> free = jdbc.query(
                COLUMNS + SMALL_PAYLOAD + UNLED, result -> taken(result, false, before), name, name, instance, limit);
        List<Object[]> rows = new ArrayList<>();
        for (TakenEvent event : free) {
            rows.add(new Object[] {instance, event.id(), event.version()});
        }
        int[] hits = rows.isEmpty()
                ? new int[0]
                : jdbc.batch(
                        "UPDATE onevent_event SET holder = ?, version = version + 1 WHERE id = ? AND version = ?",
                        rows);
        List<TakenEvent> claimed = new ArrayList<>();
        for (int i = 0; i < hits.length; i++) {
            if (hits[i] == 1) {
                claimed.add(free.get(i).claimed());
            }
        }
        return claimed;
    }

    private static TakenEvent taken(ResultSet result, boolean held, long nanosBefore) throws SQLException {
        Instant expiredAt = Jdbc.instant(result, "expired_at");
        Long startBefore = expiredAt == null || result.getInt("started") == 1
                ? null
                : Long.valueOf(nanosBefore
                        + Duration.between(Jdbc.instant(result, "clock"), expiredAt)
                                .toNanos());
        return new TakenEvent(
                new StoredEvent(
                        Jdbc.uuid(result, "id"),
                        result.getString("name"),
                        result.getString("payload"),
                        result.getString("group_id"),
                        Jdbc.instant(result, "create_date"),
                        expiredAt,
                        result.getInt("retry")),
                result.getInt("version"),
                result.getInt("suspect") > 0,
                held,
                result.getInt("left_behind") == 1,
                startBefore);
    }

    /**
     * Locks events whose expiry has passed without a start and that no live instance holds: of some names at once, of some
     * never, of all others only this long after. Passes over what others have locked. The index onevent_event_expiring finds
     * them.
     */
    public List<TakenEvent> lockExpired(Set<String> atOnce, Set<String> never, Duration others, int limit) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(-others.toMillis());
        parameters.addAll(atOnce);
        parameters.addAll(never);
        parameters.add(limit);
        return jdbc.query(
                COLUMNS + "cast(NULL as varchar(1)) AS payload, 0 AS left_behind FROM onevent_event e "
                        + "WHERE e.expired_at <= CURRENT_TIMESTAMP AND e.started = 0 AND " + FREE
                        + " AND (e.expired_at <= " + dialect.afterMillis + nameIn(" OR e.name IN ", atOnce) + ")"
                        + nameIn(" AND e.name NOT IN ", never)
                        + " ORDER BY e.expired_at LIMIT ? FOR UPDATE SKIP LOCKED",
                result -> taken(result, false, System.nanoTime()),
                parameters.toArray());
    }

    /** Whether there may be an event for {@link #lockExpired}. The index onevent_event_expiring. */
    public boolean isAnyExpired() {
        return !jdbc.query(
                        "SELECT 1 FROM onevent_event WHERE expired_at <= CURRENT_TIMESTAMP AND started = 0 LIMIT 1",
                        result -> result.getInt(1))
                .isEmpty();
    }

    private static String nameIn(String condition, Collection<String> names) {
        return names.isEmpty() ? "" : condition + Jdbc.marks(names.size());
    }

    /** Whether an event of these names is due, runs, or waits for a retry. The index onevent_event_due_of_name. */
    public boolean isAnyOf(Collection<String> names) {
        for (String name : names) {
            if (!jdbc.query(
                            "SELECT 1 FROM onevent_event WHERE name = ? AND (due_at <= CURRENT_TIMESTAMP OR started = 1) LIMIT 1",
                            result -> result.getInt(1),
                            name)
                    .isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
