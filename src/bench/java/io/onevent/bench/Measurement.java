package io.onevent.bench;

import io.onevent.bench.Contender.Drained;
import io.onevent.bench.app.Timeline;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

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

    /** Runs the action while flushes to disk are counted, which makes it slow. */
    void countingFlushes(Contender contender, Runnable action) {
        meter.countFlushesDuring(contender.processes(), action);
    }

    /** From the start of the first handler until no event is left in the table. */
    List<Measured> drain(Contender contender, Handling handling, int events) {
        return List.of(drain(contender, handling, events, 1));
    }

    /**
     * The same by one or several processes, and beside it what their servers can do without a queue. With several it is until the last
     * handler ends, because none of them knows when that is.
     */
    List<Measured> drainBesideBare(Contender contender, int events, int processes) {
        Measured drained = drain(contender, Handling.TRANSACTIONAL, events, processes);
        if (contender instanceof OnEventServers servers) {
            Run bare = run(contender, Handling.TRANSACTIONAL, events, processes, () -> servers.deleteBare(events));
            long end = bare.drained.timeline().lastEnd();
            drained.asides().put(Aside.BARE, bare.until(end, events).figure());
        }
        return List.of(drained);
    }

    private Measured drain(Contender contender, Handling handling, int events, int processes) {
        Run run = run(contender, handling, events, events, processes);
        return run.until(
                processes == 1 ? run.drained.emptyAt() : run.drained.timeline().lastEnd(), events);
    }

    /** The first and the last of many events; of the limit a shorter drain, which is what both are compared with. */
    List<Measured> backlog(Contender contender, Sizes sizes) {
        Measured shortDrain = drain(contender, Handling.TRANSACTIONAL, sizes.drained(), 1);
        if (contender instanceof Limit) {
            return List.of(shortDrain, shortDrain);
        }
        Run run = run(contender, Handling.TRANSACTIONAL, sizes.backlog(), sizes.edge(), 1);
        Timeline timeline = run.drained.timeline();
        double edge = sizes.edge() * NANOS_PER_SECOND;
        double head = edge / (timeline.headEnd() - timeline.firstStart());
        double tail = edge / (timeline.lastEnd() - timeline.tailStart());
        run.asides.put(Aside.WHOLE, sizes.backlog() * NANOS_PER_SECOND / (timeline.lastEnd() - timeline.firstStart()));
        run.asides.put(Aside.SHORT, shortDrain.figure());
        run.asides.put(Aside.HEAD, head / shortDrain.figure());
        run.asides.put(Aside.TAIL, tail / shortDrain.figure());
        return Measured.rows(sizes.backlog(), run.cost, run.asides, head, tail);
    }

    List<Measured> waiting(Contender contender, Sizes sizes) {
        if (contender instanceof Limit) {
            double ideal = MOST_IN_FLIGHT / (sizes.pause().toNanos() / NANOS_PER_SECOND);
            return Measured.rows(0, Cost.NONE, Map.of(), ideal);
        }
        int events = contender.holdsConnections() ? sizes.waitingWithConnection() : sizes.waiting();
        return drain(contender, Handling.WAITING, events);
    }

    /** A drain and what it told. */
    record Run(Drained drained, Cost cost, Map<Aside, Double> asides) {

        /** Its speed from the start of the first handler until then. */
        Measured until(long end, int events) {
            double seconds = (end - drained.timeline().firstStart()) / NANOS_PER_SECOND;
            return new Measured(events / seconds, events, cost, asides);
        }
    }

    private Run run(Contender contender, Handling handling, int events, int edge, int processes) {
        return run(contender, handling, events, processes, () -> contender.drain(handling, events, edge));
    }

    private Run run(Contender contender, Handling handling, int events, int processes, Supplier<Drained> drain) {
        Run run = run(contender, processes, () -> contender.store(handling, events), drain);
        checkHandledOnce(contender, handling, events, 0, run.asides);
        return run;
    }

    /** Drains what was stored, and was left alone for a while. */
    Run run(Contender contender, int processes, Runnable store, Supplier<Drained> drain) {
        BenchDatabase database = contender.database();
        contender.instances(processes);
        contender.empty();
        store.run();
        database.settle(contender.tables());
        Cost before = meter.read(database);
        Drained drained = drain.get();
        Cost cost = meter.read(database).since(before);
        Map<Aside, Double> asides = new EnumMap<>(Aside.class);
        if (drained.timeline().mostBusy() > 0) {
            asides.put(Aside.BUSY_THREADS, (double) drained.timeline().mostBusy());
        }
        return new Run(drained, cost, asides);
    }

    /** @param stay how many events lie in the tables for good */
    static void checkHandledOnce(
            Contender contender, Handling handling, long events, long stay, Map<Aside, Double> asides) {
        long handled = contender.handled(handling);
        long rows = contender.database().queryLong("SELECT count(*) FROM bench_effect");
        long left = contender.left();
        if (left != stay || handled < events) {
            throw new IllegalStateException(contender.system() + ": " + handled + " of " + events
                    + " events were handled, and " + left + " are left instead of " + stay);
        }
        if (handled > events) {
            asides.put(Aside.SURPLUS_RUNS, (double) handled - events);
        }
        if (handling.hasEffect() && rows != events) {
            asides.put(Aside.SURPLUS_ROWS, (double) rows - events);
        }
    }

    List<Measured> publish(Contender contender, int events, int perTransaction, boolean handlesThem) {
        Map<Aside, Double> asides = new EnumMap<>(Aside.class);
        Measured published = publish(contender, events, asides, () -> contender.publish(events, perTransaction));
        if (perTransaction == 1 && contender instanceof OnEventServers servers) {
            asides.put(Aside.BARE, events / servers.insertBare(events));
        }
        if (handlesThem) {
            contender.drain(Handling.TRANSACTIONAL, events, events);
            checkHandledOnce(contender, Handling.TRANSACTIONAL, events, 0, asides);
        }
        return List.of(published);
    }

    /** Events that have a key each, one per transaction, and as many without. */
    List<Measured> publishKeyed(Contender contender, int events) {
        OnEventServers servers = (OnEventServers) contender;
        Measured plain = publish(contender, events, Map.of(), () -> servers.publish(events, 1));
        return List.of(publish(contender, events, Map.of(), () -> servers.publishKeyed(events)), plain);
    }

    /** One event per transaction, where the server traces: or it was not tracing that was measured. */
    List<Measured> publishTraced(Contender contender, int events) {
        Measured published = publish(contender, events, Map.of(), () -> contender.publish(events, 1));
        long traced =
                contender.database().queryLong("SELECT count(*) FROM onevent_event WHERE headers LIKE '%traceparent%'");
        if (traced != (contender.system().equals(Contenders.TRACED) ? events : 0)) {
            throw new IllegalStateException(
                    contender.system() + ": " + traced + " of " + events + " events lead back to a span");
        }
        return List.of(published);
    }

    private Measured publish(Contender contender, int events, Map<Aside, Double> asides, DoubleSupplier publish) {
        BenchDatabase database = contender.database();
        contender.instances(1);
        contender.empty();
        database.checkpoint();
        Cost before = meter.read(database);
        double seconds = publish.getAsDouble();
        Cost cost = meter.read(database).since(before);
        long stored = contender.left();
        if (stored != events) {
            throw new IllegalStateException(
                    contender.system() + ": " + stored + " of " + events + " events are stored");
        }
        return new Measured(events / seconds, events, cost, asides);
    }

    List<Measured> latency(Contender contender, int events, int perSecond) {
        BenchDatabase database = contender.database();
        contender.instances(1);
        contender.empty();
        database.checkpoint();
        Cost before = meter.read(database);
        Contender.Percentiles latency = contender.latency(events, perSecond);
        database.awaitRows(contender.tables().get(0), 0, Duration.ofMinutes(1));
        Cost cost = meter.read(database).since(before);
        Map<Aside, Double> asides = new EnumMap<>(Aside.class);
        checkHandledOnce(contender, Handling.TRANSACTIONAL, events, 0, asides);
        return Measured.rows(events, cost, asides, latency.median(), latency.ninetyNinth());
    }
}
