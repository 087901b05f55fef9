package io.onevent.internal.store;

import io.onevent.internal.view.OperatorsView.Noted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** What operators have done, noted in the transaction in which they did it. */
public final class AuditTable {

    private static final int MOST_OF_WHO = 200;
    private static final int MOST_OF_WHAT = 4_000;

    private final Jdbc jdbc;
    private final Dialect dialect;

    AuditTable(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /**
     * Notes a deed. One row.
     *
     * @param who null if nobody knows
     * @param deed the verb
     * @param events how many it concerns, or null if it concerns none in particular
     * @param what a sentence
     */
    public void note(String who, String deed, Integer events, String what) {
        jdbc.update(
                "INSERT INTO onevent_audit (id, done_at, who, deed, events, what) VALUES (?, " + dialect.clock
                        + ", ?, ?, ?, ?)",
                Ids.next(),
                storable(who, MOST_OF_WHO),
                deed,
                events,
                storable(what, MOST_OF_WHAT));
    }

    /** PostgreSQL stores no U+0000, and half of a surrogate pair is no text. */
    private static String storable(String text, int most) {
        if (text == null) {
            return null;
        }
        int end = text.length() <= most ? text.length() : most;
        if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end).replace('\0', ' ');
    }

    /** The latest first, at most so many, before one of them unless it is null. The primary key. */
    public List<Noted> list(UUID before, int most) {
        String select = "SELECT id, done_at, who, deed, events, what FROM onevent_audit";
        String order = " ORDER BY id DESC LIMIT " + most;
        return before == null
                ? jdbc.query(select + order, this::noted)
                : jdbc.query(select + " WHERE id < ?" + order, this::noted, before);
    }

    private Noted noted(ResultSet result) throws SQLException {
        int events = result.getInt("events");
        Integer many = result.wasNull() ? null : (Integer) events;
        return new Noted(
                Jdbc.uuid(result, "id"),
                jdbc.instant(result, "done_at"),
                result.getString("who"),
                result.getString("deed"),
                many,
                result.getString("what"));
    }
}
