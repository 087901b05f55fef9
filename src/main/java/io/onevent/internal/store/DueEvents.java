package io.onevent.internal.store;

import io.onevent.StoredEvent;
import io.onevent.internal.store.tx.SqlStates;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Finds what is due or expired, in the thread's transaction: to be read ahead, to be claimed, or to be buried. */
public final class DueEvents {

    /** What is read of an event, but for its payload. */
    private static final String COLUMNS =
            "SELECT e.id, e.name, e.group_id, e.create_date, e.due_at, e.expired_at, e.retry, e.version, e.suspect, e.started, "
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

    private static final String NAMED = "e.name = ? AND e.due_at <= CURRENT_TIMESTAMP AND " + FREE + " AND ";

    private static final String DATED =
            NAMED + DuePart.DATED.condition + " AND e.expired_at > CURRENT_TIMESTAMP%s ORDER BY e.expired_at LIMIT ";

    private static final String UNDATED = NAMED + DuePart.UNDATED.condition + "%s ORDER BY e.due_at, e.seq LIMIT ";

    /** Not in the common table {@code known}, which has the ids of what the instance holds. */
    private static final String UNKNOWN = " AND e.id NOT IN (SELECT k.id FROM known k)";

    /**
     * The head of a group may start if nothing keeps it. A replay can put another event before one of its group that an instance
     * holds, which onevent_event_held_of_group tells; a dead event before it may park the group.
     */
    private static final String HEADS = NAMED
            + """
            (e.expired_at IS NULL OR e.started = 1 OR e.expired_at > CURRENT_TIMESTAMP)
              AND NOT EXISTS (
                   SELECT 1 FROM onevent_event h JOIN onevent_instance i ON i.id = h.holder
                   WHERE h.group_id = e.group_id AND h.holder IS NOT NULL AND h.holder <> ?)
              AND NOT EXISTS (
                   SELECT 1 FROM onevent_dead_event p WHERE p.group_id = e.group_id AND p.parks = 1 AND p.seq < e.seq)
              AND e.id %s%s""";

    private static final String HEADS_OF_ARRAY =
            """
            = ANY(ARRAY(SELECT h.id FROM unnest(cast(? AS text[])) AS g (id) CROSS JOIN LATERAL (
                   SELECT id FROM onevent_event WHERE group_id = g.id ORDER BY seq LIMIT 1) h))""";

    /** For a database that has no arrays. */
    private static final String HEAD = "(SELECT id FROM onevent_event WHERE group_id = ? ORDER BY seq LIMIT 1)";

    private static final int MOST_HEADS_AT_ONCE = 50;

    /** None at all if a live instance leads the name. */
    private static final String UNLED = " AND NOT EXISTS (SELECT 1 FROM onevent_lead l"
            + " JOIN onevent_instance i ON i.id = l.instance_id WHERE l.name = ?)";

    /**
     * Those parts of what is due that are wanted, as the common table {@code due}, for a database that has arrays. PostgreSQL takes a
     * limit that is a parameter for a tenth of the table, and an array for ten elements; where that looks dear it plans the statement
     * anew each time, which takes longer than to run it. So each part has a bound that is a constant, and what is not wanted is not there.
     */
    private static String parts(
            String columns, String name, Demand wanted, UUID instance, boolean claims, List<Object> parameters) {
        String lock = claims ? " FOR UPDATE OF e SKIP LOCKED" : "";
        String unled = claims ? UNLED : "";
        String unknown = claims ? "" : UNKNOWN;
        String select = "SELECT e." + columns + " FROM onevent_event e WHERE ";
        String bounded = " AS MATERIALIZED (SELECT * FROM (" + select;
        List<Object> led = claims ? List.of(name) : List.of();
        String with = "dated" + bounded + DATED.formatted(unled) + bound(wanted.dated()) + lock + ") e LIMIT ?)";
        String due = "SELECT * FROM dated";
        parameters.add(name);
        parameters.addAll(led);
        parameters.add(wanted.dated());
        if (!wanted.groups().isEmpty()) {
            with += ", heads AS MATERIALIZED (" + select + HEADS.formatted(HEADS_OF_ARRAY, unled) + unknown + lock
                    + ")";
            due += " UNION ALL SELECT * FROM heads";
            parameters.addAll(List.of(name, instance, wanted.groups().toArray(new String[0])));
            parameters.addAll(led);
        }
        if (wanted.undated() > 0) {
            with += ", undated" + bounded + UNDATED.formatted(unled + unknown) + bound(wanted.undated())
                    + lock + ") e LIMIT greatest(cast(? AS bigint), ? - (SELECT count(*) FROM dated e WHERE true"
                    + unknown + ")))";
            due += " UNION ALL SELECT * FROM undated";
            parameters.add(name);
            parameters.addAll(led);
            parameters.addAll(List.of(wanted.leastUndated(), wanted.undated()));
        }
        return with + ", due AS (" + due + ")";
    }

