package io.onevent.bench;

import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Timeline;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** OnEvent in one or more Payara Micro processes, in one of its modes. */
final class OnEventServers implements Contender {

    /** More than the interval after which every instance obeys. */
    private static final Duration KNOWN_TO_ALL = Duration.ofMillis(1500);

    /** Connections on which nothing comes for longer are closed by the server. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final String system;
    private final File library;
    private final String mode;
    private final BenchDatabase database;
    private final Path folder;
    private final Sizes sizes;
    private final List<String> options;
    private final List<ServerProcess> servers = new ArrayList<>();
    private int working = 1;
    private long paused;

    /**
     * Starts the first process and returns at once.
     *
     * @param library the JAR of OnEvent
     * @param options of the servers' JVMs beside those of the sizes
     */
    OnEventServers(
            String system,
            File library,
            String mode,
            BenchDatabase database,
            Path folder,
            Sizes sizes,
            List<String> options) {
        this.system = system;
        this.library = library;
        this.mode = mode;
        this.database = database;
        this.folder = folder;
        this.sizes = sizes;
        this.options = options;
        EventTables.create(database, library);
        servers.add(start(Arrays.asList(Handling.values())));
    }

    private ServerProcess start(List<Handling> deployed) {
        List<String> all = new ArrayList<>(sizes.serverOptions());
        all.addAll(options);
        all.add("-Donevent.mode=" + mode);
        all.add("-Dbench.wait.millis=" + sizes.pause().toMillis());
        Path root = PayaraMicro.newRoot(folder, system + "-" + mode + "-" + (servers.size() + 1));
        List<Path> archives = deployed.stream()
                .map(handling -> BenchArchive.write(handling, library, database, root))
                .toList();
        return PayaraMicro.start(root, archives, all, List.of());
    }

    @Override
    public void awaitReady() {
        servers.get(0).awaitReady();
        pause();
    }

    @Override
    public String system() {
        return system;
    }

    @Override
    public BenchDatabase database() {
        return database;
    }

    @Override
    public List<String> tables() {
        return List.of("onevent_event", "onevent_dead_event");
    }

    /** Further processes are started when they are first needed, and frozen when they are not. */
    @Override
    public void instances(int processes) {
        while (working > processes) {
            freeze(servers.get(--working));
        }
        if (working < processes) {
            int startedBefore = servers.size();
            while (servers.size() < processes) {
                servers.add(start(List.of(Handling.TRANSACTIONAL)));
            }
            servers.subList(startedBefore, servers.size()).forEach(ServerProcess::awaitReady);
            servers.subList(working, Math.min(startedBefore, processes)).parallelStream()
                    .forEach(ServerProcess::thaw);
            working = processes;
            Pace.pause(KNOWN_TO_ALL);
            awaitAlive(processes);
        }
    }

    /** Not in the middle of a transaction, whose locks would stop the others. */
    private void freeze(ServerProcess server) {
        String open = "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database.name()
                + "' AND application_name <> '" + BenchDatabase.OBSERVER + "' AND xact_start IS NOT NULL";
        server.freeze();
        Pace.pause(Duration.ofMillis(100));
        while (database.queryLong(open) > 0) {
            server.thaw();
            Pace.pause(Duration.ofMillis(200));
            server.freeze();
            Pace.pause(Duration.ofMillis(100));
        }
    }

