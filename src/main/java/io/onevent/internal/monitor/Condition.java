package io.onevent.internal.monitor;

import io.onevent.internal.log.Thrown;
import io.onevent.internal.store.OpenedStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Whether this instance is well, and if not, why. A backlog is no illness: another instance would have it too. */
@ApplicationScoped
public class Condition implements Watcher {

    /** A near miss counts for so long: the next event may come too late. */
    private static final long NEAR_MISS_NANOS = Duration.ofMinutes(1).toNanos();

    /** What has not come back for so long will not come any more: each of its steps has a time-out of seconds. */
    private static final Duration LEAST_STUCK = Duration.ofMinutes(5);

    private final Map<String, Long> nearMisses = new ConcurrentHashMap<>();
    private final Lock reading = new ReentrantLock();
    private final OpenedStore opened;
    private volatile String databaseFails;
    private volatile Engine engine;
    private volatile Duration stuck = LEAST_STUCK;

    @Inject
    Condition(OpenedStore opened) {
        this.opened = opened;
    }

    /** For the client proxy. */
    Condition() {
        this(null);
    }

    @Override
    public void databaseFails(String why) {
        databaseFails = why;
    }

    /** Between two looks nothing comes back either. */
    @Override
    public void looks(Duration interval) {
        Duration several = interval.multipliedBy(3);
        stuck = several.compareTo(LEAST_STUCK) > 0 ? several : LEAST_STUCK;
    }

    @Override
    public void works(Engine working) {
        engine = working;
    }

    @Override
    public void stops() {
        engine = null;
    }

    @Override
    public void closeToExpiry(String name, double lifeLeft) {
        nearMisses.put(name, System.nanoTime());
    }

    /** What keeps this instance from doing its work in time, by what it concerns; empty if nothing does. */
    Map<String, String> obstacles() {
        Map<String, String> obstacles = new TreeMap<>();
        Engine working = engine;
        String fails = working == null ? failureOfOneRead() : databaseFails;
        if (fails != null) {
            obstacles.put("database", fails);
        }
        if (working != null && !working.isAlive()) {
            obstacles.put("lease", "it has none, or it has run out: nothing starts here until it is renewed");
        }
        nearMisses.values().removeIf(nanos -> System.nanoTime() - nanos > NEAR_MISS_NANOS);
        nearMisses
                .keySet()
                .forEach(name -> obstacles.put("expiry of " + name, "events start only just before they expire"));
        return obstacles;
    }

    /**
     * An application that only publishes never looks at the tables by itself. While the database hangs, one thread of the server's waits
     * for it, however often this is asked.
     */
    private String failureOfOneRead() {
        try {
            if (!reading.tryLock(1, TimeUnit.SECONDS)) {
                return "a read has been waiting for its answer for a second or longer";
            }
            try {
                opened.store().clock().now();
                return null;
            } finally {
                reading.unlock();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "the wait for it was interrupted";
        } catch (RuntimeException refused) {
            return Thrown.message(refused);
        }
    }

    /** For how long the engine's work has not come back although it should have; null if it works. */
    Duration stuckFor() {
        Engine working = engine;
        Duration unproven = working == null ? Duration.ZERO : working.unprovenFor();
        return unproven.compareTo(stuck) > 0 ? unproven : null;
    }
}
