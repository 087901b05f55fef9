package io.onevent.internal.store;

import io.onevent.QueueStatus.BlockedGroup;
import io.onevent.Reason;
import io.onevent.internal.store.jpa.DeadEventEntity;
import io.onevent.internal.view.OperatorsView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Counts events, in the thread's transaction. Every count is bounded, so that it stays cheap however much is stored.
 */
public final class QueueFigures {

    private static final int NAMES_AT_ONCE = 5;

    private static final UUID NOBODY = new UUID(0, 0);

    private final Jdbc jdbc;

    QueueFigures(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /** The first names of all stored events, at most so many. The indexes of all parts. */
    public Set<String> storedNames(int most) {
        NavigableSet<String> names = new TreeSet<>();
        for (DuePart part : DuePart.values()) {
            names.addAll(names("onevent_event", " AND " + part.condition, most));
        }
        while (names.size() > most) {
            names.pollLast();
        }
        return names;
    }

    /** The first names of all dead events, at most so many. The index onevent_dead_event_latest_of_name. */
    public Set<String> deadNames(int most) {
        return names("onevent_dead_event", "", most);
    }

    /** One descent of an index per name, however many events there are. */
    private Set<String> names(String table, String condition, int most) {
        Set<String> names = new TreeSet<>();
        String last = "";
        while (last != null && names.size() < most) {
            last = jdbc.texts("SELECT min(e.name) FROM " + table + " e WHERE e.name > ?" + condition, last)
                    .get(0);
            if (last != null) {
                names.add(last);
            }
        }
        return names;
    }

    /**
     * How many events of each of these names are stored, each counted up to a bound; several names in one statement.
     */
    public Map<String, Long> stored(Collection<String> names, int most) {
        Map<String, Long> stored = new TreeMap<>();
        List<String> all = List.copyOf(names);
        for (int from = 0; from < all.size(); from += NAMES_AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + NAMES_AT_ONCE));
            StringJoiner counts = new StringJoiner(" UNION ALL ");
            List<Object> parameters = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
                for (DuePart part : DuePart.values()) {
                    counts.add("SELECT " + i + " AS place, count(*) AS stored FROM (SELECT 1 FROM onevent_event e"
                            + " WHERE e.name = ? AND " + part.condition + " LIMIT " + most + ") counted");
                    parameters.add(some.get(i));
                }
            }
            jdbc.query(
                    counts.toString(),
                    result -> stored.merge(some.get(result.getInt("place")), result.getLong("stored"), Long::sum),
                    parameters.toArray());
        }
        stored.replaceAll((name, count) -> Math.min(most, count));
        return stored;
    }

    /**
     * How many events of a name are dead, by reason, each counted up to a bound. The index
     * onevent_dead_event_latest_of_name_and_reason. One statement.
     */
    public Map<Reason, Long> dead(String name, int most) {
        Map<Reason, Long> dead = new EnumMap<>(Reason.class);
        StringJoiner counts = new StringJoiner(" UNION ALL ");
        List<Object> names = new ArrayList<>();
        for (Reason reason : Reason.values()) {
            counts.add("SELECT '" + reason + "' AS reason, count(*) AS dead FROM (SELECT 1 FROM onevent_dead_event"
                    + " WHERE name = ? AND reason = '" + reason + "' LIMIT " + most + ") counted");
            names.add(name);
        }
        jdbc.query(
                counts.toString(),
                result -> result.getLong("dead") == 0
                        ? null
                        : dead.put(Reason.valueOf(result.getString("reason").strip()), result.getLong("dead")),
                names.toArray());
        return dead;
    }

    /** Of the latest deaths, so many, the kinds. The index onevent_dead_event_latest. One statement. */
    public List<OperatorsView.Deaths> deaths(int latest) {
        return jdbc.query(
                "SELECT name, reason, error_class, count(*) AS died, min(last_failure) AS first_death,"
                        + " max(last_failure) AS last_death FROM (SELECT name, reason, error_class, last_failure"
                        + " FROM onevent_dead_event ORDER BY last_failure DESC, id DESC LIMIT " + latest
                        + ") d GROUP BY name, reason, error_class ORDER BY count(*) DESC, name, reason, error_class",
                result -> new OperatorsView.Deaths(
                        result.getString("name"),
                        DeadEventEntity.reason(result.getString("reason")),
                        result.getString("error_class"),
                        result.getLong("died"),
                        jdbc.instant(result, "first_death"),
                        jdbc.instant(result, "last_death")));
    }

    /** @param parameters the last is the bound */
    private long count(String what, Object... parameters) {
        return jdbc.query(
                        "SELECT count(*) FROM (SELECT 1 FROM " + what + " LIMIT ?) counted",
                        result -> result.getLong(1),
                        parameters)
                .get(0);
    }

    /** An event that is due, and since when. */
    public record Due(UUID id, Instant since) {}

    /**
     * The event of a name that has been due for the longest, is none of these and claimed by no other instance; null
     * for none. Of those that expire or have a group, which no index has in the order of their due times, it looks at a
     * bounded number.
     */
    public Due oldestDue(String name, UUID own, Set<UUID> except, int most) {
        Due oldest = null;
        for (DuePart part : DuePart.values()) {
            String select = "SELECT e.id, e.due_at FROM onevent_event e WHERE e.name = ? AND " + part.condition
                    + " AND e.due_at <= CURRENT_TIMESTAMP AND (e.holder IS NULL OR e.holder = ?)";
            String longest = part == DuePart.UNDATED
                    ? select + " ORDER BY e.due_at, e.seq LIMIT ?"
                    : "SELECT * FROM (" + select + " LIMIT " + most + ") e ORDER BY e.due_at LIMIT ?";
            for (Due due : jdbc.query(
                    longest,
                    result -> new Due(Jdbc.uuid(result, "id"), jdbc.instant(result, "due_at")),
                    name,
                    own == null ? NOBODY : own,
                    except.size() + 1)) {
                if (!except.contains(due.id()) && (oldest == null || due.since().isBefore(oldest.since()))) {
                    oldest = due;
                }
            }
        }
        return oldest;
    }

    /**
     * The groups that a dead event parks, up to a bound, in the order of their ids. The index
     * onevent_dead_event_parking.
     */
    public List<BlockedGroup> parkedGroups(int groups, int most) {
        return jdbc
                .query(
                        "SELECT group_id, id, name, seq, last_failure AS since FROM onevent_dead_event"
                                + " WHERE parks = 1 AND group_id IS NOT NULL ORDER BY group_id, seq LIMIT ?",
                        this::blocking,
                        groups)
                .stream()
                .map(blocking -> blocked(blocking, true, most))
                .toList();
    }

    /**
     * The groups that stand still because their head is not due or its name is not one of these, of a bounded number
     * that is looked at. The index onevent_event_head_of_group.
     */
    public List<BlockedGroup> groupsBehindHeads(Set<String> handled, int groups, int most) {
        List<BlockedGroup> blocked = new ArrayList<>();
        String group = firstGroup("group_id IS NOT NULL");
        for (int i = 0; i < groups && group != null; i++) {
            jdbc
                    .query(
                            "SELECT group_id, id, name, seq, coalesce(first_failure, create_date) AS since,"
                                    + " CASE WHEN due_at > CURRENT_TIMESTAMP THEN 1 ELSE 0 END AS later"
                                    + " FROM onevent_event WHERE group_id = ? ORDER BY seq LIMIT 1",
                            head -> head.getInt("later") == 1 || !isOneOf(handled, head.getString("name"))
                                    ? Optional.of(blocking(head))
                                    : Optional.<Blocking>empty(),
                            group)
                    .stream()
                    .flatMap(Optional::stream)
                    .map(blocking -> blocked(blocking, false, most))
                    .filter(one -> one.behind() > 0)
                    .forEach(blocked::add);
            group = firstGroup("group_id > ?", group);
        }
        return blocked;
    }

    private static boolean isOneOf(Set<String> names, String name) {
        return name != null && names.contains(name);
    }

    /** What keeps an event of a group: a dead event that parks it, or else the head before it; null for nothing. */
    public UUID before(String group, long seq) {
        String first = "SELECT * FROM (SELECT id, %d AS kind FROM %s group_id = ? AND seq < ? ORDER BY seq LIMIT 1) %s";
        List<UUID> before = jdbc.ids(
                "SELECT id FROM (" + first.formatted(0, "onevent_dead_event WHERE parks = 1 AND", "dead")
                        + " UNION ALL " + first.formatted(1, "onevent_event WHERE", "waiting")
                        + ") b ORDER BY kind LIMIT 1",
                group,
                seq,
                group,
                seq);
        return before.isEmpty() ? null : before.get(0);
    }

    /**
     * The instances that have to do with an event, each of them null for none.
     *
     * @param holder the one that its row names, which may be dead
     * @param leader the live one that leads its name
     */
    public record Owners(UUID holder, UUID leader) {}

    /** Who may start an event, or has. EclipseLink cannot read a UUID that is null. */
    public Owners owners(UUID event) {
        List<Owners> owners = jdbc.query(
                "SELECT e.holder, i.id AS leader FROM onevent_event e LEFT JOIN onevent_lead l ON l.name = e.name"
                        + " LEFT JOIN onevent_instance i ON i.id = l.instance_id WHERE e.id = ?",
                result -> new Owners(Jdbc.uuid(result, "holder"), Jdbc.uuid(result, "leader")),
                event);
        return owners.isEmpty() ? new Owners(null, null) : owners.get(0);
    }

    private String firstGroup(String condition, Object... parameters) {
        return jdbc.texts("SELECT min(group_id) FROM onevent_event WHERE " + condition, parameters)
                .get(0);
    }

    /** The event that blocks a group, and since when. */
    private record Blocking(String group, UUID id, String name, long seq, Instant since) {}

    private Blocking blocking(ResultSet result) throws SQLException {
        return new Blocking(
                result.getString("group_id"),
                Jdbc.uuid(result, "id"),
                result.getString("name"),
                result.getLong("seq"),
                jdbc.instant(result, "since"));
    }

    private BlockedGroup blocked(Blocking by, boolean dead, int most) {
        long behind = count("onevent_event WHERE group_id = ? AND seq > ?", by.group, by.seq, most);
        return new BlockedGroup(by.group, by.id, by.name, dead, by.since, behind);
    }
}
