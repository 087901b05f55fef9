package io.onevent.internal.store;

import io.onevent.EventStoreException;
import io.onevent.internal.log.Log;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Moves events that have ended back among those to handle, in the thread's transaction. */
public final class Replays {

    private static final String MOVE =
            "INSERT INTO onevent_event (id, create_date, name, payload, retry, group_id, event_key, headers, expired_at, seq, version, due_at)"
                    + " SELECT id, create_date, name, payload, 0, group_id, event_key, headers, CASE WHEN expired_at <= %1$s"
                    + " THEN NULL ELSE expired_at END, seq, " + EventTable.NEXT_VERSION
                    + ", %1$s FROM %2$s WHERE id IN %3$s";

    /** That in which publishers take keys; of several with the same one, what was published last comes first. */
    private static final Comparator<Keyed> ORDER = Comparator.comparing(Keyed::name)
            .thenComparing(Keyed::key)
            .thenComparing(Keyed::seq, Comparator.reverseOrder());

    /** One that has ended and has a key. */
    private record Keyed(UUID id, String name, String key, long seq) {}

    private final String table;
    private final Jdbc jdbc;
    private final Dialect dialect;
    private final GroupLocks groupLocks;
    private final LockedRows rows;

    /** @param table that in which the ended events lie */
    Replays(String table, Jdbc jdbc, Dialect dialect, GroupLocks groupLocks) {
        this.table = table;
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.groupLocks = groupLocks;
        this.rows = new LockedRows(table, jdbc);
    }

    /**
     * Moves those back that are still there, due now; returns them. Their rows' locks decide between two that try. One
     * whose id an event that waits has, because somebody has copied its row, keeps no other; nor does one whose name
     * and key one has that waits, or another of them: such are left and told.
     */
    public List<Gone> replay(Collection<UUID> ids) {
        // All at once: whoever publishes to several groups locks them in this order too.
        groupLocks.lockHeads(groups(ids));
        String isAlone = " AND NOT EXISTS (SELECT 1 FROM onevent_event e WHERE e.id = " + table + ".id)";
        List<Gone> replayed = rows.lock(ids, isAlone + " AND event_key IS NULL", gone -> {
            jdbc.update(MOVE.formatted(dialect.clock, table, Jdbc.marks(gone.size())), LockedRows.ids(gone));
            rows.delete(gone);
        });
        replayed.addAll(replayKeyed(rows.lock(ids, isAlone + " AND event_key IS NOT NULL", gone -> {})));
        return replayed;
    }

    /** One by one, for each may be refused. */
    private List<Gone> replayKeyed(List<Gone> locked) {
        Map<UUID, Gone> left = new LinkedHashMap<>();
        locked.forEach(gone -> left.put(gone.id(), gone));
        List<Keyed> keyed = new ArrayList<>();
        for (List<Object> some : Jdbc.chunks(left.keySet())) {
            keyed.addAll(jdbc.query(
                    "SELECT id, name, event_key, seq FROM " + table + " WHERE id IN " + Jdbc.marks(some.size()),
                    result -> new Keyed(
                            Jdbc.uuid(result, "id"),
                            result.getString("name"),
                            result.getString("event_key"),
                            result.getLong("seq")),
                    some.toArray()));
        }
        keyed.sort(ORDER);
        List<Gone> replayed = new ArrayList<>();
        for (Keyed event : keyed) {
            if (moves(event.id())) {
                replayed.add(left.remove(event.id()));
            }
        }
        if (!replayed.isEmpty()) {
            Jdbc.chunks(replayed.stream().map(Gone::id).toList())
                    .forEach(some -> jdbc.update(
                            "DELETE FROM " + table + " WHERE id IN " + Jdbc.marks(some.size()), some.toArray()));
        }
        if (!left.isEmpty()) {
            Log.keyWaits(left.keySet());
        }
        return replayed;
    }

    /** Whether no other that waits, or is being published, has its key. A violation would end PostgreSQL's transaction. */
    private boolean moves(UUID id) {
        String move = MOVE.formatted(dialect.clock, table, "(?)");
        if (dialect == Dialect.POSTGRESQL) {
            return jdbc.update(move + KeyedInserts.OR_NOTHING, id) == 1;
        }
        try {
            return jdbc.update(move, id) == 1;
        } catch (EventStoreException refused) {
            if (refused.getCause() instanceof SQLException cause && Jdbc.isDuplicate(cause)) {
                return false;
            }
            throw refused;
        }
    }

    private Set<String> groups(Collection<UUID> ids) {
        Set<String> groups = new TreeSet<>();
        for (List<Object> some : Jdbc.chunks(ids)) {
            groups.addAll(jdbc.texts(
                    "SELECT DISTINCT group_id FROM " + table + " WHERE group_id IS NOT NULL AND id IN "
                            + Jdbc.marks(some.size()),
                    some.toArray()));
        }
        return groups;
    }
}
