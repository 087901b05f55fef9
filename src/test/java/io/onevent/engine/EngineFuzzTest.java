package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.internal.drain.EngineDoor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Any call that the engine makes of JDBC, JTA, JNDI or the executor fails or hangs, once or for a while: afterwards everything is handled,
 * what has a transaction exactly once, and no place is leaked. {@code -Donevent.fuzz.seeds=17,40-99} has these seeds
 * instead of the first that there is time for, {@code -Donevent.fuzz.log=true} what the engine says.
 */
class EngineFuzzTest {

    private static final String SEEDS = System.getProperty("onevent.fuzz.seeds", "");
    private static final String ENOUGH = "1-400";
    private static final Duration TIME = Duration.ofSeconds(60);
    private static final int AT_ONCE = 8;
    private static final int EVENTS = 40;

    /** A lease of 3 s, a hang of 6 s, a time-out of the library's own transactions, and much time to spare. */
    private static final Duration MOST = Duration.ofSeconds(40);

    @BeforeAll
    static void beQuiet() {
        Quiet.now();
    }

    @AfterAll
    static void speak() {
        Quiet.noMore();
    }

    private static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (String part : (SEEDS.isEmpty() ? ENOUGH : SEEDS).split(",")) {
            String[] ends = part.split("-");
            LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]))
                    .forEach(seeds::add);
        }
        return seeds;
    }

    @Test
    void whatever_fails_or_hangs_once_or_for_a_while_everything_is_handled_and_no_place_is_leaked() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        long untilNanos = System.nanoTime() + TIME.toNanos();
        Map<String, String> wrong = new ConcurrentSkipListMap<>();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger withFault = new AtomicInteger();
        for (long seed : seeds()) {
            threads.execute(() -> {
                if (SEEDS.isEmpty() && System.nanoTime() - untilNanos > 0) {
                    return;
                }
                Plan plan = new Plan(seed);
                try {
                    round(plan);
                } catch (Throwable failed) {
                    wrong.put(plan.toString(), String.valueOf(failed.getMessage()));
                }
                done.incrementAndGet();
                withFault.addAndGet(plan.hits() > 0 ? 1 : 0);
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.HOURS)).isTrue();
        System.getLogger("fuzz").log(System.Logger.Level.INFO, done + " seeds, the call was made of " + withFault);
        assertThat(withFault.get()).as("rounds in which something failed").isGreaterThan(done.get() / 2);
        assertThat(wrong).isEmpty();
    }

    private static void round(Plan plan) {
        EngineDatabase database = EngineDatabase.h2();
        Map<String, String> settings = Map.of(
                "onevent.mode", plan.isInModeAll() ? "all" : "single",
                "onevent.retry.max-retries", "10000",
                "onevent.retry.delay", "PT0.05S",
                "onevent.retry.max-delay", "PT0.2S",
                "onevent.shutdown-timeout", "PT1S",
                "onevent.schema", "none");
        List<EngineInstance> instances = new ArrayList<>();
        try {
            EngineInstance first = new EngineInstance(database, settings, Innocent.class);
            instances.add(first);
            List<UUID> ids = new ArrayList<>(Innocent.publish(first, EVENTS));
            first.faults().set(plan);
            first.runFreely();
            if (!plan.isAlone()) {
                instances.add(new EngineInstance(database, settings, Innocent.class).runFreely());
            }
            ids.addAll(Innocent.publish(first, EVENTS));
            await("what was published, " + plan)
                    .dontCatchUncaughtExceptions()
                    .atMost(MOST)
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() -> assertThat(database.count("onevent_event"))
                            .as(() -> state(database, instances))
                            .isZero());
            // What is wrong for a while is not wrong for ever.
            plan.release();
            first.faults().clear();
            assertThat(instances).extracting(EngineInstance::thrownByTimer).containsOnlyNulls();
            await("places that are free again, " + plan)
                    .dontCatchUncaughtExceptions()
                    .atMost(MOST)
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertThat(instances).allSatisfy(instance -> assertThat(instance.places())
                            .as(instance.name())
                            .matches(EngineDoor.Places::areFree)));
            // Whoever stood still has come back by now, too late.
            long putAside =
                    plan.makesRowsUnreadable() ? database.count("onevent_dead_event WHERE reason = 'UNREADABLE'") : 0;
            assertThat(database.count("onevent_dead_event")).as("dead").isEqualTo(putAside);
            assertThat(Innocent.handled(database)).as("handled").isBetween(ids.size() - putAside, (long) ids.size());
            assertThat(database.rows("SELECT name, event_id FROM ledger WHERE name = '" + Innocent.TRANSACTIONAL
                            + "' GROUP BY name, event_id HAVING count(*) > 1"))
                    .as("more than one effect")
                    .isEmpty();
        } finally {
            plan.release();
            instances.forEach(EngineInstance::close);
            database.drop();
        }
    }

    private static String state(EngineDatabase database, List<EngineInstance> instances) {
        StringBuilder state = new StringBuilder();
        instances.forEach(instance -> state.append(instance.name())
                .append(' ')
                .append(instance.places())
                .append('\n'));
        for (String table : List.of("onevent_event", "onevent_lead", "onevent_instance")) {
            state.append(table).append(":\n  ");
            state.append(String.join(
                    "\n  ",
                    database.rows("SELECT * FROM " + table).stream().limit(5).toList()));
            state.append('\n');
        }
        return state.toString();
    }
}
