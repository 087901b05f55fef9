package io.onevent.internal.store;

import io.onevent.EventStoreException;
import io.onevent.Reason;
import io.onevent.StoredEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The verbs of an event's row. Each runs in the thread's transaction; each write after the insert is conditional on the
 * version that the caller knows, raises it, and says whether it hit.
 */
public final class EventTable {

    /** Publishing to a group locks one of this many rows; the changelog makes them. */
    private static final int GROUP_LOCKS = 256;

    /** What is read of an event that is due or expired, but for its payload. */
    private static final String COLUMNS =
            "SELECT e.id, e.name, e.group_id, e.create_date, e.expired_at, e.retry, e.version, e.suspect, e.started, "
                    + "CURRENT_TIMESTAMP AS clock, ";

    /** What a dead event keeps as it was. */
    private static final String MOVED = "id, create_date, name, payload, retry, group_id, expired_at, seq";

    /** A write that lifts the expiry, because the event was started. */
    private static final String UPDATE = "UPDATE onevent_event SET version = version + 1, started = 1, ";

    private final Jdbc publishing;
    private final Jdbc jdbc;
    private final Dialect dialect;

    EventTable(Jdbc publishing, Jdbc jdbc, Dialect dialect) {
        this.publishing = publishing;
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /**
     * Inserts events in the thread's transaction; those of groups in the order in which their transactions commit.
     *
     * @throws IllegalStateException if the data source gives a connection that does not belong to that transaction
     */
    public void insert(List<EventRow> events) {
        try (Connection connection = publishing.connection()) {
            if (connection.getAutoCommit()) {
                throw new IllegalStateException(
                        "ONEVENT-501: the data source gives a connection that does not belong to "
                                + "the active transaction: publish before it completes, and through a JTA data source");
            }
            insert(connection, events);
        } catch (SQLException refused) {
            throw refused(events, refused);
        }
    }

    /** Inserts events in a transaction of the connection alone, for a thread that has none. */
    public void insertAlone(List<EventRow> events) {
        try (Connection connection = publishing.connection()) {
            connection.setAutoCommit(false);
            try {
                insert(connection, events);
                connection.commit();
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException refused) {
            throw refused(events, refused);
        }
    }

    private void insert(Connection connection, List<EventRow> events) throws SQLException {
        lockGroups(connection, events);
        List<Object[]> rows = new ArrayList<>(events.size());
        for (EventRow event : events) {
            rows.add(new Object[] {
                event.id(),
                event.name(),
                event.payload,
                event.group,
                event.delayMillis,
                event.expiresAt,
                event.expiresAfterMillis
            });
        }
        String insert = "INSERT INTO onevent_event (id, create_date, name, payload, group_id, seq, due_at, expired_at) "
                + "VALUES (?, " + dialect.clock + ", ?, ?, ?, " + dialect.nextOrderNumber + ", " + dialect.afterMillis
                + ", coalesce(cast(? as timestamp with time zone), " + dialect.afterMillis + "))";
        publishing.batch(connection, insert, rows);
    }

    private static EventStoreException refused(List<EventRow> events, SQLException refused) {
        return new EventStoreException(
                "ONEVENT-502: " + events.size() + " event(s) named " + names(events) + " could not be stored: "
                        + refused.getMessage(),
                refused);
    }

    /** Whether a connection of the data source belongs to the thread's transaction. */
    public boolean isInTransaction() {
        try (Connection connection = jdbc.connection()) {
            return !connection.getAutoCommit();
        } catch (SQLException refused) {
            throw new EventStoreException("the data source gives no connection: " + refused.getMessage(), refused);
        }
    }

    private static String names(List<EventRow> events) {
        Set<String> names = new TreeSet<>();
        for (EventRow event : events) {
            names.add(event.name());
        }
        return names.toString();
    }

    private void lockGroups(Connection connection, List<EventRow> events) throws SQLException {
        TreeSet<Integer> slots = new TreeSet<>();
        for (EventRow event : events) {
            if (event.group != null) {
                slots.add(Math.floorMod(event.group.hashCode(), GROUP_LOCKS));
            }
        }
        for (int slot : slots) {
            // The order number is drawn after this lock and the lock is held until the commit: that makes the order of
            // numbers within a group the order of commits.
            List<Integer> locked = publishing.query(
                    connection,
                    "SELECT slot FROM onevent_group_lock WHERE slot = ? FOR UPDATE",
                    result -> result.getInt(1),
                    slot);
            if (locked.isEmpty()) {
                throw new SQLException("the table onevent_group_lock has lost its row " + slot
                        + ": it must have rows 0 to " + (GROUP_LOCKS - 1));
            }
        }
    }

    /**
     * Reads events of a name that are due, each the head of its group if it has one, the longest due first. Locks nothing.
     * The index onevent_event_due_of_name gives the order, onevent_event_head_of_group one look per grouped event. Larger
     * payloads are read only when their event is run, so that what is read ahead stays small.
     *
     * @param before {@link System#nanoTime()} from before the transaction, whose start is the clock that expiries are compared with
     */
    public List<TakenEvent> readDue(String name, int limit, long before) {
        return jdbc.query(
                COLUMNS
                        + """
                       CASE WHEN octet_length(e.payload) <= 16384 THEN e.payload END AS payload,
                       CASE WHEN octet_length(e.payload) > 16384 THEN 1 ELSE 0 END AS left_behind
                FROM onevent_event e
                WHERE e.name = ? AND e.due_at <= CURRENT_TIMESTAMP
                  AND (e.expired_at IS NULL OR e.started = 1 OR e.expired_at > CURRENT_TIMESTAMP)
                  AND (e.group_id IS NULL OR NOT EXISTS (
                       SELECT 1 FROM onevent_event h WHERE h.group_id = e.group_id AND h.seq < e.seq))
                ORDER BY e.due_at, e.seq LIMIT ?""",
                result -> taken(result, before),
                name,
                limit);
    }

    private static TakenEvent taken(ResultSet result, long nanosBefore) throws SQLException {
        Instant expiredAt = Jdbc.instant(result, "expired_at");
        Long startBefore = expiredAt == null || result.getInt("started") == 1
                ? null
                : Long.valueOf(nanosBefore
                        + Duration.between(Jdbc.instant(result, "clock"), expiredAt)
                                .toNanos());
        return new TakenEvent(
                new StoredEvent(
                        result.getObject("id", UUID.class),
                        result.getString("name"),
                        result.getString("payload"),
                        result.getString("group_id"),
                        Jdbc.instant(result, "create_date"),
                        expiredAt,
                        result.getInt("retry")),
                result.getInt("version"),
                result.getInt("suspect") == 1,
                result.getInt("left_behind") == 1,
                startBefore);
    }

    /** The database's clock. */
    public Instant clock() {
        return jdbc.query(
                        "SELECT " + dialect.clock + " AS clock FROM onevent_pause WHERE id = 1",
                        result -> Jdbc.instant(result, "clock"))
                .get(0);
    }

    /** The payload, or null for none or if the event is gone. */
    public String payload(UUID id) {
        List<String> payloads = jdbc.texts("SELECT payload FROM onevent_event WHERE id = ?", id);
        return payloads.isEmpty() ? null : payloads.get(0);
    }

    /** Whether the event still lies there as the caller knows it. */
    public boolean isUnchanged(UUID id, int version) {
        return !jdbc.query(
                        "SELECT 1 FROM onevent_event WHERE id = ? AND version = ?",
                        result -> result.getInt(1),
                        id,
                        version)
                .isEmpty();
    }

    /** Ends an event: the arbiter between all runs of it. Primary key, one row. */
    public boolean end(UUID id, int version) {
        return hits("DELETE FROM onevent_event", id, version);
    }

    /** Commits to a start of a suspect, which counts as a failed run unless another write follows. */
    public boolean start(UUID id, int version, UUID instance) {
        return hits(UPDATE + "holder = ?", instance, id, version);
    }

    /** Puts an event back for later after a failed run, which counts. */
    public boolean retry(UUID id, int version, Duration after, boolean stillSuspect) {
        return hits(
                UPDATE + "due_at = " + dialect.afterMillis + ", suspect = ?, holder = NULL, retry = retry + 1, "
                        + "first_failure = coalesce(first_failure, " + dialect.clock + ")",
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
     * Whether a write hit the row that has this id and still this version, the last two parameters. Primary key, one row, its lock
     * until the end of the transaction.
     */
    private boolean hits(String write, Object... parameters) {
        return jdbc.update(write + " WHERE id = ? AND version = ?", parameters) == 1;
    }

    /** Moves an event to the dead events. Primary key, one row. Must run in a transaction. */
    public boolean bury(UUID id, int version, Reason reason, Failure failure) {
        boolean buried = hits(
                "INSERT INTO onevent_dead_event (" + MOVED + ", version, reason, error_class, message, stack_trace, "
                        + "first_failure, last_failure) SELECT " + MOVED + ", version + 1, ?, ?, ?, ?, "
                        + "coalesce(first_failure, " + dialect.clock + "), " + dialect.clock + " FROM onevent_event",
                reason.name(),
                failure.errorClass(),
                failure.message(),
                failure.stackTrace(),
                id,
                version);
        if (buried && !end(id, version)) {
            throw new EventStoreException("event " + id + " was changed while it was being buried", null);
        }
        return buried;
    }

    /** What a dead instance had taken and nobody holds a lock on; the locks last until the end of the transaction. */
    public List<Orphan> lockOrphans(List<UUID> ids) {
        List<Orphan> orphans = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += 200) {
            List<UUID> some = ids.subList(from, Math.min(ids.size(), from + 200));
            orphans.addAll(jdbc.query(
                    "SELECT id, name, version, retry, holder FROM onevent_event WHERE id IN " + Jdbc.marks(some.size())
                            + " FOR UPDATE SKIP LOCKED",
                    result -> new Orphan(
                            result.getObject("id", UUID.class),
                            result.getString("name"),
                            result.getInt("version"),
                            result.getInt("retry"),
                            result.getObject("holder", UUID.class)),
                    some.toArray()));
        }
        return orphans;
    }

    /** Marks orphans as suspects, each by its primary key. */
    public void suspect(List<Orphan> orphans) {
        List<Object[]> rows = new ArrayList<>();
        for (Orphan orphan : orphans) {
            rows.add(new Object[] {orphan.id(), orphan.version()});
        }
        if (!rows.isEmpty()) {
            jdbc.batch(
                    "UPDATE onevent_event SET suspect = 1, version = version + 1 WHERE id = ? AND version = ?", rows);
        }
    }

    /**
     * Events whose expiry has passed without a start: of some names at once, of some never, of all others only this long after.
     * The index onevent_event_expiring finds them.
     */
    public List<TakenEvent> readExpired(Set<String> atOnce, Set<String> never, Duration others, int limit) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(-others.toMillis());
        parameters.addAll(atOnce);
        parameters.addAll(never);
        parameters.add(limit);
        return jdbc.query(
                COLUMNS + "cast(NULL as varchar(1)) AS payload, 0 AS left_behind FROM onevent_event e "
                        + "WHERE e.expired_at <= CURRENT_TIMESTAMP AND e.started = 0 AND (e.expired_at <= "
                        + dialect.afterMillis
                        + nameIn(" OR e.name IN ", atOnce) + ")" + nameIn(" AND e.name NOT IN ", never)
                        + " ORDER BY e.expired_at LIMIT ?",
                result -> taken(result, System.nanoTime()),
                parameters.toArray());
    }

    private static String nameIn(String condition, Set<String> names) {
        return names.isEmpty() ? "" : condition + Jdbc.marks(names.size());
    }

    /**
     * The names of all stored events: one descent of the index onevent_event_due_of_name per name, however many events there
     * are.
     */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        String last = "";
        while (last != null) {
            last = jdbc.texts("SELECT min(name) FROM onevent_event WHERE name > ?", last)
                    .get(0);
            if (last != null) {
                names.add(last);
            }
        }
        return names;
    }

    /** An event whose instance has died. */
    public record Orphan(UUID id, String name, int version, int retry, UUID holder) {}
}
