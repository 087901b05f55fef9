package io.onevent.internal.store;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Moves events that have ended back among those to handle, in the thread's transaction. */
public final class Replays {

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
     * whose id an event that waits has, because somebody has copied its row, keeps no other.
     */
    public List<Gone> replay(Collection<UUID> ids) {
        // All at once: whoever publishes to several groups locks them in this order too.
        groupLocks.lockHeads(groups(ids));
        String isAlone = " AND NOT EXISTS (SELECT 1 FROM onevent_event e WHERE e.id = " + table + ".id)";
        return rows.lock(ids, isAlone, gone -> {
            jdbc.update(
                    "INSERT INTO onevent_event (id, create_date, name, payload, retry, group_id, event_key, headers, expired_at, seq, version, due_at)"
                            + " SELECT id, create_date, name, payload, 0, group_id, event_key, headers, CASE WHEN expired_at <= "
                            + dialect.clock + " THEN NULL ELSE expired_at END, seq, " + EventTable.NEXT_VERSION + ", "
                            + dialect.clock
                            + " FROM " + table + " WHERE id IN " + Jdbc.marks(gone.size()),
                    LockedRows.ids(gone));
            rows.delete(gone);
        });
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
