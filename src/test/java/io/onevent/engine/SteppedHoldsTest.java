package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.onevent.EventQueue;
import io.onevent.Explanation;
import io.onevent.Explanation.Answer;
import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.QueueStatus;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.internal.log.LoggedLines;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are paused by an operator, or broken off because their runs fail, step by step. */
class SteppedHoldsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TIME = Duration.ofMinutes(10);

    /** Handlers whose stage the test completes. */
    @ApplicationScoped
    static class Staged {

        private static final List<CompletableFuture<Void>> STAGES = new ArrayList<>();

        @OnEvent("staged")
        CompletionStage<Void> open(StoredEvent event) {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            STAGES.add(stage);
            return stage;
        }
    }

    @RegisterExtension
    private final LoggedLines log = new LoggedLines();

    private final SteppedCluster cluster = new SteppedCluster();
    private final EngineDatabase database = cluster.database();
    private SteppedEngine engine;

    @BeforeEach
    void tellNothing() {
        Told.nothing();
        Staged.STAGES.clear();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private SteppedEngine start(String... settings) {
        SteppedEngine started = cluster.start(Told.class, settings);
        started.step();
        return started;
    }

    /** One that breaks after three failed runs, for ten minutes. */
    private SteppedEngine startBreaking(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "break-after", "3", "break-for", TIME.toString(), "retry.delay", "PT1S", "retry.max-delay", "PT1S"));
        settings.addAll(List.of(more));
        return start(settings.toArray(new String[0]));
    }

    private static void ask(SteppedEngine of, Consumer<EventQueue> what) {
        of.call(() -> {
            what.accept(of.bean(EventQueue.class));
            return null;
        });
    }

    private void ask(Consumer<EventQueue> what) {
        ask(engine, what);
    }

    private QueueStatus status() {
        return engine.call(() -> engine.bean(EventQueue.class).status());
    }

    private Explanation explain(UUID id) {
        return engine.call(() -> engine.bean(EventQueue.class).explain(id));
    }

    private Instant in(Duration time) {
        return Instant.now().plus(time);
    }

    private void fail(String name) {
        Told.to(name, event -> {
            throw new IllegalStateException("it is down");
        });
    }

    private void succeed(String name) {
        Told.to(name, event -> {});
    }

    private void publish(String name, int count) {
        IntStream.range(0, count).forEach(i -> engine.publish(name));
    }

    private long waiting(String name) {
        return database.count("onevent_event WHERE name = ?", name);
    }

    private List<String> held() {
        return database.rows("SELECT name, broken FROM onevent_paused_name ORDER BY name");
    }

    private long lines(String code) {
        return log.lines().stream()
                .filter(line -> line.getMessage().startsWith(code))
                .count();
    }

    // Paused by an operator

    @Test
    void of_a_name_that_is_paused_nothing_starts_and_others_go_on() {
        engine = start();
        ask(queue -> queue.pause("a"));
        publish("a", 1);
        publish("b", 1);
        engine.step();
        assertThat(Told.calls()).containsExactly("b");
        ask(queue -> queue.resume("b"));
        engine.step();
        assertThat(Told.calls()).containsExactly("b");
        ask(queue -> queue.resume("a"));
        engine.run();
        assertThat(Told.calls()).as("at once").containsExactly("b", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_was_taken_before_the_pause_does_not_start_and_is_given_back(String mode) {
        engine = start("mode", mode);
        publish("a", 2);
        engine.look();
        ask(queue -> queue.pause("a"));
        engine.step();
        assertThat(Told.calls()).isEmpty();
        assertThat(database.count("onevent_event WHERE holder IS NULL")).isEqualTo(2);
        ask(queue -> queue.resume("a"));
        engine.step();
        assertThat(Told.calls()).hasSize(2);
        assertThat(waiting("a")).isZero();
    }

    @Test
    void other_instances_and_those_that_start_later_obey_too() {
        engine = start();
        SteppedEngine other = start();
        ask(other, queue -> queue.pause("a"));
        publish("a", 1);
        cluster.step();
        SteppedEngine later = start();
        engine.close();
        later.step();
        assertThat(Told.calls()).isEmpty();
        ask(other, queue -> queue.resume("a"));
        later.step();
        other.step();
        assertThat(Told.calls()).hasSize(1);
    }

    @Test
    void a_pause_belongs_to_the_transaction_of_its_caller() {
        engine = start();
        engine.inTransaction(() -> {
            engine.bean(EventQueue.class).pause("a");
            return null;
        });
        assertThat(held()).containsExactly("a 0");
        publish("a", 1);
        engine.step();
        assertThat(Told.calls()).isEmpty();
        try {
            engine.inTransaction(() -> {
                engine.bean(EventQueue.class).resume("a");
                throw new IllegalStateException("rolls back");
            });
        } catch (IllegalStateException asTold) {
            engine.step();
        }
        assertThat(Told.calls()).isEmpty();
        assertThat(held()).hasSize(1);
    }

    @Test
    void a_pause_until_a_time_is_over_then_and_its_row_is_gone() {
        engine = start();
        ask(queue -> queue.pause("a", in(HOUR)));
        publish("a", 1);
        engine.step();
        assertThat(Told.calls()).isEmpty();
        assertThat(held()).hasSize(1);
        cluster.advance(HOUR);
        engine.step();
        assertThat(Told.calls()).hasSize(1);
        assertThat(held()).isEmpty();
    }

    @Test
    void a_pause_until_a_time_that_has_passed_is_none_and_ends_one() {
        engine = start();
        ask(queue -> queue.pause("a", in(HOUR.negated())));
        assertThat(held()).isEmpty();
        ask(queue -> queue.pause("a"));
        ask(queue -> queue.pause("a", Instant.MIN));
        assertThat(held()).isEmpty();
    }

    @Test
    void a_name_or_a_time_that_cannot_be_is_refused() {
        engine = start();
        for (String name : new String[] {null, "", " ", "a".repeat(101), "\0", "\ud800"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> ask(queue -> queue.pause(name)));
            assertThatIllegalArgumentException().isThrownBy(() -> ask(queue -> queue.pause(name, in(HOUR))));
            assertThatIllegalArgumentException().isThrownBy(() -> ask(queue -> queue.resume(name)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ask(queue -> queue.pause("a", null)));
        assertThatIllegalArgumentException().isThrownBy(() -> ask(queue -> queue.pause("a", Instant.MAX)));
        ask(queue -> queue.pause("a", Instant.parse("9999-12-31T23:59:59.999999999Z")));
        assertThat(held()).containsExactly("a 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void events_of_a_paused_name_expire_as_ever_also_those_that_were_taken_before(String mode) {
        engine = start("mode", mode);
        engine.publish(NewEvent.named("a").expiresAfter(TIME));
        engine.look();
        ask(queue -> queue.pause("a"));
        engine.step();
        cluster.advance(TIME.plus(HOUR));
        engine.step();
        assertThat(database.rows("SELECT reason FROM onevent_dead_event")).containsExactly("EXPIRED");
    }

    @Test
    void an_event_that_waits_for_its_name_says_so_and_so_does_the_status() {
        engine = start();
        UUID id = engine.publish("a");
        ask(queue -> queue.pause("a", Instant.parse("2999-01-01T00:00:00Z")));
        ask(queue -> queue.pause("nobody's"));
        assertThat(explain(id).answer()).isEqualTo(Answer.PAUSED);
        assertThat(explain(id).at()).isNotNull();
        assertThat(explain(id).text()).contains("named a", "until 2999-01-01T00:00:00Z", "EventQueue.resume(\"a\")");
        assertThat(status().paused()).isFalse();
        await("a new sample").untilAsserted(() -> assertThat(status().pausedNames())
                .extracting(QueueStatus.PausedName::name, QueueStatus.PausedName::until, QueueStatus.PausedName::broke)
                .containsExactly(
                        tuple("a", Instant.parse("2999-01-01T00:00:00Z"), false), tuple("nobody's", null, false)));
    }

    @Test
    void what_was_asked_for_is_logged_and_who_obeys_says_so_once() {
        engine = start();
        ask(queue -> queue.pause("a"));
        engine.step();
        engine.step();
        ask(queue -> queue.resume("a"));
        engine.step();
        engine.step();
        assertThat(lines("ONEVENT-340")).isEqualTo(2);
        assertThat(lines("ONEVENT-341")).isOne();
        assertThat(lines("ONEVENT-342")).isOne();
    }

    @Test
    void a_stage_that_is_open_completes_while_its_name_is_paused() {
        engine = cluster.start(Staged.class);
        engine.step();
        engine.publish("staged");
        engine.step();
        ask(queue -> queue.pause("staged"));
        engine.publish("staged");
        Staged.STAGES.get(0).complete(null);
        engine.step();
        assertThat(Staged.STAGES).hasSize(1);
        assertThat(waiting("staged")).isOne();
    }

    // Broken off

    @Test
    void a_name_whose_runs_fail_in_a_row_is_broken_off_on_all_instances() {
        engine = startBreaking("mode", "all", "threads", "1");
        SteppedEngine other = startBreaking("mode", "all", "threads", "1");
        fail("a");
        publish("a", 10);
        publish("b", 1);
        engine.step();
        assertThat(Told.calls().stream().filter("a"::equals)).hasSize(3);
        assertThat(Told.calls()).contains("b");
        assertThat(held()).containsExactly("a 1");
        assertThat(lines("ONEVENT-343")).isOne();
        cluster.advance(Duration.ofMinutes(1));
        other.step();
        cluster.step();
        assertThat(Told.calls().stream().filter("a"::equals)).hasSize(3);
        await("a new sample").untilAsserted(() -> assertThat(status().pausedNames())
                .singleElement()
                .satisfies(held -> {
                    assertThat(held.broke()).isTrue();
                    assertThat(Duration.between(held.since(), held.until())).isCloseTo(TIME, Duration.ofSeconds(5));
                }));
    }

    @Test
    void a_run_that_is_processed_begins_the_count_anew_and_one_that_is_rejected_or_postponed_does_not_count() {
        engine = startBreaking("threads", "1", "retry.max-retries", "0");
        for (int round = 0; round < 3; round++) {
            fail("a");
            publish("a", 2);
            engine.step();
            succeed("a");
            publish("a", 1);
            engine.step();
        }
        assertThat(held()).isEmpty();
        fail("a");
        publish("a", 2);
        engine.step();
        Told.to("a", event -> {
            throw new RejectEventException("not wanted");
        });
        publish("a", 1);
        engine.step();
        Told.to("a", event -> {
            throw new PostponeEventException(HOUR);
        });
        publish("a", 1);
        engine.step();
        assertThat(held()).isEmpty();
        fail("a");
        publish("a", 1);
        engine.step();
        assertThat(held()).as("they did not begin it anew either").containsExactly("a 1");
    }

    @Test
    void without_break_after_nothing_breaks_and_for_one_name_it_can_be_set_alone() {
        engine = start("event.b.break-after", "1", "retry.max-retries", "0");
        fail("a");
        fail("b");
        publish("a", 20);
        publish("b", 2);
        engine.step();
        assertThat(held()).containsExactly("b 1");
        assertThat(waiting("a")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void when_its_time_is_over_one_event_is_a_probe_and_its_failure_uses_no_retry(String mode) {
        engine = startBreaking("threads", "1", "mode", mode);
        SteppedEngine other = startBreaking("threads", "1", "mode", mode);
        fail("a");
        publish("a", 10);
        engine.step();
        other.step();
        long retries = retries();
        assertThat(retries).isEqualTo(3);
        for (int probes = 1; probes <= 4; probes++) {
            cluster.advance(TIME);
            cluster.step();
            cluster.step();
            assertThat(Told.calls()).as("one of both, and one event").hasSize(3 + probes);
        }
        assertThat(retries()).isEqualTo(retries);
        assertThat(waiting("a")).isEqualTo(10);
        assertThat(lines("ONEVENT-344")).as("it is told once in a while").isBetween(1L, 2L);
        succeed("a");
        cluster.advance(TIME);
        cluster.step();
        cluster.step();
        assertThat(waiting("a")).isZero();
        assertThat(held()).isEmpty();
        assertThat(lines("ONEVENT-345")).isOne();
        assertThat(database.count("onevent_dead_event")).isZero();
    }

    private long retries() {
        return Long.parseLong(
                database.rows("SELECT sum(retry) FROM onevent_event").get(0));
    }

    @Test
    void a_probe_that_is_processed_lets_all_go_on_here_at_once() {
        engine = startBreaking("threads", "1");
        fail("a");
        publish("a", 10);
        engine.step();
        succeed("a");
        cluster.advance(TIME);
        engine.look();
        assertThat(Told.calls()).hasSize(3);
        engine.run();
        assertThat(Told.calls()).as("without another look").hasSize(13);
        assertThat(held()).isEmpty();
    }

    @Test
    void a_probe_is_no_run_too_many_where_the_retries_are_used_up() {
        engine = start(
                "break-after", "1", "break-for", TIME.toString(), "retry.max-retries", "1", "retry.delay", "PT0S");
        fail("a");
        publish("a", 1);
        engine.step();
        assertThat(retries()).isOne();
        for (int i = 0; i < 5; i++) {
            cluster.advance(TIME);
            engine.step();
        }
        assertThat(Told.calls()).hasSize(6);
        assertThat(retries()).isOne();
        succeed("a");
        cluster.advance(TIME);
        engine.step();
        assertThat(waiting("a")).isZero();
        assertThat(database.count("onevent_dead_event")).isZero();
    }

    @Test
    void where_nothing_waits_the_first_that_comes_in_time_is_the_probe() {
        engine = startBreaking("threads", "1", "retry.max-retries", "0");
        fail("a");
        publish("a", 3);
        engine.step();
        cluster.advance(TIME);
        engine.step();
        cluster.advance(TIME);
        engine.step();
        succeed("a");
        publish("a", 1);
        engine.run();
        assertThat(Told.calls()).hasSize(4);
        assertThat(held()).isEmpty();
    }

    @Test
    void a_probe_that_says_nothing_makes_room_for_another_and_one_that_is_postponed_waits_for_the_next_time() {
        engine = startBreaking("threads", "1");
        fail("a");
        publish("a", 5);
        engine.step();
        Told.to("a", event -> {
            if (waiting("a") > 4) {
                throw new RejectEventException("not wanted");
            }
            throw new PostponeEventException(Duration.ZERO);
        });
        cluster.advance(TIME);
        engine.step();
        engine.step();
        assertThat(Told.calls())
                .as("three that failed, one rejected, one postponed")
                .hasSize(5);
        assertThat(held()).containsExactly("a 1");
        succeed("a");
        cluster.advance(TIME);
        engine.step();
        assertThat(waiting("a")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void where_the_prober_dies_another_probes_when_the_time_is_over(String mode) {
        engine = startBreaking("threads", "1", "mode", mode);
        SteppedEngine other = startBreaking("threads", "1", "mode", mode);
        fail("a");
        publish("a", 5);
        engine.step();
        other.step();
        cluster.advance(TIME);
        engine.look();
        engine.kill();
        other.step();
        assertThat(Told.calls()).as("it is the other's turn to probe").hasSize(3);
        succeed("a");
        cluster.advance(SteppedCluster.LEASE);
        other.step();
        cluster.advance(TIME);
        other.step();
        other.step();
        assertThat(waiting("a")).isZero();
        assertThat(held()).isEmpty();
    }

    @Test
    void a_probe_that_takes_longer_than_its_time_stays_the_only_one() {
        engine = cluster.start(Staged.class, "mode", "all", "break-after", "1", "break-for", TIME.toString());
        SteppedEngine other =
                cluster.start(Staged.class, "mode", "all", "break-after", "1", "break-for", TIME.toString());
        cluster.step();
        IntStream.range(0, 1).forEach(i -> engine.publish("staged"));
        engine.step();
        Staged.STAGES.get(0).completeExceptionally(new IllegalStateException("it is down"));
        engine.step();
        assertThat(held()).containsExactly("staged 1");
        engine.publish("staged");
        engine.publish("staged");
        cluster.advance(TIME);
        engine.step();
        assertThat(Staged.STAGES).hasSize(2);
        for (int i = 0; i < 5; i++) {
            // Less than its time-out of a minute by this machine's clock would end it: only stored times pass.
            new StoredTimes(database.dataSource(), false).moveBack(TIME.dividedBy(2));
            engine.step();
            other.step();
        }
        assertThat(Staged.STAGES).hasSize(2);
        Staged.STAGES.get(1).complete(null);
        engine.step();
        assertThat(held()).isEmpty();
        assertThat(Staged.STAGES.size()).isGreaterThan(2);
        Staged.STAGES.forEach(stage -> stage.complete(null));
        cluster.step();
    }

    @Test
    void an_operator_lets_go_on_what_broke_and_his_pause_takes_its_place() {
        engine = startBreaking("threads", "1");
        fail("a");
        publish("a", 5);
        engine.step();
        UUID id = UUID.fromString(
                database.rows("SELECT id FROM onevent_event ORDER BY seq DESC").get(0));
        assertThat(explain(id).answer()).isEqualTo(Answer.PAUSED);
        assertThat(explain(id).text()).contains("break-after", "probe");
        ask(queue -> queue.pause("a"));
        cluster.advance(TIME);
        engine.step();
        assertThat(Told.calls()).as("no probe").hasSize(3);
        succeed("a");
        ask(queue -> queue.resume("a"));
        engine.step();
        assertThat(waiting("a")).isZero();
        fail("a");
        publish("a", 5);
        engine.step();
        assertThat(held()).containsExactly("a 1");
        succeed("a");
        ask(queue -> queue.resume("a"));
        engine.step();
        cluster.advance(TIME);
        engine.step();
        assertThat(waiting("a")).isZero();
    }

    @Test
    void while_the_table_refuses_events_are_handled_and_names_break_here_alone() {
        engine = startBreaking("threads", "1");
        database.execute("ALTER TABLE onevent_paused_name ALTER COLUMN broken RENAME TO other");
        publish("b", 2);
        engine.step();
        engine.step();
        assertThat(waiting("b")).isZero();
        fail("a");
        publish("a", 10);
        engine.step();
        engine.step();
        assertThat(Told.calls().stream().filter("a"::equals)).hasSize(3);
        succeed("a");
        cluster.advance(TIME.plusSeconds(1));
        engine.step();
        engine.step();
        assertThat(waiting("a")).isZero();
        assertThat(lines("ONEVENT-311")).as("it is said once").isOne();
        database.execute("ALTER TABLE onevent_paused_name ALTER COLUMN other RENAME TO broken");
        engine.step();
        assertThat(held()).isEmpty();
    }

    /** 5 retries, one a second: without the breaker they are used up in ten seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void an_outage_of_two_hours_kills_no_event(String mode) {
        String[] more = {"mode", mode, "threads", "4", "break-for", "PT30S"};
        engine = startBreaking(more);
        SteppedEngine other = startBreaking(more);
        fail("a");
        publish("a", 1_000);
        for (int i = 0; i < 30; i++) {
            cluster.step();
            cluster.advance(Duration.ofSeconds(10));
        }
        assertThat(Told.calls().size()).as("each 30 seconds one").isLessThan(30);
        for (int i = 0; i < 20; i++) {
            cluster.step();
            cluster.advance(Duration.ofMinutes(6));
        }
        assertThat(waiting("a")).isEqualTo(1_000);
        succeed("a");
        for (int i = 0; i < 30 && waiting("a") > 0; i++) {
            cluster.advance(Duration.ofSeconds(10));
            cluster.step();
        }
        assertThat(waiting("a")).isZero();
        assertThat(database.count("onevent_dead_event")).isZero();
        assertThat(database.count("ledger")).isEqualTo(1_000);
        assertThat(held()).isEmpty();
        other.close();
    }
}
