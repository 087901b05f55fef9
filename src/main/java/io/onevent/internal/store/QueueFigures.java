package io.onevent.internal.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Counts events, in the thread's transaction. Every count is bounded, so that it stays cheap however much is stored. */
public final class QueueFigures {

    private final Jdbc jdbc;

    QueueFigures(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /** The names of all stored events. The index onevent_event_due_of_name. */
    public Set<String> storedNames() {
        return names("onevent_event");
    }

    /** The names of all dead events. The index onevent_dead_event_latest_of_name. */
    public Set<String> deadNames() {
        return names("onevent_dead_event");
    }

    /** One descent of an index per name, however many events there are. */
    private Set<String> names(String table) {
        Set<String> names = new TreeSet<>();
        String last = "";
        while (last != null) {
            last = jdbc.texts("SELECT min(name) FROM " + table + " WHERE name > ?", last)
                    .get(0);
            if (last != null) {
                names.add(last);
            }
        }
        return names;
    }

    /** How many events of a name are stored, counted up to a bound. */
    public long stored(String name, int most) {
        return count("onevent_event", name, most);
    }

    /** How many events of a name are dead, counted up to a bound. */
    public long dead(String name, int most) {
        return count("onevent_dead_event", name, most);
    }

    private long count(String table, String name, int most) {
        return jdbc.query(
                        "SELECT count(*) FROM (SELECT 1 FROM " + table + " WHERE name = ? LIMIT ?) counted",
                        result -> result.getLong(1),
                        name,
                        most)
                .get(0);
    }

    /** Since when the longest due event of a name is due that is none of these, or null for none. The index onevent_event_due_of_name. */
    public Instant oldestDue(String name, Set<UUID> except) {
        List<Instant> oldest = jdbc.query(
                "SELECT id, due_at FROM onevent_event WHERE name = ? AND due_at <= CURRENT_TIMESTAMP AND holder IS NULL"
                        + " ORDER BY due_at, seq LIMIT ?",
                result -> except.contains(Jdbc.uuid(result, "id")) ? null : Jdbc.instant(result, "due_at"),
                name,
                except.size() + 1);
        return oldest.stream().filter(due -> due != null).findFirst().orElse(null);
    }
}