    private void awaitAlive(int processes) {
        int instances = Handling.values().length + processes - 1;
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (database.queryLong("SELECT count(*) FROM onevent_instance WHERE lease_until > clock_timestamp()")
                < instances) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not all of " + processes + " processes are alive");
            }
            Pace.pause(Duration.ofMillis(100));
        }
    }

    /** What is stored next decides whose statements count; what is published is one application's. */
    @Override
    public void empty() {
        Contender.super.empty();
        database.countOnly(Handling.TRANSACTIONAL);
    }

    @Override
    public void store(Handling handling, int events) {
        store(handling, List.of(new Stored(Stored.Kind.PLAIN, events)));
    }

    /** Stores events of these kinds, one kind after the other. */
    void store(Handling handling, List<Stored> stored) {
        awaitPaused();
        database.countOnly(handling);
        stored.forEach(some -> database.execute(some.insert(handling.eventName)));
    }

    @Override
    public Drained drain(Handling handling, int events, int edge) {
        return endOf(handleAll(handling, events, edge));
    }

    /** Handles as many events as can be handled, however many are stored; to the end of the last handler. */
    Drained drainWhatMay(Handling handling, int events) {
        Timeline timeline = handleAll(handling, events, events);
        pause();
        return new Drained(timeline, timeline.lastEnd());
    }

    /** Deletes what is stored by transactions of the servers, while OnEvent is paused. */
    Drained deleteBare(int events) {
        Handling handling = Handling.TRANSACTIONAL;
        expect(handling, events, events);
        AtomicInteger parts = new AtomicInteger();
        Threads.onEach(() -> {
            int part = parts.getAndIncrement();
            if (part < working) {
                servers.get(part).ask(handling, "delete?part=" + part + "&parts=" + working);
            }
            return null;
        });
        return drained(together(handling, Duration.ZERO));
    }

    private Timeline handleAll(Handling handling, int events, int edge) {
        expect(handling, events, edge);
        resume(handling);
        return awaitAll(handling, events);
    }

    private void expect(Handling handling, int events, int edge) {
        servers.subList(0, working)
                .forEach(server -> server.ask(handling, "expect?events=" + events + "&edge=" + edge));
    }

    /** One server knows when it has handled all; several do not know of each other: asking them would keep them from their work. */
    private Timeline awaitAll(Handling handling, int events) {
        if (working > 1) {
            database.awaitRows(tables().get(0), 0, PATIENCE, BETWEEN_LOOKS);
            return together(handling, Duration.ZERO);
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Timeline timeline = together(handling, LONGEST_ANSWER);
        while (timeline.handled() < events && System.nanoTime() < deadline) {
            timeline = timeline.then(together(handling, LONGEST_ANSWER));
        }
        return timeline;
    }

    private Timeline together(Handling handling, Duration answer) {
        int busy = handling == Handling.WAITING ? 1 : 0;
        return servers.subList(0, working).stream()
                .map(server ->
                        Timeline.parse(server.ask(handling, "await?millis=" + answer.toMillis() + "&busy=" + busy)))
                .reduce(Timeline::and)
                .orElseThrow();
    }

    /** The queue is held again as soon as it is empty: that all know it takes a while. */
    private Drained endOf(Timeline timeline) {
        Drained drained = drained(timeline);
        pause();
        return drained;
    }

    /** Holds the queue until the next {@link #resume}. */
    private void pause() {
        servers.get(0).ask(Handling.TRANSACTIONAL, "pause");
        paused = System.nanoTime();
    }

    private void awaitPaused() {
        Pace.pause(KNOWN_TO_ALL.minusNanos(System.nanoTime() - paused));
    }

    private void resume(Handling handling) {
        servers.subList(0, working).parallelStream().forEach(server -> server.ask(handling, "resume"));
    }

    /** Inserts as many rows by transactions of the server; answers the seconds that it took. */
    double insertBare(int rows) {
        return Long.parseLong(servers.get(0).ask(Handling.TRANSACTIONAL, "insert?events=" + rows)) / 1e9;
    }

    @Override
    public double publish(int events, int perTransaction) {
        return publish("publish", events, "&perTransaction=" + perTransaction);
    }

    /** As {@link #publish} of one event per transaction, each with a key. */
    double publishKeyed(int events) {
        return publish("publishKeyed", events, "");
    }

    private double publish(String way, int events, String more) {
        awaitPaused();
        String name = Handling.TRANSACTIONAL.eventName;
        String nanos = servers.get(0).ask(Handling.TRANSACTIONAL, way + "?name=" + name + "&events=" + events + more);
        return Long.parseLong(nanos) / 1e9;
    }

    @Override
    public Percentiles latency(int events, int perSecond) {
        ServerProcess server = servers.get(0);
        Handling handling = Handling.TRANSACTIONAL;
        resume(handling);
        server.ask(handling, "expect?events=" + events + "&edge=" + events);
        server.ask(handling, "latency?name=" + handling.eventName + "&events=" + events + "&perSecond=" + perSecond);
        endOf(awaitAll(handling, events));
        return new Percentiles(percentile(server, 0.5), percentile(server, 0.99));
    }

    private static double percentile(ServerProcess server, double share) {
        return Double.parseDouble(server.ask(Handling.TRANSACTIONAL, "percentile?share=" + share));
    }

    @Override
    public long handled(Handling handling) {
        return together(handling, Duration.ZERO).handled();
    }

    /** How many events of groups started too late in the drain. */
    int misplaced(Handling handling) {
        return Integer.parseInt(servers.get(0).ask(handling, "misplaced"));
    }

    @Override
    public List<Long> processes() {
        return servers.stream().map(ServerProcess::pid).toList();
    }

    @Override
    public void close() {
        servers.parallelStream().forEach(ServerProcess::close);
        database.close();
    }
}
