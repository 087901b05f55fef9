package io.onevent.internal.store;

import io.onevent.EventStoreException;
import io.onevent.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * The verbs of an event's row. Each runs in the thread's transaction; each write after the insert is conditional on the version
 * that the caller knows, raises it, and says whether it hit.
 */
public final class EventTable {

    /** Publishing to a group locks one of this many rows; the changelog makes them. */
    static final int GROUP_LOCKS = 4_096;

    /** Bounds a statement whose events have no payload, or a small one. */
    private static final int MOST_ROWS_AT_ONCE = 1_000;

    /** A statement that is not much longer than its last payload: PostgreSQL bounds it, and both sides hold it in memory. */
    private static final int MOST_CHARACTERS_AT_ONCE = 1_000_000;

    /** So many names say what could not be stored. */
    private static final int MOST_TOLD = 10;

    /** Whatever is published has happened by then, or is over. Stored as the last time of the columns' precision. */
    private static final Instant LAST_PUBLISHED = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /** What an event that has ended keeps as it was. */
    static final String MOVED = "id, create_date, name, payload, retry, group_id, expired_at, seq";

    /** Raises the version; after the last one comes the first, which no run knows any more. */
    static final String NEXT_VERSION = "CASE WHEN version < 2147483647 THEN version + 1 ELSE 0 END";

    /** Counts a failed run; what nobody can have counted is taken for the nearest that can be. */
    private static final String NEXT_RETRY =
            "CASE WHEN retry < 0 THEN 1 WHEN retry < 32767 THEN retry + 1 ELSE 32767 END";

    /** A write that lifts the expiry, because the event was started. */
    private static final String UPDATE = "UPDATE onevent_event SET version = " + NEXT_VERSION + ", started = 1, ";

    private static final String END = "DELETE FROM onevent_event WHERE id = ? AND version = ?";

    private final Jdbc publishing;
    private final Jdbc jdbc;
    private final Dialect dialect;
    private final boolean parks;
    private final boolean connectionTells;

    /**
     * @param parks whether a group stands still when its head dies
     * @param connectionTells whether a connection shows that it does not belong to a transaction
     */
    EventTable(Jdbc publishing, Jdbc jdbc, Dialect dialect, boolean parks, boolean connectionTells) {
        this.publishing = publishing;
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.parks = parks;
        this.connectionTells = connectionTells;
    }

