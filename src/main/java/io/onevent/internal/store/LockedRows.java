package io.onevent.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/** The events of one table that an operator means by their ids, locked in the thread's transaction. */
public final class LockedRows {

    private final String table;
    private final Jdbc jdbc;

    LockedRows(String table, Jdbc jdbc) {
        this.table = table;
        this.jdbc = jdbc;
    }

    /** Deletes those that are still there; returns them. */
    public List<Gone> delete(Collection<UUID> ids) {
        return lock(ids, "", this::delete);
    }

    /** Deletes what is locked. */
    void delete(List<Gone> locked) {
        jdbc.update("DELETE FROM " + table + " WHERE id IN " + Jdbc.marks(locked.size()), ids(locked));
    }

    static Object[] ids(List<Gone> locked) {
        return locked.stream().map(Gone::id).toArray();
    }

    /** Locks those that are still there and meet a condition, some at a time, each time for a step; returns them. */
    List<Gone> lock(Collection<UUID> ids, String condition, Consumer<List<Gone>> step) {
        List<Gone> allGone = new ArrayList<>();
        // In the order of the ids over all chunks too: two that want the same ones wait for each other, and no more.
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
