package io.onevent.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Events whose instance has died, in the thread's transaction. */
public final class Orphans {

    private final Jdbc jdbc;
    private final Dialect dialect;

    Orphans(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /**
     * An event whose instance has died.
     *
     * @param startCommitted whether that instance had committed to its start
     */
    public record Orphan(UUID id, String name, int version, int retry, boolean startCommitted) {}

    /**
     * What a dead instance still held and nobody has a lock on; the locks last until the end of the transaction. Its
     * claims name it as holder; of a name that it led, it held what nobody holds.
     *
     * @param taken what it held at its last take, and perhaps no more
     */
    public List<Orphan> lock(UUID instance, List<UUID> taken) {
        List<Orphan> orphans = new ArrayList<>();
        for (List<Object> parameters : Jdbc.chunks(taken)) {
            String marks = Jdbc.marks(parameters.size());
            parameters.add(instance);
            parameters.add(instance);
            orphans.addAll(jdbc.readable(
                    "SELECT e.id, e.name, e.version, e.retry, e.suspect FROM onevent_event e WHERE e.id IN " + marks
                            + " AND (e.holder = ? OR e.holder IS NULL AND EXISTS (SELECT 1 FROM onevent_lead l"
                            + " WHERE l.name = e.name AND l.instance_id = ?" + dialect.latest
                            + ")) FOR UPDATE SKIP LOCKED",
                    result -> new Orphan(
                            Jdbc.uuid(result, "id"),
                            Jdbc.needed(result.getString("name"), "name"),
                            Jdbc.number(result, "version"),
                            Math.max(0, result.getInt("retry")),
                            result.getInt("suspect") == 2),
                    parameters.toArray()));
        }
        return orphans;
    }

    /** The names of events that an instance holds by a claim, among those that it has taken. */
    public Set<String> namesHeldBy(UUID instance, List<UUID> taken) {
        Set<String> names = new TreeSet<>();
        for (List<Object> parameters : Jdbc.chunks(taken)) {
            String marks = Jdbc.marks(parameters.size());
            parameters.add(instance);
            names.addAll(jdbc.texts(
                    "SELECT DISTINCT name FROM onevent_event WHERE id IN " + marks + " AND holder = ?",
                    parameters.toArray()));
        }
        return names;
    }

    /** Marks orphans as suspects, each by its primary key. */
    public void suspect(List<Orphan> orphans) {
        List<Object[]> rows = new ArrayList<>();
        for (Orphan orphan : orphans) {
            rows.add(new Object[] {orphan.id(), orphan.version()});
        }
        if (!rows.isEmpty()) {
            jdbc.batch(
                    "UPDATE onevent_event SET suspect = 1, holder = NULL, version = " + EventTable.NEXT_VERSION
                            + " WHERE id = ? AND version = ?",
                    rows);
        }
    }
}
