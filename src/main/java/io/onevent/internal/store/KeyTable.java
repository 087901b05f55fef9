package io.onevent.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The keys that are remembered for a time after they were published: onevent_key. */
final class KeyTable {

    /** One that is old enough for who publishes now, or that nobody keeps any more and is not cleaned yet. */
    private static final String IS_OLD = "(onevent_key.published_at <= %s OR onevent_key.kept_until <= %s)";

    private final Jdbc publishing;
    private final Dialect dialect;

    KeyTable(Jdbc publishing, Dialect dialect) {
        this.publishing = publishing;
        this.dialect = dialect;
    }

    /**
     * Remembers the event's key, unless it was remembered within the event's time before. Primary key, one row, its
     * lock until the end of the transaction where it was written: who publishes the key at the same time waits.
     *
     * @return the id of the event, or of the one that was published with the key before; null if that has been cleaned
     *     this moment
     */
    UUID remember(Connection connection, NewEventRow event) throws SQLException {
        long before = -event.keyForMillis();
        Object[] insert = {event.name(), event.key(), event.id(), event.keyForMillis()};
        Object[] upsert = {event.name(), event.key(), event.id(), event.keyForMillis(), before};
        String old = IS_OLD.formatted(dialect.afterMillis, dialect.clock);
        String row = "INSERT INTO onevent_key (name, event_key, event_id, published_at, kept_until) VALUES (?, ?, ?, "
                + dialect.clock + ", " + dialect.afterMillis + ")";
        switch (dialect) {
            case POSTGRESQL -> {
                String orUpdate = " ON CONFLICT (name, event_key) DO UPDATE SET event_id = excluded.event_id, "
                        + "published_at = excluded.published_at, kept_until = excluded.kept_until WHERE " + old;
                if (publishing.update(connection, row + orUpdate, upsert) == 1) {
                    return event.id();
                }
            }
            case MARIADB -> {
                // Its assignments see what those before them have assigned: the condition is that of the first alone.
                String isNew = "IF(event_id = VALUE(event_id), VALUE(%1$s), %1$s)";
                String orUpdate = " ON DUPLICATE KEY UPDATE event_id = IF(" + old + ", VALUE(event_id), event_id), "
                        + "published_at = " + isNew.formatted("published_at") + ", kept_until = "
                        + isNew.formatted("kept_until") + " RETURNING event_id";
                return publishing
                        .query(connection, row + orUpdate, result -> Jdbc.uuid(result, "event_id"), upsert)
                        .get(0);
            }
            case H2 -> {
                if (insertOnH2(connection, row, insert)
                        || publishing.update(
                                        connection,
                                        "UPDATE onevent_key SET event_id = ?, published_at = " + dialect.clock
                                                + ", kept_until = " + dialect.afterMillis
                                                + " WHERE name = ? AND event_key = ? AND " + old,
                                        event.id(),
                                        event.keyForMillis(),
                                        event.name(),
                                        event.key(),
                                        before)
                                == 1) {
                    return event.id();
                }
            }
        }
        List<UUID> remembered = publishing.query(
                connection,
                "SELECT event_id FROM onevent_key WHERE name = ? AND event_key = ?",
                result -> Jdbc.uuid(result, "event_id"),
                event.name(),
                event.key());
        return remembered.isEmpty() ? null : remembered.get(0);
    }

    private boolean insertOnH2(Connection connection, String row, Object[] parameters) throws SQLException {
        try {
            return publishing.update(connection, row, parameters) == 1;
        } catch (SQLException refused) {
            if (Jdbc.isDuplicate(refused)) {
                return false;
            }
            throw refused;
        }
    }

    /** What the transaction has just remembered for this event belongs to another one, which was published before. */
    void belongsTo(Connection connection, NewEventRow event, UUID other) throws SQLException {
        publishing.update(
                connection,
                "UPDATE onevent_key SET event_id = ?, published_at = coalesce((SELECT create_date FROM onevent_event e"
                        + " WHERE e.id = ?), published_at) WHERE name = ? AND event_key = ?",
                other,
                other,
                event.name(),
                event.key());
    }
}
