package io.onevent.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/** Moves events that have ended back among those to handle, or deletes them, in the thread's transaction. */
public final class Replays {

    private final String table;
    private final Jdbc jdbc;
    private final Dialect dialect;
    private final EventTable events;

    /** @param table that in which the ended events lie */
    Replays(String table, Jdbc jdbc, Dialect dialect, EventTable events) {
        this.table = table;
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.events = events;
    }

    /** An event that was moved or deleted. */
    public record Gone(UUID id, String name, String group) {}

    /**
     * Moves those back that are still there, due now; returns them. Their rows' locks decide between two that try. One whose id an
     * event that waits has, because somebody has copied its row, keeps no other.
     */
    public List<Gone> replay(Collection<UUID> ids) {
        return inChunks(ids, " AND NOT EXISTS (SELECT 1 FROM onevent_event e WHERE e.id = " + table + ".id)", gone -> {
            TreeSet<String> groups = new TreeSet<>();
            gone.stream().map(Gone::group).filter(group -> group != null).forEach(groups::add);
            events.lockHeads(groups);
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
        for (List<Object> some : Jdbc.chunks(ids)) {
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
