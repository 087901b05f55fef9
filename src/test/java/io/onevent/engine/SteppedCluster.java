package io.onevent.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Engines that are stepped by hand, on one database and in one time. */
final class SteppedCluster implements AutoCloseable {

    /** Much longer than a test takes, for the database's clock goes on. */
    static final Duration LEASE = Duration.ofHours(1);

    private final EngineDatabase database;
    private final SteppedTime time;
    private final List<SteppedEngine> engines = new ArrayList<>();

    SteppedCluster() {
        this(EngineDatabase.h2());
    }

    SteppedCluster(EngineDatabase database) {
        this.database = database;
        time = new SteppedTime(new StoredTimes(database.dataSource(), database.isPostgres()));
    }

    EngineDatabase database() {
        return database;
    }

    /**
     * Starts one.
     *
     * @param settings those that differ, without {@code onevent.}, each before its value
     */
    SteppedEngine start(Class<?> handlers, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("onevent.lease", LEASE.toString(), "onevent.retry.jitter", "0"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put("onevent." + settings[i], settings[i + 1]);
        }
        SteppedTasks tasks = new SteppedTasks();
        Machine machine = new Machine(name -> tasks, time, false, null);
        SteppedEngine engine = new SteppedEngine(tasks, new EngineInstance(database, machine, all, handlers));
        engines.add(engine);
        return engine;
    }

    /** So much time passes. Who lives, and does not stand still, has renewed its lease meanwhile, and done nothing else. */
    void advance(Duration by) {
        time.advance(by);
        engines.forEach(SteppedEngine::timeHasPassed);
    }

    /** One step of each. */
    void step() {
        engines.forEach(SteppedEngine::step);
    }

    @Override
    public void close() {
        engines.forEach(SteppedEngine::close);
        database.drop();
    }
}
