package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.WaitingEvent;
import io.onevent.WaitingEvent.State;
import io.onevent.WaitingEventFilter;
import io.onevent.WaitingEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of events that are cancelled, put off or run at once, wherever they are on their way. */
class WaitingEventsTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final SteppedCluster cluster = new SteppedCluster();
    private final EngineDatabase database = cluster.database();
    private SteppedEngine engine;

    @BeforeEach
    void tellNothing() {
        Quiet.now();
        Told.nothing();
    }

    @AfterEach
    void stop() {
        cluster.close();
        Quiet.noMore();
    }

    private SteppedEngine start(String mode) {
        SteppedEngine started = cluster.start(Told.class, "mode", mode);
        started.step();
        return started;
    }

    private WaitingEvents waiting() {
        return engine.bean(WaitingEvents.class);
    }

    private boolean cancel(UUID id) {
        return engine.inTransaction(() -> waiting().cancel(id));
    }

    private boolean runNow(UUID id) {
        return engine.inTransaction(() -> waiting().runNow(id));
    }

    private boolean reschedule(UUID id, Instant dueAt) {
        return engine.inTransaction(() -> waiting().reschedule(id, dueAt));
    }

    private State state(UUID id) {
        return engine.inTransaction(
                () -> waiting().find(id).map(WaitingEvent::state).orElse(null));
    }

    private Instant in(Duration time) {
        return Instant.now().plus(time);
    }

    private long stored() {
        return database.count("onevent_event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_is_cancelled_is_as_if_it_had_not_been_published(String mode) {
        engine = start(mode);
        UUID delayed = engine.publish(NewEvent.named("a").delay(DAY));
        assertThat(cancel(delayed)).isTrue();
        assertThat(cancel(delayed)).isFalse();
        cluster.advance(DAY);
        engine.step();
        assertThat(Told.calls()).isEmpty();
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void a_cancellation_that_is_rolled_back_has_not_been(String mode) {
        engine = start(mode);
        UUID id = engine.publish("a");
        assertThatThrownBy(() -> engine.inTransaction(() -> {
                    assertThat(waiting().cancel(id)).isTrue();
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessageContaining("rolled back");
        engine.step();
        assertThat(database.effects(id)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_was_taken_and_is_cancelled_is_let_go_at_the_next_look_and_never_starts(String mode) {
        engine = start(mode);
        UUID id = engine.publish("plain");
        engine.look();
        assertThat(cancel(id)).isTrue();
        engine.look();
        engine.run();
        assertThat(Told.calls()).isEmpty();
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_was_taken_and_is_cancelled_has_no_effect_if_it_starts_before_that_look(String mode) {
        engine = start(mode);
        UUID id = engine.publish("a");
        engine.look();
        assertThat(cancel(id)).isTrue();
        engine.run();
        assertThat(Told.calls()).hasSize(1);
        assertThat(database.effects(id)).isZero();
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_runs_and_is_cancelled_is_rolled_back_and_its_thread_interrupted(String mode) {
        engine = start(mode);
        AtomicBoolean interrupted = new AtomicBoolean();
        Told.to("a", event -> {
            assertThat(cancelElsewhere(event.id())).isTrue();
            engine.look();
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        UUID id = engine.publish("a");
        engine.step();
        assertThat(interrupted).isTrue();
        assertThat(database.effects(id)).isZero();
        assertThat(stored()).isZero();
        assertThat(database.count("onevent_dead_event")).isZero();
    }

    /** Not in the transaction of the handler that the current thread is in. */
    private boolean cancelElsewhere(UUID id) {
        return database.execute("DELETE FROM onevent_event WHERE id = ?", id) == 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void when_the_head_of_a_group_is_cancelled_the_group_goes_on(String mode) {
        engine = start(mode);
        UUID head = engine.publish(NewEvent.named("a").group("g").delay(DAY));
        UUID next = engine.publish(NewEvent.named("a").group("g"));
        engine.step();
        assertThat(database.effects(next)).isZero();
        assertThat(cancel(head)).isTrue();
        engine.step();
        assertThat(database.effects(next)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void all_of_a_filter_are_cancelled(String mode) {
        engine = start(mode);
        engine.publish(NewEvent.named("a").group("g").delay(DAY));
        engine.publish(NewEvent.named("a").group("h").delay(DAY));
        UUID other = engine.publish("b");
        WaitingEventFilter ofA = WaitingEventFilter.all().name("a").state(State.DELAYED);
        assertThat(engine.<Integer>inTransaction(() -> waiting().cancelAll(ofA)))
                .isEqualTo(2);
        assertThat(engine.<Long>inTransaction(() -> waiting().count(WaitingEventFilter.all())))
                .isOne();
        engine.step();
        assertThat(database.effects(other)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_is_delayed_runs_now_if_it_is_told_to(String mode) {
        engine = start(mode);
        UUID id = engine.publish(NewEvent.named("a").delay(DAY));
        assertThat(state(id)).isEqualTo(State.DELAYED);
        assertThat(runNow(id)).isTrue();
        assertThat(state(id)).isEqualTo(State.DUE);
        engine.run();
        assertThat(database.effects(id)).as("the commit wakes it").isOne();
        assertThat(runNow(id)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_waits_for_a_retry_runs_now_if_it_is_told_to(String mode) {
        engine = start(mode);
        Told.to("a", event -> {
            if (event.retry() == 0) {
                throw new IllegalStateException("once");
            }
        });
        UUID id = engine.publish("a");
        engine.step();
        assertThat(state(id)).isEqualTo(State.RETRYING);
        assertThat(runNow(id)).isTrue();
        engine.step();
        assertThat(database.effects(id)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_is_put_off_starts_then_and_not_before(String mode) {
        engine = start(mode);
        UUID id = engine.publish("a");
        engine.look();
        assertThat(reschedule(id, in(DAY))).isTrue();
        engine.step();
        assertThat(Told.calls()).isEmpty();
        assertThat(state(id)).isEqualTo(State.DELAYED);
        cluster.advance(DAY.minusHours(1));
        engine.step();
        assertThat(Told.calls()).isEmpty();
        cluster.advance(Duration.ofHours(2));
        engine.step();
        assertThat(database.effects(id)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_runs_and_is_put_off_is_rolled_back_and_runs_again_then(String mode) {
        engine = start(mode);
        AtomicBoolean first = new AtomicBoolean(true);
        Told.to("a", event -> {
            if (first.getAndSet(false)) {
                database.execute(
                        "UPDATE onevent_event SET version = version + 1, due_at = ? WHERE id = ?",
                        in(DAY).atOffset(ZoneOffset.UTC),
                        event.id());
            }
        });
        UUID id = engine.publish("a");
        engine.step();
        assertThat(database.effects(id)).isZero();
        assertThat(state(id)).isEqualTo(State.DELAYED);
        assertThat(database.rows("SELECT holder FROM onevent_event")).containsExactly("null");
        cluster.advance(DAY.plusHours(1));
        engine.step();
        assertThat(database.effects(id)).isOne();
        assertThat(Told.calls()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_would_expire_before_it_is_due_is_not_put_off(String mode) {
        engine = start(mode);
        UUID id = engine.publish(NewEvent.named("a").delay(Duration.ofHours(1)).expiresAfter(DAY));
        assertThatThrownBy(() -> reschedule(id, in(DAY.plusHours(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it would die before it is due");
        assertThatThrownBy(() -> reschedule(id, Instant.MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9999");
        assertThat(state(id)).isEqualTo(State.DELAYED);
        assertThat(reschedule(id, in(DAY.minusHours(1)))).isTrue();
        assertThat(reschedule(UUID.randomUUID(), in(DAY))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void a_handler_that_cancels_its_own_event_in_its_own_transaction_fails_and_does_not_run_forever(String mode) {
        engine = start(mode);
        Told.to("a", event -> assertThat(waiting().cancel(event.id())).isTrue());
        UUID id = engine.publish("a");
        engine.step();
        engine.step();
        assertThat(Told.calls()).hasSize(1);
        assertThat(state(id)).isEqualTo(State.RETRYING);
        assertThat(database.rows("SELECT retry FROM onevent_event")).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void one_that_another_instance_has_taken_is_let_go_there(String mode) {
        engine = start(mode);
        SteppedEngine other = start(mode);
        UUID id = engine.publish("a");
        engine.look();
        assertThat(other.<Boolean>inTransaction(
                        () -> other.bean(WaitingEvents.class).reschedule(id, in(DAY))))
                .isTrue();
        cluster.step();
        assertThat(Told.calls()).isEmpty();
        cluster.advance(DAY.plusHours(1));
        cluster.step();
        cluster.step();
        assertThat(database.effects(id)).isOne();
    }

    /** Its work goes on until the test completes it. */
    @ApplicationScoped
    static class Open {

        static final List<CompletableFuture<Void>> STAGES = new ArrayList<>();

        @OnEvent("open")
        CompletionStage<?> open() {
            STAGES.add(new CompletableFuture<>());
            return STAGES.get(STAGES.size() - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void an_open_stage_whose_event_is_cancelled_gives_its_place_back(String mode) {
        Open.STAGES.clear();
        engine = cluster.start(Open.class, "mode", mode, "async.max-in-flight", "1");
        engine.step();
        UUID cancelled = engine.publish("open");
        UUID next = engine.publish("open");
        engine.step();
        assertThat(Open.STAGES).hasSize(1);
        assertThat(cancel(cancelled)).isTrue();
        engine.step();
        engine.step();
        assertThat(Open.STAGES).hasSize(2);
        Open.STAGES.get(0).complete(null);
        Open.STAGES.get(1).complete(null);
        engine.step();
        assertThat(state(next)).isNull();
        assertThat(stored()).isZero();
    }
}
