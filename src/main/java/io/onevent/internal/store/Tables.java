package io.onevent.internal.store;

import io.onevent.EventStoreException;
import io.onevent.internal.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks that the tables are there, with every column. */
final class Tables {

    private static final Map<String, String> COLUMNS = new TreeMap<>(Map.of(
            "onevent_event",
            "id, create_date, name, payload, retry, group_id, expired_at, seq, due_at, version, started, suspect, holder, "
                    + "first_failure",
            "onevent_dead_event",
            "id, create_date, name, payload, retry, group_id, expired_at, seq, version, reason, error_class, message, "
                    + "stack_trace, first_failure, last_failure",
            "onevent_processed_event",
            "id, create_date, name, payload, retry, group_id, expired_at, seq, version, due_at, start_date, processed_date",
            "onevent_instance",
            "id, application, alive_since, lease_until, taken",
            "onevent_lead",
            "name, instance_id",
            "onevent_pause",
            "id, paused, since",
            "onevent_group_lock",
            "slot"));

    private Tables() {}

    /** @throws ConfigurationException if something is missing; it names all of it and the remedy */
    static void validate(Jdbc jdbc, String dataSource) {
        List<String> problems = new ArrayList<>();
        COLUMNS.forEach((table, columns) -> {
            try {
                jdbc.query("SELECT " + columns + " FROM " + table + " WHERE 1 = 0", result -> 0);
            } catch (EventStoreException missing) {
                problems.add(table + ": "
                        + missing.getCause().getMessage().lines().findFirst().orElse(""));
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigurationException("ONEVENT-204: the data source " + dataSource
                    + " lacks tables or columns of OnEvent:\n - " + String.join("\n - ", problems)
                    + "\nCreate them with the Liquibase changelog META-INF/onevent/liquibase/changelog.xml of the OnEvent JAR,"
                    + " or set onevent.schema=update with liquibase-core in the application.");
        }
    }
}
