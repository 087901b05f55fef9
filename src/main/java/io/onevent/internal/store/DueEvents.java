package io.onevent.internal.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Finds what is due, in the thread's transaction: to be read ahead or to be claimed. */
public abstract class DueEvents {

    /**
     * An event that no live instance holds; one is free, too, if its holder's row is gone. The instances are read once,
     * not for each event that others have claimed.
     */
    static final String FREE = "(e.holder IS NULL OR e.holder NOT IN (SELECT i.id FROM onevent_instance i))";

    /** More than that are looked for in another way. */
    static final int NEWER_AT_ONCE = 200;

    static final int NAMES_AT_ONCE = 20;

    static final String NAMED = "e.name = ? AND e.due_at <= CURRENT_TIMESTAMP AND " + FREE + " AND ";

    static final String DATED =
            NAMED + DuePart.DATED.condition + " AND e.expired_at > CURRENT_TIMESTAMP%s ORDER BY e.expired_at LIMIT ";

    static final String UNDATED = NAMED + DuePart.UNDATED.condition + "%s ORDER BY e.due_at, e.seq LIMIT ";

    /**
     * The head of a group may start if nothing keeps it. A replay can put another event before one of its group that an
     * instance holds, which onevent_event_held_of_group tells; a dead event before it may park the group.
     */
    static final String HEADS = NAMED
            + """
            (e.expired_at IS NULL OR e.started = 1 OR e.expired_at > CURRENT_TIMESTAMP)
              AND NOT EXISTS (
                   SELECT 1 FROM onevent_event h JOIN onevent_instance i ON i.id = h.holder
                   WHERE h.group_id = e.group_id AND h.holder IS NOT NULL AND h.holder <> ?)
              AND NOT EXISTS (
                   SELECT 1 FROM onevent_dead_event p WHERE p.group_id = e.group_id AND p.parks = 1 AND p.seq < e.seq)
              AND e.id %s%s""";

    /**
     * What came due just now of each part, the last first: from the end of its index to where the time begins, however
     * many rows lie before that. What expires has an index of its own for that on PostgreSQL,
     * onevent_event_dated_due_of_name.
     */
    private static final String NEWER =
            "(SELECT e.id, e.name, e.group_id, %1$s AS dated FROM onevent_event e WHERE e.name = %2$s AND %3$s"
                    + " AND %4$s <= CURRENT_TIMESTAMP AND %4$s > %5$s AND " + FREE + " ORDER BY %4$s DESC LIMIT "
                    + NEWER_AT_ONCE + ")";

    /** None at all if a live instance leads the name. */
    static final String UNLED = " AND NOT EXISTS (SELECT 1 FROM onevent_lead l"
            + " JOIN onevent_instance i ON i.id = l.instance_id WHERE l.name = ?)";

    final Jdbc jdbc;
    final Dialect dialect;
    final TakenRow row;

    DueEvents(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.row = new TakenRow(jdbc);
    }

    static DueEvents of(Jdbc jdbc, Dialect dialect) {
        return dialect.hasArrays ? new DueByArrays(jdbc, dialect) : new DueOneByOne(jdbc, dialect);
    }

    /**
     * Reads events of a name that are due and free, and of a group only its head: those that the instance does not
     * hold, and those that expire next whether it holds them or not. Locks none of them. Before it returns, the
     * instance's row says that it holds them beside what it holds already: should it die, its successor suspects them.
     * On PostgreSQL all that is one statement, so that an event starts soon after its commit. Needs no transaction.
     *
     * @param before {@link System#nanoTime()} from before the transaction, whose start is the clock that expiries are
     *     compared with
     * @return null if there is such an event that is not held already, and the instance was taken for dead
     */
    public abstract List<TakenEvent> read(String name, Demand wanted, UUID instance, Set<UUID> held, long before);

