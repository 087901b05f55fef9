package io.onevent.bench;

import io.onevent.bench.app.Timeline;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How each kind of workload is measured, the same for every contender. */
final class Measurement {

    private static final double NANOS_PER_SECOND = 1e9;

    /** How many stages OnEvent keeps open at once unless told otherwise. */
    private static final int MOST_IN_FLIGHT = 256;

    private final Meter meter;

    Measurement(Meter meter) {
        this.meter = meter;
    }

    /** Runs the action while statements are counted, which makes it slow. */
    void countingStatements(Runnable action) {
        meter.countStatementsDuring(action);
    }

    /** From the start of the first handler until no event is left in the table. */
    Measured drain(Contender contender, Handling handling, int events) {
        return drain(contender, handling, events, 1);
    }

    /** The same by several processes; until the last handler ends, because none of them knows when that is. */
    Measured drainBySeveral(Contender contender, int events, int processes) {
        return drain(contender, Handling.TRANSACTIONAL, events, processes);
    }

    private Measured drain(Contender contender, Handling handling, int events, int processes) {
        Run run = run(contender, handling, events, events, processes);
        long end = processes == 1 ? run.emptyAt : run.timeline.lastEnd();
        return new Measured(
                List.of(events * NANOS_PER_SECOND / (end - run.timeline.firstStart())), events, run.cost, run.asides);
    }

    /** The first and the last of many events; of the limit a shorter drain, which is what both are compared with. */
    Measured backlog(Contender contender, Sizes sizes) {
        if (contender instanceof Limit) {
            Measured drain = drain(contender, Handling.TRANSACTIONAL, sizes.drained());
            double speed = drain.figures().get(0);
            return new Measured(List.of(speed, speed), drain.events(), drain.cost(), drain.asides());
        }
        double shortDrain = drain(contender, Handling.TRANSACTIONAL, sizes.drained())
                .figures()
                .get(0);
        Run run = run(contender, Handling.TRANSACTIONAL, sizes.backlog(), sizes.edge(), 1);
        Timeline timeline = run.timeline;
        double edge = sizes.edge() * NANOS_PER_SECOND;
        double head = edge / (timeline.headEnd() - timeline.firstStart());
        double tail = edge / (timeline.lastEnd() - timeline.tailStart());
        run.asides.put(Aside.WHOLE, sizes.backlog() * NANOS_PER_SECOND / (timeline.lastEnd() - timeline.firstStart()));
        run.asides.put(Aside.SHORT, shortDrain);
        run.asides.put(Aside.HEAD, head / shortDrain);
        run.asides.put(Aside.TAIL, tail / shortDrain);
        return new Measured(List.of(head, tail), sizes.backlog(), run.cost, run.asides);
    }

    Measured waiting(Contender contender, Sizes sizes) {
        if (contender instanceof Limit) {
            double ideal = MOST_IN_FLIGHT / (sizes.pause().toNanos() / NANOS_PER_SECOND);
            return new Measured(List.of(ideal), 0, Cost.NONE, Map.of());
        }
        int events = contender.holdsConnections() ? sizes.waitingWithConnection() : sizes.waiting();
        return drain(contender, Handling.WAITING, events);
    }

    private record Run(Timeline timeline, long emptyAt, Cost cost, Map<Aside, Double> asides) {}

    private Run run(Contender contender, Handling handling, int events, int edge, int processes) {
        BenchDatabase database = contender.database();
        contender.instances(processes);
        database.empty(contender.tables());
        contender.store(handling, events);
        database.settle(contender.tables());
        Cost before = meter.read(database);
        Contender.Drained drained = contender.drain(handling, events, edge);
        Cost cost = meter.read(database).since(before);
        Map<Aside, Double> asides = new EnumMap<>(Aside.class);
        if (drained.timeline().mostBusy() > 0) {
            asides.put(Aside.BUSY_THREADS, (double) drained.timeline().mostBusy());
        }
        checkHandledOnce(contender, handling, events, asides);
        return new Run(drained.timeline(), drained.emptyAt(), cost, asides);
    }

    private static void checkHandledOnce(
            Contender contender, Handling handling, long events, Map<Aside, Double> asides) {
        long handled = contender.handled(handling);
        long rows = contender.database().queryLong("SELECT count(*) FROM bench_effect");
        long left = contender.tables().stream()
                .mapToLong(table -> contender.database().queryLong("SELECT count(*) FROM " + table))
                .sum();
        if (left > 0 || handled < events) {
            throw new IllegalStateException(contender.system() + ": " + handled + " of " + events
                    + " events were handled, and " + left + " are left");
        }
        if (handled > events) {
            asides.put(Aside.SURPLUS_RUNS, (double) handled - events);
        }
        if (handling == Handling.ROW && rows != events) {
            asides.put(Aside.SURPLUS_ROWS, (double) rows - events);
        }
    }

    Measured publish(Contender contender, int events, int perTransaction, boolean handlesThem) {
        BenchDatabase database = contender.database();
        contender.instances(1);
        database.empty(contender.tables());
        database.checkpoint();
        Cost before = meter.read(database);
        double seconds = contender.publish(events, perTransaction);
        Cost cost = meter.read(database).since(before);
        long stored =
                database.queryLong("SELECT count(*) FROM " + contender.tables().get(0));
        if (stored != events) {
            throw new IllegalStateException(
                    contender.system() + ": " + stored + " of " + events + " events are stored");
        }
        Map<Aside, Double> asides = new EnumMap<>(Aside.class);
        if (handlesThem) {
            contender.drain(Handling.TRANSACTIONAL, events, events);
            checkHandledOnce(contender, Handling.TRANSACTIONAL, events, asides);
        }
        return new Measured(List.of(events / seconds), events, cost, asides);
    }

    Measured latency(Contender contender, int events, int perSecond) {
        BenchDatabase database = contender.database();
        contender.instances(1);
        database.empty(contender.tables());
        database.checkpoint();
        Cost before = meter.read(database);
        Contender.Percentiles latency = contender.latency(events, perSecond);
        database.awaitEmpty(contender.tables().get(0), Duration.ofMinutes(1));
        Cost cost = meter.read(database).since(before);
        Map<Aside, Double> asides = new EnumMap<>(Aside.class);
        checkHandledOnce(contender, Handling.TRANSACTIONAL, events, asides);
        return new Measured(List.of(latency.median(), latency.ninetyNinth()), events, cost, asides);
    }
}
