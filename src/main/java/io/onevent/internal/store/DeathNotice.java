package io.onevent.internal.store;

import io.onevent.DeadEvent;
import io.onevent.StoredEvent;
import io.onevent.internal.store.jpa.DeadEventEntity;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * A dead event without its payload as JSON, written and read by hand: what servers make of records with JSON-B differs.
 */
public final class DeathNotice {

    private DeathNotice() {}

    /** Of a row of the dead events. What cannot be read of it is left out: that may be what the event died of. */
    static String of(ResultSet row, Jdbc jdbc) throws SQLException {
        JsonObjectBuilder json = Json.createObjectBuilder();
        json.add("id", Jdbc.uuid(row, "id").toString());
        for (String column :
                new String[] {"name", "group_id", "event_key", "reason", "error_class", "message", "stack_trace"}) {
            String text = row.getString(column);
            if (text != null) {
                json.add(column, text);
            }
        }
        json.add("retry", Math.max(0, row.getInt("retry")));
        String headers = row.getString("headers");
        if (headers != null) {
            json.add("headers", headers);
        }
        for (String column : new String[] {"create_date", "expired_at", "first_failure", "last_failure"}) {
            addTime(json, column, row, jdbc);
        }
        return json.build().toString();
    }

    private static void addTime(JsonObjectBuilder json, String column, ResultSet row, Jdbc jdbc) {
        try {
            Instant time = jdbc.instant(row, column);
            if (time != null) {
                json.add(column, time.toString());
            }
        } catch (SQLException | RuntimeException unreadable) {
            // It is in the table as it is.
        }
    }

    /**
     * The dead event of such a text; its payload is null.
     *
     * @throws IllegalArgumentException if it is no such text
     */
    public static DeadEvent read(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            JsonObject json = reader.readObject();
            StoredEvent event = new StoredEvent(
                    UUID.fromString(json.getString("id")),
                    json.getString("name", null),
                    null,
                    json.getString("group_id", null),
                    json.getString("event_key", null),
                    Headers.orNone(json.getString("headers", null)),
                    time(json, "create_date"),
                    time(json, "expired_at"),
                    json.getInt("retry", 0));
            return new DeadEvent(
                    event,
                    DeadEventEntity.reason(json.getString("reason")),
                    json.getString("error_class", null),
                    json.getString("message", null),
                    json.getString("stack_trace", null),
                    time(json, "first_failure"),
                    time(json, "last_failure"));
        } catch (RuntimeException unreadable) {
            throw new IllegalArgumentException("it tells of no dead event: " + unreadable.getMessage(), unreadable);
        }
    }

    private static Instant time(JsonObject json, String name) {
        String time = json.getString(name, null);
        return time == null ? null : Instant.parse(time);
    }
}
