package io.onevent.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/** Moves events that have ended back among those to handle, or deletes them, in the thread's transaction. */
public final class Replays {

    private final String table;
    private final Jdbc jdbc;
    private final Dialect dialect;
    private final GroupLocks groupLocks;

    /** @param table that in which the ended events lie */
    Replays(String table, Jdbc jdbc, Dialect dialect, GroupLocks groupLocks) {
        this.table = table;
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.groupLocks = groupLocks;
    }

    /** An event that was moved or deleted. */
    public record Gone(UUID id, String name, String group) {}

    /**
     * Moves those back that are still there, due now; returns them. Their rows' locks decide between two that try. One
     * whose id an event that waits has, because somebody has copied its row, keeps no other.
     */
    public List<Gone> replay(Collection<UUID> ids) {
        // All at once: whoever publishes to several groups locks them in this order too.
        groupLocks.lockHeads(groups(ids));
        return inChunks(ids, " AND NOT EXISTS (SELECT 1 FROM onevent_event e WHERE e.id = " + table + ".id)", gone -> {
            jdbc.update(
                    "INSERT INTO onevent_event (id, create_date, name, payload, retry, group_id, expired_at, seq, version, due_at)"
                            + " SELECT id, create_date, name, payload, 0, group_id, CASE WHEN expired_at <= "
                            + dialect.clock + " THEN NULL ELSE expired_at END, seq, " + EventTable.NEXT_VERSION + ", "
                            + dialect.clock
                            + " FROM " + table + " WHERE id IN " + Jdbc.marks(gone.size()),
                    ids(gone));
            delete(gone);
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

    /** Deletes those that are still there; returns them. */
    public List<Gone> discard(Collection<UUID> ids) {
        return inChunks(ids, "", this::delete);
    }

    private void delete(List<Gone> gone) {
        jdbc.update("DELETE FROM " + table + " WHERE id IN " + Jdbc.marks(gone.size()), ids(gone));
    }

    private static Object[] ids(List<Gone> gone) {
        return gone.stream().map(Gone::id).toArray();
    }

    private List<Gone> inChunks(Collection<UUID> ids, String condition, Consumer<List<Gone>> step) {
        List<Gone> allGone = new ArrayList<>();
        // In the order of the ids over all chunks too: two that replay the same ones wait for each other, and no more.
        for (List<Object> some : Jdbc.chunks(new TreeSet<>(ids))) {
            List<Gone> gone = jdbc.query(
                    "SELECT id, name, group_id FROM " + table + " WHERE id IN " + Jdbc.marks(some.size()) + condition
                            + " ORDER BY id FOR UPDATE",
                    result -> new Gone(Jdbc.uuid(result, "id"), result.getString("name"), result.getString("group_id")),
                    some.toArray());
            if (!gone.isEmpty()) {
                step.accept(gone);
                allGone.addAll(gone);
            }
        }
        return allGone;
    }
}
