package io.onevent.internal.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows that the changelog puts in and nobody may take out: looked for now and then, and put back. That is safe for
 * each. Without the row of a group's lock nobody can publish to the group, and whoever deleted it had waited for all
 * that held it; that all pause was over when its row was gone; and two that clean at once only wait for each other.
 */
public final class NeededRows {

    private final Jdbc jdbc;

    NeededRows(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /** The tables that lack rows. Two rows of small tables, and the count of another. */
    public List<String> lacking() {
        List<String> lacking = new ArrayList<>();
        if (!jdbc.finds("SELECT id FROM onevent_pause WHERE id = 1")) {
            lacking.add("onevent_pause");
        }
        if (!jdbc.finds("SELECT id FROM onevent_cleaning WHERE id = 1")) {
            lacking.add("onevent_cleaning");
        }
        if (locks() < GroupLocks.GROUP_LOCKS) {
            lacking.add("onevent_group_lock");
        }
        return lacking;
    }

    /** Puts the rows of such a table back, in the thread's transaction; fails if another instance is faster. */
    public void putBack(String table) {
        switch (table) {
            case "onevent_pause" -> jdbc.update("INSERT INTO onevent_pause (id, paused) VALUES (1, 0)");
            case "onevent_cleaning" -> jdbc.update("INSERT INTO onevent_cleaning (id) VALUES (1)");
            default -> {
                List<Object[]> slots = new ArrayList<>();
                missingLocks().forEach(slot -> slots.add(new Object[] {slot}));
                if (!slots.isEmpty()) {
                    jdbc.batch("INSERT INTO onevent_group_lock (slot) VALUES (?)", slots);
                }
            }
        }
    }

    private long locks() {
        return jdbc.query(
                        "SELECT count(*) FROM onevent_group_lock WHERE slot BETWEEN 0 AND ?",
                        result -> result.getLong(1),
                        GroupLocks.GROUP_LOCKS - 1)
                .get(0);
    }

    private Set<Integer> missingLocks() {
        Set<Integer> missing = new HashSet<>();
        for (int slot = 0; slot < GroupLocks.GROUP_LOCKS; slot++) {
            missing.add(slot);
        }
        jdbc.query("SELECT slot FROM onevent_group_lock", result -> missing.remove(result.getInt(1)));
        return missing;
    }
}
