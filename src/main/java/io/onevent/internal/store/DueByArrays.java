package io.onevent.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What is due, by one statement for each question: for PostgreSQL, which has arrays. */
final class DueByArrays extends DueEvents {

    /** Not in the common table {@code known}, which has the ids of what the instance holds. */
    private static final String UNKNOWN = " AND e.id NOT IN (SELECT k.id FROM known k)";

    private static final String HEADS_OF_ARRAY =
            """
            = ANY(ARRAY(SELECT h.id FROM unnest(cast(? AS text[])) AS g (id) CROSS JOIN LATERAL (
                   SELECT id FROM onevent_event WHERE group_id = g.id ORDER BY seq LIMIT 1) h))""";

    DueByArrays(Jdbc jdbc, Dialect dialect) {
        super(jdbc, dialect);
    }

    @Override
    public List<TakenEvent> read(String name, Demand wanted, UUID instance, Set<UUID> held, long before) {
        boolean[] told = {true};
        Set<UUID> known = knownBeside(held);
        List<Object> parameters = new ArrayList<>();
        parameters.add(InstanceTable.text(known));
        String parts = parts("*", name, wanted.beside(known.size() - held.size()), instance, false, parameters);
        parameters.addAll(List.of(InstanceTable.text(held), instance));
        List<TakenEvent> due = jdbc.readable(
                "WITH known AS MATERIALIZED (SELECT unnest(cast(string_to_array(?, ',') AS uuid[])) AS id), "
                        + parts
                        + ", new AS MATERIALIZED (SELECT string_agg(cast(e.id AS text), ',') AS ids FROM due e WHERE true"
                        + UNKNOWN
                        + "), told AS (UPDATE onevent_instance SET taken = concat_ws(',', nullif(?, ''), new.ids)"
                        + " FROM new WHERE id = ? AND new.ids IS NOT NULL"
                        // A crash of the database itself loses no more than who is suspect.
                        + " AND set_config('synchronous_commit', 'off', true) IS NOT NULL RETURNING id) "
                        + TakenRow.COLUMNS + "(SELECT count(*) FROM told) AS told, " + TakenRow.SMALL_PAYLOAD
                        + "FROM due e ORDER BY e.due_at, e.seq",
                result -> {
                    told[0] = result.getInt("told") == 1;
                    return row.read(result, false, before);
                },
                parameters.toArray());
        boolean isNew = due.stream().anyMatch(event -> !held.contains(event.id()));
        return isNew && !told[0] ? null : due;
    }

    @Override
    public List<TakenEvent> claim(String name, Demand wanted, UUID instance, long before) {
        List<Object> parameters = new ArrayList<>();
        String parts = parts("id", name, wanted, instance, true, parameters);
        parameters.add(instance);
        // The array keeps the inner query from being run more than once, with other rows each time.
        return jdbc.readable(
                "WITH " + parts + ", claimed AS (UPDATE onevent_event SET holder = ?, version = "
                        + EventTable.NEXT_VERSION + " WHERE id = ANY(ARRAY(SELECT id FROM due)) RETURNING *) "
                        + TakenRow.COLUMNS + TakenRow.SMALL_PAYLOAD + "FROM claimed e ORDER BY e.due_at, e.seq",
                result -> row.read(result, true, before),
                parameters.toArray());
    }

    /**
     * Those parts of what is due that are wanted, as the common table {@code due}, for a database that has arrays.
     * PostgreSQL takes a limit that is a parameter for a tenth of the table, and an array for ten elements; where that
     * looks dear it plans the statement anew each time, which takes longer than to run it. So each part has a bound
     * that is a constant, and what is not wanted is not there.
     */
    private String parts(
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
            with += ", undated" + bounded + UNDATED.formatted(within(wanted) + unled + unknown)
                    + bound(wanted.undated())
                    + lock + ") e LIMIT greatest(cast(? AS bigint), ? - (SELECT count(*) FROM dated e WHERE true"
                    + unknown + ")))";
            due += " UNION ALL SELECT * FROM undated";
            parameters.add(name);
            parameters.addAll(withinParameters(wanted));
            parameters.addAll(led);
            parameters.addAll(List.of(wanted.leastUndated(), wanted.undated()));
        }
        return with + ", due AS (" + due + ")";
    }

    /** The next power of two: each is a statement of its own. */
    private static int bound(int limit) {
        return limit < 2 ? limit : 2 * Integer.highestOneBit(limit - 1);
    }

    @Override
    public Map<String, UUID> heads(String name, List<String> groups, UUID instance) {
        return groups.isEmpty()
                ? Map.of()
                : heads(HEADS_OF_ARRAY, List.of(name, instance, groups.toArray(new String[0])));
    }

    @Override
    public List<Newer> newer(List<String> names, long withinMillis) {
        return newer(
                "SELECT e.* FROM unnest(cast(? AS text[])) AS n (name) CROSS JOIN LATERAL (" + newerOf("n.name")
                        + ") e",
                names.toArray(new String[0]),
                -withinMillis,
                -withinMillis,
                -withinMillis);
    }

    @Override
    public List<String> groups(String name, String after, int limit) {
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
}
