package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.NewEvent;
import io.onevent.WaitingEvent;
import io.onevent.internal.log.LoggedLines;
import io.onevent.internal.monitor.Condition;
import io.onevent.internal.monitor.Counts;
import io.onevent.internal.monitor.Tap;
import io.onevent.internal.operate.ViewInStore;
import io.onevent.internal.view.OperatorsView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of the database is set while two instances of lease 3 s work. */
class DatabaseClockTest {

    private static final Duration LEASE = Duration.ofSeconds(3);

    @RegisterExtension
    final LoggedLines log = new LoggedLines();

    /** What is due is read by CURRENT_TIMESTAMP, which stays as it is. */
    private final EngineDatabase database = EngineDatabase.withFunction(
            "clock_timestamp", "clock", "by interval", "interval '0'", "pg_catalog.clock_timestamp() + by");

    private EngineInstance first;
    private EngineInstance second;

    @BeforeEach
    void start() {
        first = new EngineInstance(database, Map.of(), Innocent.class);
        Steps.of(first).untilIdle();
        second = new EngineInstance(database, Map.of(), Innocent.class);
        Steps.of(first, second).untilIdle();
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private void set(String by) {
        database.execute("UPDATE clock SET by = cast(? AS interval)", by);
    }

    private List<String> lines(String code) {
        return log.lines().stream()
                .map(line -> line.getMessage())
                .filter(line -> line.startsWith(code))
                .toList();
    }

    private List<String> instances() {
        return database.rows("SELECT id FROM onevent_instance ORDER BY id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 hour", "-1 hour"})
    void nobody_is_taken_for_dead_and_each_says_once_by_how_much_it_was_set(String by) {
        List<String> before = instances();
        set(by);
        for (int tick = 0; tick < 5; tick++) {
            // Neither has renewed when the other looks who lives.
            first.poll();
            second.poll();
            Steps.of(first, second).untilIdle();
        }
        assertThat(instances()).isEqualTo(before);
        assertThat(lines("ONEVENT-333")).hasSize(2).allMatch(line -> line.matches(".* by (3600|3599) s: .*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 hour", "-1 hour"})
    void a_dead_one_is_taken_over_from_within_its_lease(String by) {
        String leader = leader();
        first.kill();
        set(by);
        long sinceNanos = System.nanoTime();
        await("the other takes its leads")
                .atMost(LEASE.multipliedBy(2))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    Steps.of(second).untilIdle();
                    return !leader().equals(leader);
                });
        assertThat(Duration.ofNanos(System.nanoTime() - sinceNanos)).isGreaterThan(LEASE.dividedBy(2));
        assertThat(instances()).containsExactly(leader());
    }

    @Test
    void the_console_says_by_that_clock_what_is_due() {
        UUID id = first.publish(NewEvent.named("later").delay(Duration.ofMinutes(30)));
        EngineInstance watched = new EngineInstance(
                database, Map.of(), Innocent.class, ViewInStore.class, Tap.class, Counts.class, Condition.class);
        try {
            set("1 hour");
            OperatorsView view = watched.bean(ViewInStore.class);
            assertThat(watched.inTransaction(() -> view.find(id, view.now())))
                    .isInstanceOfSatisfying(WaitingEvent.class, found -> assertThat(found.state())
                            .isEqualTo(WaitingEvent.State.DUE));
        } finally {
            watched.close();
        }
    }

    private String leader() {
        return database.rows("SELECT min(cast(instance_id AS text)) FROM onevent_lead")
                .get(0);
    }
}