    /**
     * Inserts events in the thread's transaction; those of groups in the order in which their transactions commit.
     *
     * @throws IllegalStateException if the data source gives a connection that is seen not to belong to that transaction
     * @throws IllegalArgumentException if the time at which one expires is not after that at which it is due, or one of these times is
     *     after the year 9999; then none is inserted
     */
    public void insert(List<NewEventRow> events) {
        try (Connection connection = publishing.connection()) {
            if (!isInTransaction(connection)) {
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
    public void insertAlone(List<NewEventRow> events) {
        try (Connection connection = publishing.connection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                insert(connection, events);
                connection.commit();
            } catch (Throwable failed) {
                rollBack(connection, autoCommit, failed);
                throw failed;
            }
            connection.setAutoCommit(autoCommit);
        } catch (SQLException refused) {
            throw refused(events, refused);
        }
    }

    /** To set auto-commit commits what has not been rolled back. */
    private static void rollBack(Connection connection, boolean autoCommit, Throwable failed) {
        try {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        } catch (Throwable alsoFailed) {
            if (alsoFailed != failed) {
                failed.addSuppressed(alsoFailed);
            }
        }
    }

    private void insert(Connection connection, List<NewEventRow> events) throws SQLException {
        refuseExpired(connection, events);
        lockGroups(connection, events);
        if (events.stream().allMatch(event -> event.isDueAtOnce() && !event.expires())) {
            insertPlain(connection, events);
        } else {
            insertDated(connection, events);
        }
    }

    private void insertPlain(Connection connection, List<NewEventRow> events) throws SQLException {
        if (dialect.hasArrays && events.size() > 1) {
            insertArrays(connection, events);
            return;
        }
        List<Object[]> rows = new ArrayList<>(events.size());
        for (NewEventRow event : events) {
            rows.add(new Object[] {event.id(), event.name(), event.payload, event.group});
        }
        String insert = "INSERT INTO onevent_event (id, create_date, name, payload, group_id, seq, due_at) VALUES (?, "
                + dialect.clock + ", ?, ?, ?, " + dialect.nextOrderNumber + ", " + dialect.clock + ")";
        publishing.batch(connection, insert, rows);
    }

    /** A parameter for each column, however many rows, and whatever the driver makes of batches. */
    private void insertArrays(Connection connection, List<NewEventRow> events) throws SQLException {
        int from = 0;
        while (from < events.size()) {
            StringJoiner ids = new StringJoiner(",");
            List<String> names = new ArrayList<>();
            List<String> payloads = new ArrayList<>();
            List<String> groups = new ArrayList<>();
            int length = 0;
            while (from < events.size() && names.size() < MOST_ROWS_AT_ONCE && length < MOST_CHARACTERS_AT_ONCE) {
                NewEventRow event = events.get(from++);
                ids.add(event.id().toString());
                names.add(event.name());
                payloads.add(event.payload);
                groups.add(event.group);
                length += event.payload == null ? 0 : event.payload.length();
            }
            publishing.update(
                    connection,
                    // Arrays are unnested from their first element to the last: the order of numbers is that of the
                    // events.
                    "INSERT INTO onevent_event (id, create_date, name, payload, group_id, seq, due_at) SELECT e.id, "
                            + dialect.clock + ", e.name, e.payload, e.group_id, " + dialect.nextOrderNumber + ", "
                            + dialect.clock + " FROM unnest(cast(string_to_array(?, ',') AS uuid[]), "
                            + "cast(? AS text[]), cast(? AS text[]), cast(? AS text[])) AS e (id, name, payload, group_id)",
                    ids.toString(),
                    names.toArray(new String[0]),
                    payloads.toArray(new String[0]),
                    groups.toArray(new String[0]));
        }
    }

    private void insertDated(Connection connection, List<NewEventRow> events) throws SQLException {
        List<Object[]> rows = new ArrayList<>(events.size());
        for (NewEventRow event : events) {
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
                + ", coalesce(" + dialect.time + ", " + dialect.afterMillis + "))";
        publishing.batch(connection, insert, rows);
    }

    /** By the database's clock, which is not asked unless a time is named or far away. */
    private void refuseExpired(Connection connection, List<NewEventRow> events) throws SQLException {
        Instant now = null;
        for (NewEventRow event : events) {
            if (event.expiresAt != null || event.reachesFar()) {
                now = now != null ? now : clock(publishing, connection);
                if (event.lastTime(now).isAfter(LAST_PUBLISHED)) {
                    throw new IllegalArgumentException("event " + event.name() + " is due or expires at "
                            + event.lastTime(now) + ", after the year 9999, the last that can be stored: leave out the "
                            + "expiry of an event that does not expire");
                }
                if (event.expiresAt != null && !event.expiresAt.isAfter(now.plusMillis(event.delayMillis))) {
                    throw new IllegalArgumentException("event " + event.name() + " expires at " + event.expiresAt
                            + ", which is " + (event.delayMillis == 0 ? "in the past" : "not after its delay")
                            + ": the database's clock says " + now);
                }
            }
        }
    }

    /** The driver's word about a batch quotes the values of the statement; what comes after it is the database's own. */
    private static EventStoreException refused(List<NewEventRow> events, SQLException thrown) {
        SQLException refused = thrown.getNextException() == null ? thrown : thrown.getNextException();
        return new EventStoreException(
                "ONEVENT-502: " + events.size() + " event(s) named " + names(events) + " could not be stored: "
                        + refused.getMessage(),
                refused);
    }

    /** Whether a connection of the data source belongs to the thread's transaction, as far as that can be seen. */
    public boolean isInTransaction() {
        try (Connection connection = jdbc.connection()) {
            return isInTransaction(connection);
        } catch (SQLException refused) {
            throw new EventStoreException("the data source gives no connection: " + refused.getMessage(), refused);
        }
    }

    private boolean isInTransaction(Connection connection) throws SQLException {
        return !connectionTells || dialect.isInTransaction(connection);
    }

    private static String names(List<NewEventRow> events) {
        Set<String> names = new TreeSet<>();
        for (NewEventRow event : events) {
            names.add(event.name());
            if (names.size() > MOST_TOLD) {
                return names + " and more";
            }
        }
        return names.toString();
    }

    private void lockGroups(Connection connection, List<NewEventRow> events) throws SQLException {
        TreeSet<Integer> slots = new TreeSet<>();
        for (NewEventRow event : events) {
            if (event.group != null) {
                slots.add(slot(event.group));
            }
        }
        // The order number is drawn after this lock and the lock is held until the commit: that makes the order of
        // numbers within a group the order of commits.
        lockSlots(connection, slots);
        if (!slots.isEmpty()) {
            throw new SQLException("the table onevent_group_lock has lost its row " + slots.first()
                    + ": it must have rows 0 to " + (GROUP_LOCKS - 1));
        }
    }

    /** Locks these in their order, whatever else is locked, and leaves those of which there is no row. */
    private void lockSlots(Connection connection, TreeSet<Integer> slots) throws SQLException {
        if (dialect.hasArrays && slots.size() > 1) {
            Object all = slots.toArray(new Integer[0]);
            publishing
                    .query(
                            connection,
                            "SELECT slot FROM onevent_group_lock WHERE slot = ANY(cast(? AS int[])) ORDER BY slot FOR UPDATE",
                            result -> result.getInt(1),
                            all)
                    .forEach(slots::remove);
            return;
        }
        for (int slot : List.copyOf(slots)) {
            publishing
                    .query(
                            connection,
                            "SELECT slot FROM onevent_group_lock WHERE slot = ? FOR UPDATE",
                            result -> result.getInt(1),
                            slot)
                    .forEach(slots::remove);
        }
    }

    private static int slot(String group) {
        return Math.floorMod(group.hashCode(), GROUP_LOCKS);
    }

    /**
     * Keeps publishers of these groups, and instances that would claim their heads, waiting until the end of the transaction: so that
     * what is put before a head is seen by whoever claims next.
     */
    void lockHeads(Set<String> groups) {
        TreeSet<Integer> slots = new TreeSet<>();
        groups.forEach(group -> slots.add(slot(group)));
        try (Connection connection = jdbc.connection()) {
            lockSlots(connection, slots);
        } catch (SQLException refused) {
            throw Jdbc.refused("SELECT slot FROM onevent_group_lock .. FOR UPDATE", refused);
        }
        groups.forEach(this::lockHead);
    }

    private void lockHead(String group) {
        while (true) {
            List<UUID> head = jdbc.ids(
                    "SELECT id FROM onevent_event WHERE group_id = ? ORDER BY seq LIMIT 1" + dialect.latest, group);
            // It may end while its lock is waited for; then there is another head.
            if (head.isEmpty() || jdbc.finds("SELECT 1 FROM onevent_event WHERE id = ? FOR UPDATE", head.get(0))) {
                return;
            }
        }
    }

    /** The database's clock. */
    public Instant clock() {
        try (Connection connection = jdbc.connection()) {
            return clock(jdbc, connection);
        } catch (SQLException refused) {
            throw Jdbc.refused("the database's clock", refused);
        }
    }

    private Instant clock(Jdbc through, Connection connection) throws SQLException {
        return through.query(
                        connection, "SELECT " + dialect.clock + " AS clock", result -> jdbc.instant(result, "clock"))
                .get(0);
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

    /** Ends an event: the arbiter between all runs of it. Primary key, one row. */
    public boolean end(UUID id, int version) {
        return jdbc.update(END, id, version) == 1;
    }

    /**
     * Ends many events at once; returns those that were ended. Primary key, one row each; on PostgreSQL one statement, elsewhere
     * one batch.
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
     * Gives up holding events that were not started, or whose run came to nothing that counts; says how many of them the instance
     * did hold. Primary key, one row each.
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
     * Whether a write hit the row that has this id and still this version, the last two parameters. Primary key, one row, its lock
     * until the end of the transaction.
     */
    private boolean hits(String write, Object... parameters) {
        return jdbc.update(write + " WHERE id = ? AND version = ?", parameters) == 1;
    }

    /**
     * Moves an event to the dead events; one with a group parks that, if that is configured and it did not just expire. Primary
     * key, one row. Must run in a transaction.
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
        return buried;
    }

    /**
     * Moves an event that the transaction has locked to the dead events, whatever its row says: what it lacks is made up for. Like
     * {@link #bury} otherwise, and on no condition.
     */
    public void buryUnreadable(UUID id, String why) {
        jdbc.update(
                "INSERT INTO onevent_dead_event (" + MOVED
                        + ", version, reason, message, first_failure, last_failure, parks)"
                        + " SELECT id, coalesce(create_date, " + dialect.clock + "), coalesce(name, ''), payload,"
                        + " CASE WHEN retry > 0 THEN retry ELSE 0 END, group_id, expired_at, coalesce(seq, 0), "
                        + NEXT_VERSION + ", ?, ?, " + dialect.clock + ", " + dialect.clock
                        + ", CASE WHEN group_id IS NULL THEN 0 ELSE ? END FROM onevent_event WHERE id = ?",
                Reason.UNREADABLE.name(),
                Failure.saying(why).message(),
                parks ? 1 : 0,
                id);
        jdbc.update("DELETE FROM onevent_event WHERE id = ?", id);
    }

    /** Moves events that the transaction has locked, and that expired, to the dead events. On PostgreSQL one statement. */
    public void buryExpired(List<TakenEvent> expired) {
        if (!dialect.hasArrays) {
            for (TakenEvent event : expired) {
                String message = "it was not started before " + event.event().expiredAt();
                bury(event.id(), event.version(), Reason.EXPIRED, Failure.saying(message));
            }
            return;
        }
        jdbc.update(
                "WITH gone AS (DELETE FROM onevent_event WHERE id = ANY(cast(string_to_array(?, ',') AS uuid[])) RETURNING *)"
                        + " INSERT INTO onevent_dead_event (" + MOVED
                        + ", version, reason, message, first_failure, last_failure) SELECT " + MOVED
                        + ", " + NEXT_VERSION
                        + ", ?, 'it was not started before ' || coalesce(to_char(expired_at AT TIME ZONE"
                        + " 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), cast(expired_at AS text)), clock_timestamp(), clock_timestamp() FROM gone",
                text(expired, TakenEvent::id),
                Reason.EXPIRED.name());
    }

    /**
     * What a dead instance still held and nobody has a lock on; the locks last until the end of the transaction. Its claims
     * name it as holder; of a name that it led, it held what nobody holds.
     *
     * @param taken what it held at its last take, and perhaps no more
     */
    public List<Orphan> lockOrphans(UUID instance, List<UUID> taken) {
        List<Orphan> orphans = new ArrayList<>();
        for (List<Object> parameters : Jdbc.chunks(taken)) {
            String marks = Jdbc.marks(parameters.size());
            parameters.add(instance);
            parameters.add(instance);
            orphans.addAll(jdbc.readable(
                    "SELECT e.id, e.name, e.version, e.retry, e.suspect FROM onevent_event e WHERE e.id IN " + marks
                            + " AND (e.holder = ? OR e.holder IS NULL AND EXISTS (SELECT 1 FROM onevent_lead l"
                            + " WHERE l.name = e.name AND l.instance_id = ?" + dialect.latest
                            + ")) FOR UPDATE SKIP LOCKED",
                    result -> new Orphan(
                            Jdbc.uuid(result, "id"),
                            Jdbc.needed(result.getString("name"), "name"),
                            Jdbc.number(result, "version"),
                            Math.max(0, result.getInt("retry")),
                            result.getInt("suspect") == 2),
                    parameters.toArray()));
        }
        return orphans;
    }

    /** The names of events that an instance holds by a claim, among those that it has taken. */
    public Set<String> namesHeldBy(UUID instance, List<UUID> taken) {
        Set<String> names = new TreeSet<>();
        for (List<Object> parameters : Jdbc.chunks(taken)) {
            String marks = Jdbc.marks(parameters.size());
            parameters.add(instance);
            names.addAll(jdbc.texts(
                    "SELECT DISTINCT name FROM onevent_event WHERE id IN " + marks + " AND holder = ?",
                    parameters.toArray()));
        }
        return names;
    }

    /** Marks orphans as suspects, each by its primary key. */
    public void suspect(List<Orphan> orphans) {
        List<Object[]> rows = new ArrayList<>();
        for (Orphan orphan : orphans) {
            rows.add(new Object[] {orphan.id(), orphan.version()});
        }
        if (!rows.isEmpty()) {
            jdbc.batch(
                    "UPDATE onevent_event SET suspect = 1, holder = NULL, version = " + NEXT_VERSION
                            + " WHERE id = ? AND version = ?",
                    rows);
        }
    }

    /**
     * An event whose instance has died.
     *
     * @param startCommitted whether that instance had committed to its start
     */
    public record Orphan(UUID id, String name, int version, int retry, boolean startCommitted) {}
}
