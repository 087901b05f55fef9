package io.onevent.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Sees what is committed, and says what ought not to happen when it happens. */
final class Witness {

    /**
     * A run from when its handler is called until its transaction ends, or its handler where it has none.
     *
     * @param life of its instance
     * @param version of its event with which it began
     */
    record Run(UUID event, UUID life, String server, int version, boolean plain) {

        @Override
        public String toString() {
            return Booking.number(event) + " on " + server;
        }
    }

    private final Connection connection;
    private final List<Run> running = new ArrayList<>();
    /**
     * What an instance held that was taken over from. A takeover passes over an event whose end is just being committed: where that
     * instance only stood still, the event may be read once more before that end is there.
     */
    private final Set<UUID> takenOver = new HashSet<>();

    private Booking booking = new Booking();

    Witness(DataSource database) throws SQLException {
        connection = database.getConnection();
    }

    /** From now on what is wrong is written down here. */
    void begin(Booking next) {
        booking = next;
        running.clear();
        takenOver.clear();
    }

    /** The servers on which something runs, each as often as it does. */
    List<String> busy() {
        return running.stream().map(Run::server).toList();
    }

    /**
     * Its handler is going to be called. An instance that lives runs nothing in vain, and nothing that another one runs that lives; one
     * whose lease is over starts nothing.
     *
     * @param suspect whether the start was decided a commit ago
     */
    void starts(Run run, boolean suspect, OffsetDateTime now) {
        if (!suspect) {
            judgeStart(run, now);
        }
        running.add(run);
    }

    private void judgeStart(Run run, OffsetDateTime now) {
        if (!lives(run.life, now)) {
            booking.wrong("LEASE", run + " was started although its lease is over");
            return;
        }
        Integer version = version(run.event);
        boolean mayBeGone = booking.event(run.event).isChanged() || takenOver.contains(run.event);
        if (!mayBeGone && (version == null || version != run.version)) {
            booking.wrong("VAIN", run + " was started with version " + run.version + ", its row has " + version);
        }
        for (Run other : running) {
            if (other.event.equals(run.event) && !other.server.equals(run.server) && lives(other.life, now)) {
                booking.wrong("BOTH", run + " was started while it runs on " + other.server);
            }
        }
    }

    /** Its transaction is going to be committed. What was given up in favour of another run must not be. */
    void commits(Run run) {
        Integer version = run.plain ? (Integer) run.version : version(run.event);
        if (version == null || version != run.version) {
            booking.wrong("GIVEN UP", run + " ends with version " + run.version + ", its row has " + version);
        }
    }

    void ended(Run run) {
        running.remove(run);
    }

    void died(String server) {
        running.removeIf(run -> run.server.equals(server));
    }

    private boolean lives(UUID life, OffsetDateTime now) {
        OffsetDateTime until = one("SELECT lease_until FROM onevent_instance WHERE id = ?", life, OffsetDateTime.class);
        return until != null && until.isAfter(now);
    }

    private Integer version(UUID event) {
        return one("SELECT version FROM onevent_event WHERE id = ?", event, Integer.class);
    }

    private <T> T one(String sql, UUID id, Class<T> type) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getObject(1, type) : null;
            }
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** A statement was run; what it says about an event is true when its transaction commits. */
    void notice(String sql, Object[] parameters, List<Runnable> onCommit) {
        if (sql.contains("suspect = 2")) {
            onCommit.add(() -> booking.suspectStarted((UUID) parameters[1], (UUID) parameters[0]));
        } else if (sql.contains("first_failure = coalesce")) {
            boolean blames = parameters[1].equals(1);
            UUID event = (UUID) parameters[2];
            onCommit.add(blames ? () -> booking.blamed(event) : () -> booking.see("a failed run"));
        } else if (sql.startsWith("INSERT INTO onevent_dead_event")) {
            onCommit.add(() -> booking.see("dead: " + parameters[0]));
            if ("LOST".equals(parameters[0])) {
                onCommit.add(() -> booking.blamed((UUID) parameters[5]));
            }
        } else if (sql.startsWith("UPDATE onevent_event SET suspect = 1")) {
            onCommit.add(() -> booking.see("a takeover"));
        } else if (sql.startsWith("UPDATE onevent_event SET holder = ?")) {
            onCommit.add(() -> booking.see("a claim"));
        } else if (sql.startsWith("UPDATE onevent_lead SET instance_id = ?")) {
            onCommit.add(() -> booking.see("a lead"));
        } else if (sql.startsWith("DELETE FROM onevent_instance")) {
            String taken = one("SELECT taken FROM onevent_instance WHERE id = ?", (UUID) parameters[0], String.class);
            if (taken != null && !taken.isEmpty()) {
                onCommit.add(
                        () -> Stream.of(taken.split(",")).map(UUID::fromString).forEach(takenOver::add));
            }
        }
    }
}
