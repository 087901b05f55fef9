package io.onevent.bench;

import com.github.jonasrutishauser.transactional.event.api.EventPublisher;
import com.github.jonasrutishauser.transactional.event.core.defaults.DefaultEventTypeResolver;
import io.onevent.bench.app.AskedServlet;
import io.onevent.bench.app.Effect;
import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Payload;
import io.onevent.bench.app.Tally;
import io.onevent.bench.app.Timeline;
import io.onevent.bench.app.peer.PeerServlet;
import io.onevent.bench.app.peer.Text;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * transactional-event in a Payara Micro process like those of OnEvent. Its table and its data source are those of its README. Its
 * metrics are there to tune two numbers by: how many events it has under way, and how many it takes at once. Both are as
 * large here as its threads can use up between two looks.
 */
final class TransactionalEvent implements Contender {

    private static final Map<String, Integer> SETTINGS = Map.of(
            "transactional.event.maxConcurrentDispatching", 500,
            "transactional.event.maxAquire", 250,
            // Milliseconds between looks while so many are under way, and seconds between those that find nothing.
            "transactional.event.allInUseInterval", 10,
            "transactional.event.initialDispatchInterval", 1,
            "transactional.event.maxDispatchInterval", 1);

    /** One looks for events; the server has two threads for this executor unless told otherwise. */
    private static final String THREADS =
            "set resources.managed-scheduled-executor-service.concurrent/__defaultManagedScheduledExecutorService.core-pool-size="
                    + (WORKERS + 1) + "\n";

    private static final String TABLE =
            """
            CREATE TABLE event_store (
                id VARCHAR(50) NOT NULL,
                event_type VARCHAR(50) NOT NULL,
                context VARCHAR(4000),
                payload VARCHAR(4000) NOT NULL,
                published_at TIMESTAMP NOT NULL,
                tries INT NOT NULL,
                lock_owner VARCHAR(50),
                locked_until BIGINT NOT NULL,
                PRIMARY KEY (id)
            );
            CREATE INDEX event_store_locked_until ON event_store (locked_until)""";

    /** What was published is its publisher's for five minutes, whose task did nothing; of what was stored this finds no row. */
    private static final String UNLOCK =
            "UPDATE event_store SET lock_owner = NULL, locked_until = 0 WHERE locked_until > 0";

    /** Connections on which nothing comes for longer are closed by the server. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

    private final BenchDatabase database;
    private final ServerProcess server;

    TransactionalEvent(BenchDatabase database, Path folder, Sizes sizes) {
        this.database = database;
        database.execute(TABLE);
        Path root = PayaraMicro.newRoot(folder, "transactional-event");
        Path archive = BenchArchive.onPayara(Handling.ROW, database, root, war -> war.addClasses(
                        AskedServlet.class, Effect.class, Pace.class, Payload.class, Tally.class, Timeline.class)
                .addPackage(PeerServlet.class.getPackage())
                .addAsLibraries(
                        jarOf(EventPublisher.class),
                        jarOf(DefaultEventTypeResolver.class),
                        PayaraMicro.beside("log4j-api.jar")));
        List<String> options = new ArrayList<>(sizes.serverOptions());
        SETTINGS.forEach((name, value) -> options.add("-D" + name + "=" + value));
        server = PayaraMicro.start(
                root,
                List.of(archive),
                options,
                List.of("--postbootcommandfile", commands(root).toString()));
    }

    private static Path commands(Path root) {
        try {
            return Files.writeString(root.resolve("commands.asadmin"), THREADS);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static File jarOf(Class<?> type) {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    @Override
    public void awaitReady() {
        server.awaitReady();
    }

    @Override
    public String system() {
        return "transactional-event";
    }

    @Override
    public BenchDatabase database() {
        return database;
    }

    @Override
    public List<String> tables() {
        return List.of("event_store");
    }

    @Override
    public List<Long> processes() {
        return List.of(server.pid());
    }

    @Override
    public void store(Handling handling, int events) {
        database.execute("INSERT INTO event_store (id, event_type, payload, published_at, tries, locked_until) SELECT"
                + " gen_random_uuid()::text, '" + Text.TYPE + "', " + BenchDatabase.payload()
                + ", localtimestamp, 0, 0 FROM generate_series(1, " + events + ")");
    }

    @Override
    public Drained drain(Handling handling, int events, int edge) {
        database.execute(UNLOCK);
        ask("expect?events=" + events + "&edge=" + edge);
        ask("resume");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Timeline timeline = timeline(LONGEST_ANSWER);
        while (timeline.handled() < events && System.nanoTime() < deadline) {
            timeline = timeline.then(timeline(LONGEST_ANSWER));
        }
        Drained drained = drained(timeline);
        ask("pause");
        return drained;
    }

    @Override
    public double publish(int events, int perTransaction) {
        return Long.parseLong(ask("publish?events=" + events + "&perTransaction=" + perTransaction)) / 1e9;
    }

    @Override
    public Percentiles latency(int events, int perSecond) {
        throw new UnsupportedOperationException(system() + " is not measured so");
    }

    @Override
    public long handled(Handling handling) {
        return timeline(Duration.ZERO).handled();
    }

    private Timeline timeline(Duration most) {
        return Timeline.parse(ask("await?millis=" + most.toMillis() + "&busy=0"));
    }

    private String ask(String question) {
        return server.ask(Handling.ROW, question);
    }

    @Override
    public void close() {
        server.close();
        database.close();
    }
}
