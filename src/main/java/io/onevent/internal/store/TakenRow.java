package io.onevent.internal.store;

import io.onevent.StoredEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Reads an event as it is taken. */
final class TakenRow {

    /** What is read of an event, but for its payload. */
    static final String COLUMNS =
            "SELECT e.id, e.name, e.group_id, e.event_key, e.headers, e.create_date, e.due_at, e.expired_at, e.retry, e.version, e.suspect, e.started, "
                    + "CURRENT_TIMESTAMP AS clock, ";

    /** Larger payloads are read only when their event is run, so that what is taken stays small. */
    static final String SMALL_PAYLOAD =
            """
            CASE WHEN octet_length(e.payload) <= 16384 THEN e.payload END AS payload,
            CASE WHEN octet_length(e.payload) > 16384 THEN 1 ELSE 0 END AS left_behind
            """;

    private final Jdbc jdbc;

    TakenRow(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param claimed whether its row names the instance as its holder
     * @param nanosBefore {@link System#nanoTime()} from before the transaction
     */
    TakenEvent read(ResultSet result, boolean claimed, long nanosBefore) throws SQLException {
        Instant expiredAt = jdbc.instant(result, "expired_at");
        Instant clock = jdbc.instant(result, "clock");
        Instant dueAt = Jdbc.needed(jdbc.instant(result, "due_at"), "due_at");
        Long startBefore = expiredAt == null || result.getInt("started") == 1
                ? null
                : Long.valueOf(nanosBefore + Times.nanos(clock, expiredAt));
        return new TakenEvent(
                new StoredEvent(
                        Jdbc.uuid(result, "id"),
                        Jdbc.needed(result.getString("name"), "name"),
                        result.getString("payload"),
                        result.getString("group_id"),
                        result.getString("event_key"),
                        Headers.of(result.getString("headers")),
                        Jdbc.needed(jdbc.instant(result, "create_date"), "create_date"),
                        expiredAt,
                        Math.max(0, result.getInt("retry"))),
                Jdbc.number(result, "version"),
                result.getInt("suspect") > 0,
                claimed,
                result.getInt("left_behind") == 1,
                nanosBefore + Times.nanos(clock, dueAt),
                startBefore);
    }
}
