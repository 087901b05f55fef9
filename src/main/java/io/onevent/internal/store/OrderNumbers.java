package io.onevent.internal.store;

import io.onevent.internal.config.ConfigurationException;
import java.util.List;

/**
 * Whether the sequence of the order numbers is above those that are stored. Where rows were restored or copied without
 * it, it begins anew, and new events would come before older ones of their group, or be refused for having the number
 * of one.
 */
final class OrderNumbers {

    private static final List<String> TABLES =
            List.of("onevent_event", "onevent_dead_event", "onevent_processed_event");

    /**
     * No index leads to the largest number, and one would cost each event. Ids are in the order of time: the newest
     * rows have the largest numbers where rows were restored, and the oldest ones where they were copied to a database
     * that had newer ones.
     */
    private static final int SOME = 100;

    private final Jdbc jdbc;
    private final Dialect dialect;

    OrderNumbers(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /**
     * Reads some rows by their primary keys and then draws a number.
     *
     * @throws ConfigurationException if one of these rows has that number or a larger one
     */
    void refuseLag(String dataSource) {
        // In this order: what others publish meanwhile has been given its number after these were read, or before.
        long stored = TABLES.stream()
                .mapToLong(table -> Math.max(largest(table, ""), largest(table, " DESC")))
                .max()
                .orElse(0);
        long next = number("SELECT " + dialect.nextOrderNumber);
        if (stored >= next) {
            throw new ConfigurationException(
                    "ONEVENT-225: the sequence onevent_event_seq of the data source " + dataSource
                            + " is at " + next + ", and an event has the order number " + stored
                            + ": rows were restored or copied without it, and new events would come before older ones of their"
                            + " group. Let the owner of the tables set it above them, before anything is published:\n"
                            + "SELECT max(seq) + 1 FROM (SELECT max(seq) AS seq FROM "
                            + String.join(" UNION ALL SELECT max(seq) FROM ", TABLES)
                            + ") e;\nALTER SEQUENCE onevent_event_seq RESTART WITH <that number>;");
        }
    }

    private long largest(String table, String order) {
        return number("SELECT coalesce(max(seq), 0) FROM (SELECT seq FROM " + table + " ORDER BY id" + order + " LIMIT "
                + SOME + ") e");
    }

    private long number(String query) {
        return Long.parseLong(jdbc.texts(query).get(0));
    }
}
