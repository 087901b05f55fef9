package io.onevent.internal.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;

/** The verbs of an instance's row: who is alive, until when, and what it has taken. */
public final class InstanceTable {

    private final Jdbc jdbc;
    private final Dialect dialect;

    InstanceTable(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /** Enters a live instance that has taken nothing. */
    public void enter(UUID id, String application, Duration lease) {
        jdbc.update(
                "INSERT INTO onevent_instance (id, application, alive_since, lease_until) VALUES (?, ?, "
                        + dialect.clock + ", " + dialect.afterMillis + ")",
                id,
                application,
                lease.toMillis());
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
        StringJoiner taken = new StringJoiner(",");
        for (UUID event : events) {
            taken.add(event.toString());
        }
        return jdbc.update("UPDATE onevent_instance SET taken = ? WHERE id = ?", taken.toString(), id) == 1;
    }

    /** Removes the instance. */
    public void leave(UUID id) {
        jdbc.update("DELETE FROM onevent_instance WHERE id = ?", id);
    }

    /**
     * An instance whose lease has run out, or null for none; nobody else can take it over or renew it until the end of the
     * transaction. One row of a small table.
     */
    public Dead lockDead() {
        for (String id : jdbc.texts(
                "SELECT id FROM onevent_instance WHERE lease_until < CURRENT_TIMESTAMP ORDER BY lease_until")) {
            List<Dead> locked = jdbc.query(
                    "SELECT id, application, taken FROM onevent_instance WHERE id = ? AND lease_until < CURRENT_TIMESTAMP"
                            + " FOR UPDATE SKIP LOCKED",
                    result -> new Dead(
                            result.getObject("id", UUID.class),
                            result.getString("application"),
                            ids(result.getString("taken"))),
                    UUID.fromString(id));
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
                ids.add(UUID.fromString(id));
            }
        }
        return ids;
    }

    /** An instance that has not been heard of for a lease. */
    public record Dead(UUID id, String application, List<UUID> taken) {}
}
