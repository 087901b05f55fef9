package io.onevent.internal.store;

import io.onevent.EventStoreException;
import io.onevent.ProcessedFigure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;

/** The verbs of processed events that are kept, in the thread's transaction. */
public final class ProcessedEventTable {

    /** A hundred years: longer than what was measured can have taken. */
    private static final double MOST_SECONDS = 36_500 * 86_400.0;

    private final Jdbc jdbc;
    private final Dialect dialect;

    ProcessedEventTable(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /** A run that has done its work, and how long it took. */
    public record Done(TakenEvent event, long ranMillis) {}

    /**
     * Ends events and keeps them: moves them to the processed ones, each if its version is still what the caller knows.
     * Returns those that were ended. Primary key, one row each; on PostgreSQL one statement.
     */
    public Set<UUID> keep(List<Done> done) {
        if (!dialect.hasArrays) {
            Set<UUID> kept = new HashSet<>();
            for (Done one : done) {
                if (keepOne(one.event.id(), one.event.version(), one.ranMillis)) {
                    kept.add(one.event.id());
                }
            }
            return kept;
        }
        StringJoiner ids = new StringJoiner(",");
        StringJoiner versions = new StringJoiner(",");
        StringJoiner millis = new StringJoiner(",");
        for (Done one : done) {
            ids.add(one.event.id().toString());
            versions.add(String.valueOf(one.event.version()));
            millis.add(String.valueOf(one.ranMillis));
        }
        return new HashSet<>(jdbc.ids(
                "WITH gone AS (DELETE FROM onevent_event e USING unnest(cast(string_to_array(?, ',') AS uuid[]),"
                        + " cast(string_to_array(?, ',') AS int[]), cast(string_to_array(?, ',') AS bigint[]))"
                        + " AS k (id, version, ran) WHERE e.id = k.id AND e.version = k.version RETURNING e.*, k.ran)"
                        + " INSERT INTO onevent_processed_event (" + EventTable.MOVED
                        + ", version, due_at, start_date, processed_date) SELECT " + EventTable.MOVED
                        + ", " + EventTable.NEXT_VERSION
                        + ", due_at, clock_timestamp() - ran * interval '1 millisecond', clock_timestamp()"
                        + " FROM gone RETURNING id",
                ids.toString(),
                versions.toString(),
                millis.toString()));
    }

    private boolean keepOne(UUID id, int version, long ranMillis) {
        int kept = jdbc.update(
                "INSERT INTO onevent_processed_event (" + EventTable.MOVED
                        + ", version, due_at, start_date, processed_date) SELECT " + EventTable.MOVED
                        + ", " + EventTable.NEXT_VERSION + ", due_at, " + dialect.afterMillis + ", " + dialect.clock
                        + " FROM onevent_event WHERE id = ? AND version = ?",
                -ranMillis,
                id,
                version);
        if (kept == 1 && jdbc.update("DELETE FROM onevent_event WHERE id = ? AND version = ?", id, version) != 1) {
            throw new EventStoreException("event " + id + " was changed while it was being ended", null);
        }
        return kept == 1;
    }

    /**
     * How the events fared that ended in an interval. The index onevent_processed_event_latest, and as many rows as
     * there are.
     */
    public List<ProcessedFigure> figures(Instant from, Instant to) {
        String delay = dialect.seconds("due_at", "start_date");
        String run = dialect.seconds("start_date", "processed_date");
        return jdbc.query(
                "SELECT name, count(*) AS processed, avg(" + delay + ") AS mean_delay, max(" + delay
                        + ") AS largest_delay, avg(" + run + ") AS mean_run, max(" + run + ") AS largest_run"
                        + " FROM onevent_processed_event WHERE processed_date >= ? AND processed_date < ?"
                        + " GROUP BY name ORDER BY name",
                result -> new ProcessedFigure(
                        result.getString("name"),
                        result.getLong("processed"),
                        seconds(result.getDouble("mean_delay")),
                        seconds(result.getDouble("largest_delay")),
                        seconds(result.getDouble("mean_run")),
                        seconds(result.getDouble("largest_run"))),
                from,
                to);
    }

    private static Duration seconds(double seconds) {
        double bounded = Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, seconds));
        return Duration.ofNanos(Math.round(bounded * 1e6) * 1_000);
    }
}
