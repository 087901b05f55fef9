package io.onevent.bench;

import io.onevent.bench.app.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Kills a server while it drains, starts it again, and looks at what it makes of that. */
final class Crashes {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** Longer than either needs to hand out an event that is free: what has no effect by then has none. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final String PREPARED = "SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()";

    /** Not other moments in each run; neither contender knows them. */
    private final Random random = new Random(20);

    private final OnWildFly contender;
    private final BenchDatabase database;
    private final int kills;
    private final int events;

    private final List<Double> seconds = new ArrayList<>();
    private final Map<Aside, Double> asides = new EnumMap<>(Aside.class);

    Crashes(OnWildFly contender, Sizes sizes) {
        this.contender = contender;
        this.database = contender.database();
        this.kills = sizes.kills();
        this.events = sizes.drained();
    }

    /** The seconds from a kill until all is done: the median of some, and the longest. */
    List<Measured> measure() {
        List.of(
                        Aside.MISSING,
                        Aside.TWICE,
                        Aside.IN_DOUBT,
                        Aside.IN_DOUBT_SECONDS,
                        Aside.IN_DOUBT_BROKER,
                        Aside.IN_DOUBT_BROKER_SECONDS)
                .forEach(aside -> asides.put(aside, 0.0));
        for (int kill = 0; kill < kills; kill++) {
            killOnce();
        }
        double longest = seconds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return Measured.rows(0, Cost.NONE, asides, Median.of(seconds), longest);
    }

    private void killOnce() {
        contender.empty();
        contender.store(Handling.ROW, events);
        database.settle(contender.tables());
        int after = events / 20 + random.nextInt(events * 3 / 4);
        contender.release(events);
        database.awaitCount("bench_effect", after, PATIENCE);
        contender.server().process().kill();
        long killed = System.nanoTime();
        contender.server().start();
        seconds.add((awaitDone(killed) - killed) / 1e9);
        judge();
        contender.ask("pause");
    }

    /** When the last thing changed after which nothing is left to do, or nothing does it. */
    private long awaitDone(long killed) {
        long deadline = killed + PATIENCE.toNanos();
        long changed = killed;
        State before = look();
        while (true) {
            State state = look();
            long now = System.nanoTime();
            inDoubt(Aside.IN_DOUBT, Aside.IN_DOUBT_SECONDS, state.prepared, now - killed);
            inDoubt(Aside.IN_DOUBT_BROKER, Aside.IN_DOUBT_BROKER_SECONDS, state.preparedElsewhere, now - killed);
            if (!state.equals(before)) {
                changed = now;
                before = state;
            }
            if (state.isDone(events)) {
                return changed;
            }
            // What is missing never comes: that is told, and does not end the measurement.
            boolean given = state.answers && state.left == 0 && state.prepared + state.preparedElsewhere == 0;
            if (now > deadline || given && now - changed > QUIET.toNanos()) {
                return changed;
            }
            Pace.pause(BETWEEN_LOOKS);
        }
    }

    /** @param left what is in the queue, if the server answers */
    private record State(boolean answers, long effects, long left, long prepared, long preparedElsewhere) {

        private boolean isDone(int events) {
            return answers && effects >= events && left == 0 && prepared == 0 && preparedElsewhere == 0;
        }
    }

    private State look() {
        long prepared = database.queryLong(PREPARED);
        long effects = database.queryLong("SELECT count(*) FROM bench_effect");
        try {
            return new State(true, effects, contender.left(), prepared, contender.preparedElsewhere());
        } catch (RuntimeException starting) {
            return new State(false, effects, 0, prepared, 0);
        }
    }

    private void judge() {
        long effects = database.queryLong("SELECT count(*) FROM bench_effect");
        long different = database.queryLong("SELECT count(DISTINCT payload) FROM bench_effect");
        asides.merge(Aside.MISSING, (double) events - different, Double::sum);
        asides.merge(Aside.TWICE, (double) effects - different, Double::sum);
    }

    private void inDoubt(Aside most, Aside longest, long transactions, long nanos) {
        if (transactions > 0) {
            most(most, transactions);
            most(longest, nanos / 1e9);
        }
    }

    private void most(Aside aside, double value) {
        asides.merge(aside, value, Math::max);
    }
}
