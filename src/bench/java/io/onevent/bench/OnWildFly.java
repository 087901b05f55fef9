package io.onevent.bench;

import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Timeline;
import java.time.Duration;
import java.util.List;

/** A contender that works in a WildFly process, and whose handlers insert a row. */
abstract class OnWildFly implements Contender {

    /** Connections on which nothing comes for longer are closed by the server. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

    private static final Duration UNTIL_COMMITTED = Duration.ofMinutes(1);

    private final WildFly server;
    private final Handling handling;
    private final BenchDatabase database;

    OnWildFly(WildFly server, Handling handling, BenchDatabase database) {
        this.handling = handling;
        this.server = server;
        this.database = database;
    }

    /** How many transactions of its own wait for a coordinator's word, beside those of the database. */
    abstract long preparedElsewhere();

    /** Once its events may be held no longer. */
    void awaitHeld() {}

    /** It holds its events then. */
    @Override
    public void awaitReady() {
        server.process().awaitReady();
        ask("pause");
    }

    String ask(String question) {
        return server.process().ask(handling, question);
    }

    WildFly server() {
        return server;
    }

    @Override
    public BenchDatabase database() {
        return database;
    }

    @Override
    public List<Long> processes() {
        return List.of(server.process().pid());
    }

    /** To the last commit, which comes after the end of the last handler. */
    @Override
    public Drained drain(Handling handling, int events, int edge) {
        release(events);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Timeline timeline = timeline(LONGEST_ANSWER);
        while (timeline.handled() < events && System.nanoTime() < deadline) {
            timeline = timeline.then(timeline(LONGEST_ANSWER));
        }
        long end = awaitEffects(events);
        ask("pause");
        return new Drained(timeline, end);
    }

    /** Lets its events be handled. */
    void release(int events) {
        ask("expect?events=" + events + "&edge=" + events);
        ask("resume");
    }

    private Timeline timeline(Duration most) {
        return Timeline.parse(ask("await?millis=" + most.toMillis() + "&busy=0"));
    }

    private long awaitEffects(int events) {
        long deadline = System.nanoTime() + UNTIL_COMMITTED.toNanos();
        while (effects() < events || left() > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(system() + " has committed " + effects() + " of " + events + " rows");
            }
            Pace.pause(Duration.ofMillis(1));
        }
        return System.nanoTime();
    }

    private long effects() {
        return database.queryLong("SELECT count(*) FROM bench_effect");
    }

    /** One event per transaction, with a row of the publisher's. */
    @Override
    public double publish(int events, int perTransaction) {
        awaitHeld();
        String nanos = ask("publishWithRows?name=" + handling.eventName + "&events=" + events);
        if (effects() != events) {
            throw new IllegalStateException(system() + " has committed " + effects() + " of " + events + " rows");
        }
        return Long.parseLong(nanos) / 1e9;
    }

    @Override
    public Percentiles latency(int events, int perSecond) {
        throw new UnsupportedOperationException(system() + " is not measured so");
    }

    @Override
    public long handled(Handling handling) {
        return timeline(Duration.ZERO).handled();
    }

    @Override
    public void close() {
        server.close();
        database.close();
    }
}