    /**
     * Claims such events, unless a live instance leads the name: names the instance as their holder, which keeps other
     * instances from them as long as it lives. On PostgreSQL one statement, which passes over rows that others claim
     * just now; elsewhere they are read and each is claimed if it is still as it was read.
     */
    public abstract List<TakenEvent> claim(String name, Demand wanted, UUID instance, long before);

    /**
     * Of these groups those whose head is of this name and may start, with the id of that head, the longest due first.
     * Locks nothing. One descent of onevent_event_head_of_group for each and one of the primary key: on PostgreSQL one
     * statement, 4 to 5 ms for 500 groups; elsewhere one for each {@link DueOneByOne#MOST_HEADS_AT_ONCE} and one more,
     * some 50 ms.
     */
    public abstract Map<String, UUID> heads(String name, List<String> groups, UUID instance);

    /** One event that waits, whatever keeps it; null if there is none. @param before as with {@link #read} */
    public TakenEvent waiting(UUID id, long before) {
        List<TakenEvent> found = jdbc.readable(
                TakenRow.COLUMNS + TakenRow.SMALL_PAYLOAD + " FROM onevent_event e WHERE e.id = ?",
                result -> row.read(result, false, before),
                id);
        return found.isEmpty() ? null : found.get(0);
    }

    Map<String, UUID> heads(String condition, List<Object> parameters) {
        Map<String, UUID> heads = new LinkedHashMap<>();
        jdbc.query(
                "SELECT e.id, e.group_id FROM onevent_event e WHERE " + HEADS.formatted(condition, "")
                        + " ORDER BY e.due_at",
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
     * An event that may start, or whose group may.
     *
     * @param dated whether it expires if it is not started
     */
    public record Newer(UUID id, String name, String group, boolean dated) {}

    /**
     * The events of these names that came due within the last so many milliseconds and that nobody has claimed, but of
     * each name and {@link DuePart} not more than {@value #NEWER_AT_ONCE}, the last to come due. Locks nothing, needs no
     * transaction. Each name costs three descents of an index and the rows of that time, whatever lies before it: on
     * PostgreSQL one statement; elsewhere one for each {@value #NAMES_AT_ONCE} names.
     */
    public abstract List<Newer> newer(List<String> names, long withinMillis);

    /** The three parts of what came due just now of a name. */
    String newerOf(String name) {
        String grouped = NEWER.formatted("0", name, DuePart.GROUPED.condition, dialect.groupDueAt, dialect.before());
        String undated = NEWER.formatted("0", name, DuePart.UNDATED.condition, "e.due_at", dialect.before());
        String dated = NEWER.formatted(
                "1",
                name,
                DuePart.DATED.condition + " AND e.expired_at > CURRENT_TIMESTAMP",
                "e.due_at",
                dialect.before());
        return grouped + " UNION ALL " + undated + " UNION ALL " + dated;
    }

    /** That an event has come due within the time that is wanted, with its parameter. */
    String within(Demand wanted) {
        return wanted.withinMillis() == null ? "" : " AND e.due_at > " + dialect.before();
    }

    static List<Object> withinParameters(Demand wanted) {
        return wanted.withinMillis() == null ? List.of() : List.of(-wanted.withinMillis());
    }

    List<Newer> newer(String sql, Object... parameters) {
        return jdbc.query(
                sql,
                result -> new Newer(
                        Jdbc.uuid(result, "id"),
                        result.getString("name"),
                        result.getString("group_id"),
                        result.getInt("dated") == 1),
                parameters);
    }

    /**
     * The groups that have an event of this name and come after another in the order of their ids. The index
     * onevent_event_group_of_name: on PostgreSQL one descent per group, however many events it has.
     */
    public abstract List<String> groups(String name, String after, int limit);

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

    /** What an instance holds, and what nobody can read. */
    Set<UUID> knownBeside(Set<UUID> held) {
        Set<UUID> unread = jdbc.unread.all();
        if (unread.isEmpty()) {
            return held;
        }
        Set<UUID> known = new LinkedHashSet<>(held);
        known.addAll(unread);
        return known;
    }
}
