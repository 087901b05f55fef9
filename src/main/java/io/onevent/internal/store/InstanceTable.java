package io.onevent.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onevent.internal.log.Version;
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
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.UUID;

/** The verbs of an instance's row: who is alive, until when, and what it has taken. */
public final class InstanceTable {

    private static final String SELECT =
            "SELECT id, application, alive_since, lease_until, handles, taken, version, threads FROM onevent_instance";

    /** Twice the longest lease that can be configured. */
    private static final Duration FARTHEST_LEASE = Duration.ofDays(2);

    private final Jdbc jdbc;
    private final Dialect dialect;
    private volatile Integer threads;

    InstanceTable(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /** From now on an instance that enters says that so many handlers may run there at once. */
    public void threads(int most) {
        threads = most;
    }

    /** Enters a live instance that has taken nothing; for {@code handles} see {@link #tell}. */
    public void enter(UUID id, String application, Duration lease, Map<String, Integer> handles) {
        enter(id, application, lease, handles, ServerProcess.own());
    }

    /** @param process that of the instance, or null if it is not known */
    void enter(UUID id, String application, Duration lease, Map<String, Integer> handles, ServerProcess process) {
        String place = process == null ? "" : ", place, process, process_start";
        List<Object> values = new ArrayList<>(
                List.of(id, application, lease.toMillis(), lease.toMillis(), text(handles), Version.own()));
        values.add(threads);
        if (process != null) {
            values.addAll(List.of(process.place(), process.pid(), process.start()));
        }
        jdbc.update(
                "INSERT INTO onevent_instance (id, application, alive_since, lease_until, lease, handles, version, threads"
                        + place
                        + ") VALUES (?, ?, " + dialect.clock + ", " + dialect.afterMillis + ", ?, ?, ?, ?"
                        + (process == null ? "" : ", ?, ?, ?") + ")",
                values.toArray());
    }

    /** Writes the names that the instance handles, and how many of their events run there. */
    public void writeRunning(UUID id, Map<String, Integer> handles) {
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
                ids(result.getString("taken")),
                result.getString("version"),
                (Integer) result.getObject("threads"));
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
    public boolean writeTaken(UUID id, Collection<UUID> events) {
        return jdbc.update("UPDATE onevent_instance SET taken = ? WHERE id = ?", text(events), id) == 1;
    }

    /** Keeps others from taking the instance over until the end of the transaction; false if one has. */
    public boolean lock(UUID id) {
        return jdbc.finds("SELECT 1 FROM onevent_instance WHERE id = ? FOR UPDATE", id);
    }

    /** What the instance held at its last take, and perhaps no more; waits for a take that is just being committed. */
    public Set<UUID> lockTaken(UUID id) {
        Set<UUID> taken = new HashSet<>();
        jdbc.texts("SELECT taken FROM onevent_instance WHERE id = ? FOR UPDATE", id)
                .forEach(ids -> taken.addAll(ids(ids)));
        return taken;
    }

    /**
     * What tells the database's server from another one, and from itself before a restart: when it has started. Null
     * where that cannot be asked.
     */
    public String server() {
        return dialect == Dialect.POSTGRESQL
                ? jdbc.texts("SELECT cast(extract(epoch FROM pg_postmaster_start_time()) as text)")
                        .get(0)
                : null;
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

    /** Every lease, what is handled, and the database's clock. A few short columns of a small table, read at every poll. */
    public List<Lease> leases() {
        return jdbc.query(
                "SELECT id, lease_until, lease, place, process, process_start, handles, " + dialect.clock
                        + " AS clock FROM onevent_instance ORDER BY lease_until",
                result -> new Lease(
                        Jdbc.uuid(result, "id"),
                        jdbc.instant(result, "lease_until"),
                        jdbc.instant(result, "clock"),
                        longest(result),
                        process(result),
                        handles(result.getString("handles")).keySet()));
    }

    private static Duration longest(ResultSet result) throws SQLException {
        long millis = result.getLong("lease");
        return millis <= 0 || millis > FARTHEST_LEASE.toMillis() ? null : Duration.ofMillis(millis);
    }

    private static ServerProcess process(ResultSet result) throws SQLException {
        String place = result.getString("place");
        long pid = result.getLong("process");
        long start = result.getLong("process_start");
        return place == null || result.wasNull() ? null : new ServerProcess(place, pid, start);
    }

    /**
     * The instance that was found dead, or null if it has renewed this lease since or another takes it over; nobody
     * else can take it over or renew it until the end of the transaction. One row of a small table.
     */
    public Entered lockDead(Lease lease) {
        List<Entered> locked = jdbc.query(SELECT + " WHERE id = ? FOR UPDATE SKIP LOCKED", this::entered, lease.id());
        return locked.isEmpty() || !Objects.equals(locked.get(0).leaseUntil(), lease.until()) ? null : locked.get(0);
    }

    /** Whether the instance's row is there and has not been renewed since; waits for nobody. */
    public boolean isLeft(Lease lease) {
        return leases().stream()
                .anyMatch(now -> now.id().equals(lease.id()) && Objects.equals(now.until(), lease.until()));
    }

    /**
     * An instance's lease.
     *
     * @param until when it runs out
     * @param read when this was read, by the database's clock
     * @param longest how long it lasts from a renewal, or null if that is not known
     * @param process the instance's, or null if that is not known
     * @param handles the names that it handles
     */
    public record Lease(
            UUID id, Instant until, Instant read, Duration longest, ServerProcess process, Set<String> handles) {

        /**
         * How long it lasts: negative if it has run out, or is not one that can be configured. If it seems to last
         * longer than from its renewal, the clock was set back since; if it has run out already when it is new, the
         * clock was set forward since.
         *
         * @param isNew it was entered or renewed since the last look
         */
        public Duration left(boolean isNew) {
            Duration left = until == null ? FARTHEST_LEASE : Duration.ofNanos(Times.nanos(read, until));
            if (left.compareTo(FARTHEST_LEASE) >= 0) {
                return Duration.ofNanos(-1);
            }
            boolean clockWasSet = longest != null && (left.compareTo(longest) > 0 || isNew && left.isNegative());
            return clockWasSet ? longest : left;
        }

        /** Whether the instance was one of a process that has ended on this host. */
        public boolean isOfProcessThatIsGone() {
            ServerProcess own = ServerProcess.own();
            return own != null && process != null && own.knowsGone(process);
        }
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
     * @param version of OnEvent there, or null if it does not say
     * @param threads how many handlers may run there at once, or null if it does not say
     */
    public record Entered(
            UUID id,
            String application,
            Instant aliveSince,
            Instant leaseUntil,
            Map<String, Integer> handles,
            List<UUID> taken,
            String version,
            Integer threads) {}
}
