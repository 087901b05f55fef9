package io.onevent.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The verbs of a lead: which live instance handles a name. A lead counts only as long as its instance has a row. */
public final class LeadTable {

    private static final String FREE =
            "(instance_id IS NULL OR NOT EXISTS (SELECT 1 FROM onevent_instance i WHERE i.id = instance_id%s))";

    private final Jdbc jdbc;
    private final String take;
    private final String keptFree;

    LeadTable(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        take = " AND " + FREE.formatted("");
        keptFree = " AND " + FREE.formatted(dialect.latest) + " ORDER BY name" + dialect.share;
    }

    /** Every lead that a live instance has. */
    public Map<String, UUID> read() {
        Map<String, UUID> leads = new TreeMap<>();
        jdbc.query(
                "SELECT l.name, l.instance_id FROM onevent_lead l JOIN onevent_instance i ON i.id = l.instance_id",
                result -> leads.put(result.getString(1), Jdbc.uuid(result, "instance_id")));
        return leads;
    }

    /** Every name that has a row, and the live instance that leads it, or null for none. */
    public Map<String, UUID> readAll() {
        Map<String, UUID> leads = new TreeMap<>();
        jdbc.query(
                "SELECT l.name, i.id AS instance_id FROM onevent_lead l"
                        + " LEFT JOIN onevent_instance i ON i.id = l.instance_id",
                result -> leads.put(result.getString(1), Jdbc.uuid(result, "instance_id")));
        return leads;
    }

    /** Adds the row of a name, which nobody leads yet; fails if another instance was faster. */
    public void add(String name) {
        jdbc.update("INSERT INTO onevent_lead (name) VALUES (?)", name);
    }

    /** Takes the lead of a name unless a live instance has it. */
    public boolean take(String name, UUID instance) {
        return take(Set.of(name), instance) == 1;
    }

    /** Takes the leads of these names that no live instance has; returns how many. */
    public int take(Set<String> names, UUID instance) {
        List<Object> parameters = new ArrayList<>(List.of(instance));
        parameters.addAll(names);
        return jdbc.update(
                "UPDATE onevent_lead SET instance_id = ? WHERE name IN " + Jdbc.marks(names.size()) + take,
                parameters.toArray());
    }

    /**
     * Those of the names that no live instance leads; none of these can be taken before the end of the transaction. One
     * row of a small table per name, in one order for all.
     */
    public Set<String> keepFree(Set<String> names) {
        return new TreeSet<>(jdbc.texts(
                "SELECT name FROM onevent_lead WHERE name IN " + Jdbc.marks(names.size()) + keptFree, names.toArray()));
    }

    /** Gives up the lead of a name. */
    public void release(String name, UUID instance) {
        jdbc.update("UPDATE onevent_lead SET instance_id = NULL WHERE name = ? AND instance_id = ?", name, instance);
    }

    /** Gives up every lead of an instance. */
    public void release(UUID instance) {
        jdbc.update("UPDATE onevent_lead SET instance_id = NULL WHERE instance_id = ?", instance);
    }
}
