package io.onevent.bench;

import io.onevent.bench.app.Latencies;
import io.onevent.bench.app.Timeline;
import java.time.Duration;
import java.util.List;

/** Something that stores events in a database and runs handlers for them, with 8 workers and at most 16 connections. */
interface Contender extends AutoCloseable {

    int WORKERS = 8;

    int CONNECTIONS = 16;

    Duration PATIENCE = Duration.ofMinutes(20);

    /** As the results call it. */
    String system();

    BenchDatabase database();

    /** The tables with its events; the first has a row for each that is not yet handled. */
    List<String> tables();

    /** Waits until it can be measured. */
    default void awaitReady() {
        // Those in this process always can.
    }

    /** Leaves no event and no row. */
    default void empty() {
        database().empty(tables());
    }

    /** How many events it holds. */
    default long left() {
        return tables().stream()
                .mapToLong(table -> database().queryLong("SELECT count(*) FROM " + table))
                .sum();
    }

    /** The processes that work for it besides this one and those of the database. */
    default List<Long> processes() {
        return List.of();
    }

    /** What there is to say about it before the figures; empty for nothing. */
    default String remark() {
        return "";
    }

    /** Stores events that nobody handles before {@link #drain}. The tables are empty before. */
    void store(Handling handling, int events);

    /** Handles what is stored. */
    Drained drain(Handling handling, int events, int edge);

    /** The seconds that it takes to publish events, without handling them, from as many threads as there are workers. */
    double publish(int events, int perTransaction);

    /** Publishes steadily, one per transaction, while handlers run. */
    Percentiles latency(int events, int perSecond);

    /** How many handlers have run since the drain or the timed publishing began, to see whether any runs twice. */
    long handled(Handling handling);

    /** From now on this many processes handle events, if it can have several; each has as many workers. */
    default void instances(int processes) {
        // Most have their workers in this process only.
    }

    /** Whether handlers hold a connection while they wait. */
    default boolean holdsConnections() {
        return false;
    }

    @Override
    void close();

    /** Waits until no event is left. */
    default Drained drained(Timeline timeline) {
        return new Drained(timeline, database().awaitRows(tables().get(0), 0, Duration.ofMinutes(1)));
    }

    /** When the handlers ran, and when no event was left, in {@link System#nanoTime()}. */
    record Drained(Timeline timeline, long emptyAt) {}

    /** Two latencies in milliseconds: half of all, and all but one in a hundred, were no longer. */
    record Percentiles(double median, double ninetyNinth) {

        static Percentiles of(Latencies latencies) {
            return new Percentiles(latencies.millis(0.5), latencies.millis(0.99));
        }
    }
}