    /** The next power of two: each is a statement of its own. */
    private static int bound(int limit) {
        return limit < 2 ? limit : 2 * Integer.highestOneBit(limit - 1);
    }

    private final Jdbc jdbc;
    private final Dialect dialect;
    private final InstanceTable instances;

    DueEvents(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.instances = new InstanceTable(jdbc, dialect);
    }

    /**
     * Reads events of a name that are due and free, and of a group only its head: those that the instance does not hold, and those that
     * expire next whether it holds them or not. Locks none of them. Before it
     * returns, the instance's row says that it holds them beside what it holds already: should it die, its successor suspects
     * them. On PostgreSQL all that is one statement, so that an event starts soon after its commit. Needs no transaction.
     *
     * @param before {@link System#nanoTime()} from before the transaction, whose start is the clock that expiries are compared with
     * @return null if there is such an event that is not held already, and the instance was taken for dead
     */
    public List<TakenEvent> read(String name, Demand wanted, UUID instance, Set<UUID> held, long before) {
        boolean[] told = {true};
        List<TakenEvent> due;
        Set<UUID> known = knownBeside(held);
        Demand all = wanted.beside(known.size() - held.size());
        if (dialect.hasArrays) {
            List<Object> parameters = new ArrayList<>();
            parameters.add(InstanceTable.text(known));
            String parts = parts("*", name, all, instance, false, parameters);
            parameters.addAll(List.of(InstanceTable.text(held), instance));
            due = jdbc.readable(
                    "WITH known AS MATERIALIZED (SELECT unnest(cast(string_to_array(?, ',') AS uuid[])) AS id), "
                            + parts
                            + ", new AS MATERIALIZED (SELECT string_agg(cast(e.id AS text), ',') AS ids FROM due e WHERE true"
                            + UNKNOWN
                            + "), told AS (UPDATE onevent_instance SET taken = concat_ws(',', nullif(?, ''), new.ids)"
                            + " FROM new WHERE id = ? AND new.ids IS NOT NULL"
                            // A crash of the database itself loses no more than who is suspect.
                            + " AND set_config('synchronous_commit', 'off', true) IS NOT NULL RETURNING id) "
                            + COLUMNS + "(SELECT count(*) FROM told) AS told, " + SMALL_PAYLOAD
                            + "FROM due e ORDER BY e.due_at, e.seq",
                    result -> {
                        told[0] = result.getInt("told") == 1;
                        return taken(result, false, before);
                    },
                    parameters.toArray());
        } else {
            due = dueOneByOne(name, all, instance, known, before, false);
            Set<UUID> taken = new LinkedHashSet<>(held);
            due.forEach(event -> taken.add(event.id()));
            told[0] = taken.size() == held.size() || instances.take(instance, taken);
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
    public List<TakenEvent> claim(String name, Demand wanted, UUID instance, long before) {
        if (dialect.hasArrays) {
            List<Object> parameters = new ArrayList<>();
            String parts = parts("id", name, wanted, instance, true, parameters);
            parameters.add(instance);
            // The array keeps the inner query from being run more than once, with other rows each time.
            return jdbc.readable(
                    "WITH " + parts + ", claimed AS (UPDATE onevent_event SET holder = ?, version = "
                            + EventTable.NEXT_VERSION + " WHERE id = ANY(ARRAY(SELECT id FROM due)) RETURNING *) "
                            + COLUMNS + SMALL_PAYLOAD + "FROM claimed e ORDER BY e.due_at, e.seq",
                    result -> taken(result, true, before),
                    parameters.toArray());
        }
        Set<UUID> known = knownBeside(Set.of());
        List<TakenEvent> free = dueOneByOne(name, wanted.beside(known.size()), instance, known, before, true);
        List<Object[]> rows = new ArrayList<>();
        for (TakenEvent event : free) {
            rows.add(new Object[] {instance, event.id(), event.version()});
        }
        int[] hits = rows.isEmpty()
                ? new int[0]
                : jdbc.batch(
                        "UPDATE onevent_event SET holder = ?, version = " + EventTable.NEXT_VERSION
                                + " WHERE id = ? AND version = ?",
                        rows);
        List<TakenEvent> claimed = new ArrayList<>();
        for (int i = 0; i < hits.length; i++) {
            if (hits[i] == 1) {
                claimed.add(free.get(i).claimed());
            }
        }
        return claimed;
    }

    /** What an instance holds, and what nobody can read. */
    private Set<UUID> knownBeside(Set<UUID> held) {
        Set<UUID> unread = jdbc.unread.all();
        if (unread.isEmpty()) {
            return held;
        }
        Set<UUID> known = new LinkedHashSet<>(held);
        known.addAll(unread);
        return known;
    }

    /** The three parts by a statement each, and one for the head of each group. */
    private List<TakenEvent> dueOneByOne(
            String name, Demand wanted, UUID instance, Set<UUID> known, long before, boolean unled) {
        Object[] led = unled ? new Object[] {name} : new Object[0];
        String suffix = unled ? UNLED : "";
        List<TakenEvent> due =
                new ArrayList<>(part(DATED.formatted(suffix) + "?", before, list(name, led, wanted.dated())));
        int undated = Math.max(
                wanted.leastUndated(),
                wanted.undated() - unknown(due, known, due.size()).size());
        List<UUID> heads = heads(wanted.groups());
        if (!heads.isEmpty()) {
            List<Object> parameters = list(name, new Object[] {instance}, heads.toArray());
            parameters.addAll(List.of(led));
            List<TakenEvent> free = part(HEADS.formatted("IN " + Jdbc.marks(heads.size()), suffix), before, parameters);
            due.addAll(unknown(free, known, free.size()));
        }
        List<TakenEvent> first = part(UNDATED.formatted(suffix) + "?", before, list(name, led, undated + known.size()));
        due.addAll(unknown(first, known, undated));
        return due;
    }

    private static List<TakenEvent> unknown(List<TakenEvent> events, Set<UUID> known, int limit) {
        return events.stream()
                .filter(event -> !known.contains(event.id()))
                .limit(limit)
                .toList();
    }

    private List<TakenEvent> part(String condition, long before, List<Object> parameters) {
        return jdbc.readable(
                COLUMNS + SMALL_PAYLOAD + "FROM onevent_event e WHERE " + condition,
                result -> taken(result, false, before),
                parameters.toArray());
    }

    private static List<Object> list(Object first, Object[] then, Object... last) {
        List<Object> list = new ArrayList<>();
        list.add(first);
        list.addAll(List.of(then));
        list.addAll(List.of(last));
        return list;
    }

    /**
     * The ids of the first event of each group: for each one descent of the index onevent_event_head_of_group, however many events it
     * has.
     */
    private List<UUID> heads(List<String> groups) {
        List<UUID> heads = new ArrayList<>();
        for (int from = 0; from < groups.size(); from += MOST_HEADS_AT_ONCE) {
            List<String> some = groups.subList(from, Math.min(groups.size(), from + MOST_HEADS_AT_ONCE));
            heads.addAll(jdbc.ids(HEAD + (" UNION ALL " + HEAD).repeat(some.size() - 1), some.toArray()));
        }
        return heads;
    }

    /**
     * Of these groups those whose head is of this name and may start, with the id of that head, the longest due first.
     * Locks nothing. One descent of onevent_event_head_of_group for each and one of the primary key: on PostgreSQL one
     * statement, 4 to 5 ms for 500 groups; elsewhere one for each {@link #MOST_HEADS_AT_ONCE} and one more, some 50 ms.
     */
    public Map<String, UUID> heads(String name, List<String> groups, UUID instance) {
        if (groups.isEmpty()) {
            return Map.of();
        }
        List<Object> parameters = new ArrayList<>(List.of(name, instance));
        String of = HEADS_OF_ARRAY;
        if (dialect.hasArrays) {
            parameters.add(groups.toArray(new String[0]));
        } else {
            List<UUID> heads = heads(groups);
            if (heads.isEmpty()) {
                return Map.of();
            }
            of = "IN " + Jdbc.marks(heads.size());
            parameters.addAll(heads);
        }
        Map<String, UUID> heads = new LinkedHashMap<>();
        jdbc.query(
                "SELECT e.id, e.group_id FROM onevent_event e WHERE " + HEADS.formatted(of, "") + " ORDER BY e.due_at",
                result -> heads.put(result.getString("group_id"), Jdbc.uuid(result, "id")),
                parameters.toArray());
        return heads;
    }

    /**
     * The groups of those events of this name that came due last, so many, a group as often as it has such an event.
     * The index onevent_event_due_of_name_in_group, from the last entry that is due backwards: what is not due costs
     * nothing. On PostgreSQL four pages and 0.02 ms beside 100,000 events that are not due, half a millisecond for
     * 2,000 that are. As long as a new table has no statistics it may sort all that are due instead, 0.1 s for 300,000.
     */
    public List<String> groupsDueLast(String name, int limit) {
        return jdbc.texts(
                "SELECT e.group_id FROM onevent_event e WHERE e.name = ? AND e.group_id IS NOT NULL AND "
                        + dialect.groupDueAt + " <= CURRENT_TIMESTAMP ORDER BY " + dialect.groupDueAt + " DESC LIMIT "
                        + limit,
                name);
    }

    /**
     * The groups that have an event of this name and come after another in the order of their ids. The index
     * onevent_event_group_of_name: on PostgreSQL one descent per group, however many events it has.
     */
    public List<String> groups(String name, String after, int limit) {
        if (!dialect.hasArrays) {
            return jdbc.texts(
                    "SELECT DISTINCT group_id FROM onevent_event WHERE name = ? AND group_id > ? ORDER BY group_id LIMIT ?",
                    name,
                    after,
                    limit);
        }
        return jdbc.texts(
                """
                WITH RECURSIVE g (id) AS (
                  (SELECT min(group_id) FROM onevent_event WHERE name = ? AND group_id > ?)
                  UNION ALL
                  SELECT (SELECT min(e.group_id) FROM onevent_event e WHERE e.name = ? AND e.group_id > g.id)
                  FROM g WHERE g.id IS NOT NULL)
                SELECT id FROM g WHERE id IS NOT NULL LIMIT ?""",
                name,
                after,
                name,
                limit);
    }

    private TakenEvent taken(ResultSet result, boolean held, long nanosBefore) throws SQLException {
        Instant expiredAt = jdbc.instant(result, "expired_at");
        Instant clock = jdbc.instant(result, "clock");
        Instant dueAt = Jdbc.needed(jdbc.instant(result, "due_at"), "due_at");
        Long startBefore = expiredAt == null || result.getInt("started") == 1
                ? null
                : Long.valueOf(nanosBefore + Times.nanos(clock, expiredAt));
        return new TakenEvent(
                new StoredEvent(
                        Jdbc.uuid(result, "id"),
                        Jdbc.needed(result.getString("name"), "name"),
                        result.getString("payload"),
                        result.getString("group_id"),
                        Jdbc.needed(jdbc.instant(result, "create_date"), "create_date"),
                        expiredAt,
                        Math.max(0, result.getInt("retry"))),
                Jdbc.number(result, "version"),
                result.getInt("suspect") > 0,
                held,
                result.getInt("left_behind") == 1,
                nanosBefore + Times.nanos(clock, dueAt),
                startBefore);
    }

    /**
     * An event whose row cannot be read or understood.
     *
     * @param name its name, as far as there is one
     * @param group its group, or null for none
     */
    public record Unreadable(UUID id, String name, String group, String why) {}

    /** The events that were met and could not be read. */
    public Unread unread() {
        return jdbc.unread;
    }

    /**
     * Locks an event until the end of the transaction and looks whether it really cannot be read, which a lost connection may only have
     * made believe; null if it can, if it is gone or locked, or if another live instance holds it. Primary key, one row.
     */
    public Unreadable lockUnreadable(UUID id, UUID instance) {
        List<Unreadable> locked = jdbc.query(
                COLUMNS + SMALL_PAYLOAD + "FROM onevent_event e WHERE e.id = ? AND (e.holder = ? OR " + FREE
                        + ") FOR UPDATE SKIP LOCKED",
                result -> {
                    try {
                        taken(result, false, 0);
                        return null;
                    } catch (SQLException | RuntimeException unreadable) {
                        if (SqlStates.isContention(unreadable)) {
                            // It is not the row: the connection is lost, say.
                            throw unreadable;
                        }
                        String name = result.getString("name");
                        return new Unreadable(
                                id, name == null ? "" : name, result.getString("group_id"), unreadable.getMessage());
                    }
                },
                id,
                instance);
        return locked.isEmpty() ? null : locked.get(0);
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
        parameters.add(limit + jdbc.unread.all().size());
        return jdbc.readable(
                COLUMNS + "cast(NULL as char(1)) AS payload, 0 AS left_behind FROM onevent_event e "
                        + "WHERE e.expired_at <= CURRENT_TIMESTAMP AND e.started = 0 AND " + FREE
                        + " AND (e.expired_at <= " + dialect.afterMillis + nameIn(" OR e.name IN ", atOnce) + ")"
                        + nameIn(" AND e.name NOT IN ", never)
                        + " ORDER BY e.expired_at LIMIT ? FOR UPDATE SKIP LOCKED",
                result -> taken(result, false, System.nanoTime()),
                parameters.toArray());
    }

    /** Whether there may be an event for {@link #lockExpired}. The index onevent_event_expiring. */
    public boolean isAnyExpired() {
        return jdbc.finds("SELECT 1 FROM onevent_event WHERE expired_at <= CURRENT_TIMESTAMP AND started = 0 LIMIT 1");
    }

    private static String nameIn(String condition, Collection<String> names) {
        return names.isEmpty() ? "" : condition + Jdbc.marks(names.size());
    }

    /** Whether an event of these names is due, runs, or waits for a retry. */
    public boolean isAnyOf(Collection<String> names) {
        for (String name : names) {
            for (DuePart part : DuePart.values()) {
                if (jdbc.finds(
                        "SELECT 1 FROM onevent_event e WHERE e.name = ? AND " + part.condition
                                + " AND (e.due_at <= CURRENT_TIMESTAMP OR e.started = 1) LIMIT 1",
                        name)) {
                    return true;
                }
            }
        }
        return false;
    }
}
