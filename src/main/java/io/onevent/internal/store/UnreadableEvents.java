package io.onevent.internal.store;

import io.onevent.internal.store.tx.SqlStates;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Events whose row cannot be read or understood. */
public final class UnreadableEvents {

    private final Jdbc jdbc;
    private final TakenRow row;

    UnreadableEvents(Jdbc jdbc) {
        this.jdbc = jdbc;
        this.row = new TakenRow(jdbc);
    }

    /**
     * An event whose row cannot be read or understood.
     *
     * @param name its name, as far as there is one
     * @param group its group, or null for none
     */
    public record Unreadable(String name, String group, String why) {}

    /** The events that were met and could not be read. */
    public Unread met() {
        return jdbc.unread;
    }

    /**
     * Locks an event until the end of the transaction and looks whether it really cannot be read, which a lost
     * connection may only have made believe; null if it can, if it is gone or locked, or if another live instance holds
     * it. Primary key, one row.
     */
    public Unreadable lock(UUID id, UUID instance) {
        List<Unreadable> locked = jdbc.query(
                TakenRow.COLUMNS + TakenRow.SMALL_PAYLOAD + "FROM onevent_event e WHERE e.id = ? AND (e.holder = ? OR "
                        + DueEvents.FREE + ") FOR UPDATE SKIP LOCKED",
                result -> {
                    try {
                        row.read(result, false, 0);
                        return null;
                    } catch (SQLException | RuntimeException unreadable) {
                        if (SqlStates.isContention(unreadable)) {
                            // It is not the row: the connection is lost, say.
                            throw unreadable;
                        }
                        String name = result.getString("name");
                        return new Unreadable(
                                name == null ? "" : name, result.getString("group_id"), unreadable.getMessage());
                    }
                },
                id,
                instance);
        return locked.isEmpty() ? null : locked.get(0);
    }
}
