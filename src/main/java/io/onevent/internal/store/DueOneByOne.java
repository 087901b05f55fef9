package io.onevent.internal.store;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What is due, part by part: for a database that has no arrays. */
final class DueOneByOne extends DueEvents {

    private static final String HEAD = "(SELECT id FROM onevent_event WHERE group_id = ? ORDER BY seq LIMIT 1)";

    static final int MOST_HEADS_AT_ONCE = 50;

    private final InstanceTable instances;

    DueOneByOne(Jdbc jdbc, Dialect dialect) {
        super(jdbc, dialect);
        this.instances = new InstanceTable(jdbc, dialect);
    }

    @Override
    public List<TakenEvent> read(String name, Demand wanted, UUID instance, Set<UUID> held, long before) {
        Set<UUID> known = knownBeside(held);
        List<TakenEvent> due = free(name, wanted.beside(known.size() - held.size()), instance, known, before, false);
        Set<UUID> taken = new LinkedHashSet<>(held);
        due.forEach(event -> taken.add(event.id()));
        boolean told = taken.size() == held.size() || instances.writeTaken(instance, taken);
        return told ? due : null;
    }

    @Override
    public List<TakenEvent> claim(String name, Demand wanted, UUID instance, long before) {
        Set<UUID> known = knownBeside(Set.of());
        List<TakenEvent> free = free(name, wanted.beside(known.size()), instance, known, before, true);
        List<Object[]> rows = new ArrayList<>();
        for (TakenEvent event : free) {
            rows.add(new Object[] {instance, event.id(), event.version()});
        }
        int[] hits = rows.isEmpty()
                ? new int[0]
                : jdbc.batch(
                        "UPDATE onevent_event SET holder = ?, version = " + EventTable.NEXT_VERSION
                                + " WHERE id = ? AND version = ?",
                        rows);
        List<TakenEvent> claimed = new ArrayList<>();
        for (int i = 0; i < hits.length; i++) {
            if (hits[i] == 1) {
                claimed.add(free.get(i).asClaimed());
            }
        }
        return claimed;
    }

    /** The three parts by a statement each, and one for the head of each group. */
    private List<TakenEvent> free(
            String name, Demand wanted, UUID instance, Set<UUID> known, long before, boolean unled) {
        Object[] led = unled ? new Object[] {name} : new Object[0];
        String suffix = unled ? UNLED : "";
        List<TakenEvent> due =
                new ArrayList<>(part(DATED.formatted(suffix) + "?", before, list(name, led, wanted.dated())));
        int undated = Math.max(
                wanted.leastUndated(),
                wanted.undated() - unknown(due, known, due.size()).size());
        List<UUID> heads = heads(wanted.groups());
        if (!heads.isEmpty()) {
            List<Object> parameters = list(name, new Object[] {instance}, heads.toArray());
            parameters.addAll(List.of(led));
            List<TakenEvent> free = part(HEADS.formatted("IN " + Jdbc.marks(heads.size()), suffix), before, parameters);
            due.addAll(unknown(free, known, free.size()));
        }
        List<Object> since = new ArrayList<>(withinParameters(wanted));
        since.addAll(List.of(led));
        List<TakenEvent> first = part(
                UNDATED.formatted(within(wanted) + suffix) + "?",
                before,
                list(name, since.toArray(), undated + known.size()));
        due.addAll(unknown(first, known, undated));
        return due;
    }

    private static List<TakenEvent> unknown(List<TakenEvent> events, Set<UUID> known, int limit) {
        return events.stream()
                .filter(event -> !known.contains(event.id()))
                .limit(limit)
                .toList();
    }

    private List<TakenEvent> part(String condition, long before, List<Object> parameters) {
        return jdbc.readable(
                TakenRow.COLUMNS + TakenRow.SMALL_PAYLOAD + "FROM onevent_event e WHERE " + condition,
                result -> row.read(result, false, before),
                parameters.toArray());
    }

    private static List<Object> list(Object first, Object[] then, Object... last) {
        List<Object> list = new ArrayList<>();
        list.add(first);
        list.addAll(List.of(then));
        list.addAll(List.of(last));
        return list;
    }

    /**
     * The ids of the first event of each group: for each one descent of the index onevent_event_head_of_group, however
     * many events it has.
     */
    private List<UUID> heads(List<String> groups) {
        List<UUID> heads = new ArrayList<>();
        for (int from = 0; from < groups.size(); from += MOST_HEADS_AT_ONCE) {
            List<String> some = groups.subList(from, Math.min(groups.size(), from + MOST_HEADS_AT_ONCE));
            heads.addAll(jdbc.ids(HEAD + (" UNION ALL " + HEAD).repeat(some.size() - 1), some.toArray()));
        }
        return heads;
    }

    @Override
    public Map<String, UUID> heads(String name, List<String> groups, UUID instance) {
        List<UUID> heads = heads(groups);
        if (heads.isEmpty()) {
            return Map.of();
        }
        List<Object> parameters = new ArrayList<>(List.of(name, instance));
        parameters.addAll(heads);
        return heads("IN " + Jdbc.marks(heads.size()), parameters);
    }

    @Override
    public List<Newer> newer(List<String> names, long withinMillis) {
        List<Newer> newer = new ArrayList<>();
        for (int from = 0; from < names.size(); from += NAMES_AT_ONCE) {
            List<Object> parameters = new ArrayList<>();
            List<String> parts = new ArrayList<>();
            for (String name : names.subList(from, Math.min(names.size(), from + NAMES_AT_ONCE))) {
                parts.add(newerOf("?"));
                for (int i = 0; i < DuePart.values().length; i++) {
                    parameters.addAll(List.of(name, -withinMillis));
                }
            }
            newer.addAll(newer(String.join(" UNION ALL ", parts), parameters.toArray()));
        }
        return newer;
    }

    @Override
    public List<String> groups(String name, String after, int limit) {
        return jdbc.texts(
                "SELECT DISTINCT group_id FROM onevent_event WHERE name = ? AND group_id > ? ORDER BY group_id LIMIT ?",
                name,
                after,
                limit);
    }
}
