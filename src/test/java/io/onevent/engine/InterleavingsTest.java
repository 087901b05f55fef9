package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.engine.Interleaving.Result;
import io.onevent.internal.store.IdsDoor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Thousands of schedules of two or three instances: nothing is lost, each event has one effect and one more for each replay, the order of
 * a group is kept, no innocent is blamed, and who lives runs nothing in vain. {@code -Dinterleavings.seed=17} tells one schedule step by
 * step, {@code -Dinterleavings.schedules=100000} runs more of them, {@code -Dinterleavings.log=true} has the engine speak.
 */
class InterleavingsTest {

    private static final System.Logger LOG = System.getLogger("interleavings");
    private static final Long SEED = Long.getLong("interleavings.seed");
    private static final int SCHEDULES = Integer.getInteger("interleavings.schedules", 2_000);
    private static final int LANES = 2;

    private static final String[] WORTH_SEEING = {
        "COMMIT_DONE in a run",
        "COMMIT_NOT_DONE in a run",
        "STATEMENT_DONE in a run",
        "STATEMENT_NOT_DONE in a run",
        "a cancellation",
        "a claim",
        "a crash is counted",
        "a death in a run",
        "a failed run",
        "a lead",
        "a key that waits",
        "a replacement",
        "another due time",
        "a replay of a dead one",
        "a replay of a processed one",
        "a suspect runs",
        "a takeover",
        "an instance stands still",
        "dead: EXPIRED",
        "dead: FAILED",
        "dead: REJECTED"
    };
    private static final Map<String, Integer> SEEN = new ConcurrentSkipListMap<>();

    private static Supplier<UUID> idsBefore;

    @BeforeAll
    static void begin() {
        if (!Boolean.getBoolean("interleavings.log")) {
            Quiet.now();
        }
        idsBefore = IdsDoor.from(() -> {
            UUID id = Interleaving.nextId();
            return id == null ? idsBefore.get() : id;
        });
    }

    @AfterAll
    static void end() {
        IdsDoor.from(idsBefore);
        Quiet.noMore();
    }

    @Test
    void whatever_the_order_of_steps_each_event_has_its_effect_once_and_in_order() throws Exception {
        Map<Long, Result> wrong = SEED == null ? runAll() : runOne(SEED);
        LOG.log(System.Logger.Level.INFO, "met with " + SEEN);
        if (!wrong.isEmpty()) {
            tell(wrong);
        }
        assertThat(wrong.keySet())
                .as("seeds of schedules in which something is wrong")
                .isEmpty();
        if (SEED == null && SCHEDULES >= 2_000) {
            assertThat(SEEN).as("what schedules are to meet with").containsKeys(WORTH_SEEING);
        }
    }

    private static Map<Long, Result> runOne(long seed) throws Exception {
        try (Interleaving lane = new Interleaving()) {
            Result result = lane.run(seed, true);
            print(result);
            return result.wrong().isEmpty() ? Map.of() : Map.of(seed, result);
        }
    }

    private static Map<Long, Result> runAll() throws Exception {
        Map<Long, Result> wrong = new ConcurrentSkipListMap<>();
        AtomicLong seeds = new AtomicLong();
        List<Callable<Void>> lanes = Collections.nCopies(LANES, () -> {
            try (Interleaving lane = new Interleaving()) {
                for (long seed = seeds.incrementAndGet(); seed <= SCHEDULES; seed = seeds.incrementAndGet()) {
                    Result result = lane.run(seed, false);
                    result.seen().forEach((what, times) -> SEEN.merge(what, times, Integer::sum));
                    if (!result.wrong().isEmpty()) {
                        wrong.put(seed, result);
                    }
                }
            }
            return null;
        });
        ExecutorService threads = Executors.newFixedThreadPool(LANES);
        try {
            for (Future<Void> lane : threads.invokeAll(lanes)) {
                lane.get();
            }
        } finally {
            threads.shutdown();
        }
        return wrong;
    }

    /** How often each thing is wrong, and the first schedule step by step. */
    private static void tell(Map<Long, Result> wrong) throws Exception {
        Map<String, Integer> kinds = new TreeMap<>();
        wrong.values().forEach(result -> result.wrong().stream()
                .map(what -> what.substring(0, what.indexOf(':')))
                .distinct()
                .forEach(kind -> kinds.merge(kind, 1, Integer::sum)));
        Map.Entry<Long, Result> first = wrong.entrySet().iterator().next();
        LOG.log(
                System.Logger.Level.ERROR,
                "WRONG in " + wrong.size() + " of " + SCHEDULES + ", first seed " + first.getKey() + ", by kind "
                        + kinds);
        if (SEED == null) {
            try (Interleaving lane = new Interleaving()) {
                print(lane.run(first.getKey(), true));
            }
        }
    }

    private static void print(Result result) {
        String steps = String.join("\n", result.trace());
        LOG.log(
                System.Logger.Level.INFO,
                steps + "\nseed " + result.seed() + ", hash " + result.hash() + ": " + result.wrong());
    }

    @Test
    void a_seed_has_the_same_schedule_each_time() throws Exception {
        try (Interleaving lane = new Interleaving();
                Interleaving other = new Interleaving()) {
            for (long seed = 1; seed <= 20; seed++) {
                long hash = lane.run(seed, false).hash();
                assertThat(lane.run(seed, false).hash()).as("seed " + seed).isEqualTo(hash);
                assertThat(other.run(seed, false).hash()).as("seed " + seed).isEqualTo(hash);
            }
        }
    }
}
