package io.onevent.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The rows of onevent_group_lock, which keep the order within a group. Several groups may share one; several are locked
 * in their order, so that two transactions do not wait for each other. Each lock lasts until the end of the
 * transaction.
 */
final class GroupLocks {

    /** Publishing to a group locks one of this many rows; the changelog makes them. */
    static final int GROUP_LOCKS = 4_096;

    private final Jdbc publishing;
    private final Jdbc jdbc;
    private final Dialect dialect;

    GroupLocks(Jdbc publishing, Jdbc jdbc, Dialect dialect) {
        this.publishing = publishing;
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    void lockGroups(Connection connection, List<NewEventRow> events) throws SQLException {
        TreeSet<Integer> slots = new TreeSet<>();
        for (NewEventRow event : events) {
            if (event.group() != null) {
                slots.add(slot(event.group()));
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
     * Keeps publishers of these groups, and instances that would claim their heads, waiting until the end of the
     * transaction: so that what is put before a head is seen by whoever claims next.
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
}
