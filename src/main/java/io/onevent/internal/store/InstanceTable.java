package io.onevent.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.UUID;

/** The verbs of an instance's row: who is alive, until when, and what it has taken. */
public final class InstanceTable {

    private static final String SELECT =
            "SELECT id, application, alive_since, lease_until, handles, taken FROM onevent_instance";

    /** Twice the longest lease that can be configured. */
    private static final long FARTHEST_LEASE_MILLIS = Duration.ofDays(2).toMillis();

    private final Jdbc jdbc;
    private final Dialect dialect;
    private final String dead;

    InstanceTable(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
        // What lies farther ahead was not written by an instance, or by a clock that was set back since.
        dead = "(lease_until < CURRENT_TIMESTAMP OR lease_until IS NULL OR lease_until > " + dialect.afterMillis + ")";
    }

    /** Enters a live instance that has taken nothing; for {@code handles} see {@link #tell}. */
    public void enter(UUID id, String application, Duration lease, Map<String, Integer> handles) {
        jdbc.update(
                "INSERT INTO onevent_instance (id, application, alive_since, lease_until, handles) VALUES (?, ?, "
                        + dialect.clock + ", " + dialect.afterMillis + ", ?)",
                id,
                application,
                lease.toMillis(),
                text(handles));
    }

    /** Writes the names that the instance handles, and how many of their events run there. */
    public void tell(UUID id, Map<String, Integer> handles) {
        jdbc.update("UPDATE onevent_instance SET handles = ? WHERE id = ?", text(handles), id);
    }

    private static String text(Map<String, Integer> handles) {
        StringJoiner text = new StringJoiner(" ");
        handles.forEach((name, running) -> text.add(URLEncoder.encode(name, UTF_8) + "=" + running));
        return text.toString();
    }

    private static Map<String, Integer> handles(String text) {
        Map<String, Integer> handles = new TreeMap<>();
        if (text != null && !text.isEmpty()) {
            for (String handled : text.split(" ")) {
                int equals = Math.max(0, handled.indexOf('='));
                try {
                    String name = URLDecoder.decode(handled.substring(0, equals), UTF_8);
                    if (!name.isEmpty()) {
                        handles.put(name, Math.max(0, Integer.parseInt(handled.substring(equals + 1))));
                    }
                } catch (IllegalArgumentException unreadable) {
                    // What one instance has not written as it should must not keep all from looking who lives.
                    continue;
                }
            }
        }
        return handles;
    }

    /** All live instances: those that have a row. */
    public List<Entered> read() {
        return jdbc.query(SELECT + " ORDER BY alive_since, id", this::entered);
    }

    private Entered entered(ResultSet result) throws SQLException {
        return new Entered(
                Jdbc.uuid(result, "id"),
                result.getString("application"),
                jdbc.instant(result, "alive_since"),
                jdbc.instant(result, "lease_until"),
                handles(result.getString("handles")),
                ids(result.getString("taken")));
    }

    /** Renews the lease; false if the instance was taken for dead. */
    public boolean renew(UUID id, Duration lease) {
        return jdbc.update(
                        "UPDATE onevent_instance SET lease_until = " + dialect.afterMillis + " WHERE id = ?",
                        lease.toMillis(),
                        id)
                == 1;
    }

    /** Writes what the instance holds; false if it was taken for dead. */
    public boolean take(UUID id, Collection<UUID> events) {
        return jdbc.update("UPDATE onevent_instance SET taken = ? WHERE id = ?", text(events), id) == 1;
    }

    /** What the instance held at its last take, and perhaps no more; waits for a take that is just being committed. */
    public Set<UUID> lockTaken(UUID id) {
        Set<UUID> taken = new HashSet<>();
        jdbc.texts("SELECT taken FROM onevent_instance WHERE id = ? FOR UPDATE", id)
                .forEach(ids -> taken.addAll(ids(ids)));
        return taken;
    }

    static String text(Collection<?> values) {
        StringJoiner text = new StringJoiner(",");
        values.forEach(value -> text.add(value.toString()));
        return text.toString();
    }

    /** Removes the instance. */
    public void leave(UUID id) {
        jdbc.update("DELETE FROM onevent_instance WHERE id = ?", id);
    }

    /** Whether there may be an instance for {@link #lockDead}. */
    public boolean isAnyDead() {
        return jdbc.finds("SELECT 1 FROM onevent_instance WHERE " + dead, FARTHEST_LEASE_MILLIS);
    }

    /**
     * An instance whose lease has run out, or whose lease no instance can have written, or null for none; nobody else can take it over or renew it until the end of the
     * transaction. One row of a small table.
     */
    public Entered lockDead() {
        for (String id : jdbc.texts(
                "SELECT id FROM onevent_instance WHERE " + dead + " ORDER BY lease_until", FARTHEST_LEASE_MILLIS)) {
            List<Entered> locked = jdbc.query(
                    SELECT + " WHERE id = ? AND " + dead + " FOR UPDATE SKIP LOCKED",
                    this::entered,
                    UUID.fromString(id),
                    FARTHEST_LEASE_MILLIS);
            if (!locked.isEmpty()) {
                return locked.get(0);
            }
        }
        return null;
    }

    private static List<UUID> ids(String taken) {
        List<UUID> ids = new ArrayList<>();
        if (taken != null && !taken.isEmpty()) {
            for (String id : taken.split(",")) {
                try {
                    ids.add(UUID.fromString(id));
                } catch (IllegalArgumentException unreadable) {
                    // Its successor suspects the others.
                    continue;
                }
            }
        }
        return ids;
    }

    /**
     * An instance that has entered and not left.
     *
     * @param handles the names that it handles, and how many of their events ran there a short while ago
     * @param taken what it held at its last take, and perhaps no more
     */
    public record Entered(
            UUID id,
            String application,
            Instant aliveSince,
            Instant leaseUntil,
            Map<String, Integer> handles,
            List<UUID> taken) {}
}
