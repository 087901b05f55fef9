package io.onevent.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.DeadEventFilter;
import io.onevent.DeadEvents;
import io.onevent.EventPublisher;
import io.onevent.EventQueue;
import io.onevent.NewEvent;
import io.onevent.ProcessedEvents;
import io.onevent.Reason;
import io.onevent.WaitingEvents;
import io.onevent.kit.app.Effects;
import io.onevent.kit.app.Parcels;
import io.onevent.testkit.HandledEvent;
import io.onevent.testkit.Outcome;
import io.onevent.testkit.PublishedEvent;
import io.onevent.testkit.TestEvents;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every verb of TestEvents, in whatever container. */
public abstract class TestEventsContract {

    /** More than any retry waits, jitter included. */
    private static final Duration RETRY = Duration.ofHours(2);

    private TestEvents testEvents;
    private EventPublisher events;
    private Parcels parcels;
    private Effects effects;

    /** A bean of the application. */
    protected abstract <T> T bean(Class<T> type);

    /** What begins and ends transactions. */
    protected abstract UserTransaction transaction();

    @BeforeEach
    void forget() {
        testEvents = bean(TestEvents.class);
        events = bean(EventPublisher.class);
        parcels = bean(Parcels.class);
        effects = bean(Effects.class);
        testEvents.clear();
        effects.clear();
        parcels.calls();
    }

    private <T> T inTransaction(Supplier<T> work, boolean commits) throws Exception {
        transaction().begin();
        try {
            T result = work.get();
            if (commits) {
                transaction().commit();
            }
            return result;
        } finally {
            if (transaction().getStatus() != jakarta.transaction.Status.STATUS_NO_TRANSACTION) {
                transaction().rollback();
            }
        }
    }

    private HandledEvent drained() {
        List<HandledEvent> runs = testEvents.drain();
        assertThat(runs).hasSize(1);
        return runs.get(0);
    }

    @Test
    void what_was_published_is_seen_in_the_open_transaction_and_after_its_commit_but_not_after_a_rollback()
            throws Exception {
        inTransaction(
                () -> {
                    events.publish("order.placed", new Order(1, "Ada"));
                    return testEvents.only("order.placed");
                },
                false);
        testEvents.assertNone("order.placed");
        inTransaction(() -> events.publish("order.placed", new Order(2, "Bob")), true);
        assertThat(testEvents.only("order.placed", Order.class)).isEqualTo(new Order(2, "Bob"));
        assertThatThrownBy(() -> testEvents.only("order.paid"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected one event \"order.paid\" to be published, but what there is is this\n"
                        + " - order.placed {\"customer\":\"Bob\",\"number\":2}");
    }

    @Test
    void nothing_is_handled_before_it_is_drained_and_what_was_is_still_known() {
        UUID id = events.publish("effect", "1");
        assertThat(effects.names()).isEmpty();
        HandledEvent run = drained();
        run.assertProcessed();
        assertThat(run.event().id()).isEqualTo(id);
        assertThat(effects.names()).containsExactly("effect");
        assertThat(testEvents.only("effect").payload()).isEqualTo("1");
        assertThat(testEvents.drain()).isEmpty();
    }

    @Test
    void what_handlers_publish_is_handled_too() {
        events.publish("chain", "x");
        assertThat(testEvents.drain()).extracting(run -> run.event().name()).containsExactly("chain", "effect");
    }

    @Test
    void many_are_handled_at_once() {
        for (int i = 0; i < 300; i++) {
            events.publish(i % 3 == 0 ? NewEvent.named("effect").group("g" + i % 7) : NewEvent.named("effect"));
        }
        assertThat(testEvents.drain()).hasSize(300).allMatch(run -> run.outcome() == Outcome.PROCESSED);
        assertThat(effects.names()).hasSize(300);
    }

    @Test
    void a_failed_run_leaves_nothing_and_is_retried_when_its_time_has_come() {
        UUID id = events.publish("effect", "1");
        testEvents.failNext("effect", new IllegalArgumentException("not now"));
        drained().assertFailed(IllegalArgumentException.class);
        assertThat(effects.names()).isEmpty();
        assertThat(parcels.calls()).as("it was not called").isEmpty();
        assertThat(testEvents.drain()).as("it is not due").isEmpty();
        assertThatThrownBy(() -> testEvents.step(id))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is not due before PT");
        testEvents.advance(RETRY);
        assertThat(drained().assertProcessed().event().retry()).isEqualTo(1);
        assertThat(effects.names()).containsExactly("effect");
    }

    @Test
    void an_event_whose_retries_are_used_up_is_dead_and_its_death_is_told() {
        UUID id = events.publish("effect", "fail");
        for (int retry = 0; retry <= 5; retry++) {
            HandledEvent run = testEvents.drain().get(0);
            assertThat(run.assertFailed(IllegalStateException.class).event().retry())
                    .isEqualTo(retry);
            testEvents.advance(RETRY);
        }
        assertThat(bean(DeadEvents.class).find(id).orElseThrow().reason()).isEqualTo(Reason.FAILED);
        testEvents.drain();
        assertThat(parcels.calls()).contains("dead effect FAILED");
        assertThat(effects.names()).isEmpty();
    }

    @Test
    void a_handler_can_reject_and_postpone() {
        UUID rejected = events.publish("wish", "no");
        assertThat(testEvents.step(rejected).assertRejected().thrown()).hasMessage("no");
        assertThat(bean(DeadEvents.class).find(rejected)).isPresent();
        UUID postponed = events.publish("wish", "PT10M");
        testEvents.step(postponed).assertPostponed(Duration.ofMinutes(10));
        assertThatThrownBy(() -> testEvents.step(postponed)).hasMessageContaining("is not due before");
        testEvents.advance(Duration.ofMinutes(10));
        assertThat(testEvents.step(postponed).event().retry()).isZero();
        assertThat(effects.names()).isEmpty();
    }

    @Test
    void a_step_runs_one_event_and_no_other() {
        UUID first = events.publish("effect", "1");
        UUID second = events.publish("effect", "2");
        UUID batched = events.publish("batched", "3");
        events.publish("batched", "4");
        assertThat(testEvents.step(second).event().id()).isEqualTo(second);
        testEvents.step(batched).assertProcessed();
        assertThat(parcels.calls()).containsExactly("effect 0", "batch of 1");
        assertThat(testEvents.drain()).hasSize(2);
        assertThatThrownBy(() -> testEvents.step(first))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "event " + first + " does not wait: it has ended, was rolled back, or is not committed yet");
    }

    @Test
    void an_event_behind_another_of_its_group_cannot_be_stepped() {
        UUID head = events.publish(NewEvent.named("effect").group("g"));
        UUID behind = events.publish(NewEvent.named("effect").group("g"));
        assertThatThrownBy(() -> testEvents.step(behind))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("event effect " + behind + " is behind another event of its group g");
        testEvents.step(head).assertProcessed();
        testEvents.step(behind).assertProcessed();
    }

    @Test
    void a_group_is_handled_in_order_and_waits_for_the_retry_of_its_head() {
        UUID head = events.publish(NewEvent.named("effect").group("g"));
        UUID next = events.publish(NewEvent.named("effect").group("g"));
        testEvents.failNext("effect", new IllegalStateException());
        assertThat(testEvents.drain()).hasSize(1);
        testEvents.advance(RETRY);
        assertThat(testEvents.drain()).extracting(run -> run.event().id()).containsExactly(head, next);
    }

    @Test
    void a_stage_is_waited_for() {
        UUID id = events.publish("staged");
        events.publish("staged");
        events.publish("effect");
        testEvents.step(id).assertProcessed();
        assertThat(parcels.calls()).as("no other comes with its end").containsExactly("staged", "completed");
        assertThat(testEvents.drain()).hasSize(2).allMatch(run -> run.outcome() == Outcome.PROCESSED);
        assertThat(parcels.calls()).containsExactlyInAnyOrder("staged", "completed", "effect 0");
    }

    @Test
    void a_batch_is_one_call_and_its_events_are_handled_alone_if_one_is_wrong() {
        events.publishAll(List.of(batched("1"), batched("2"), batched("3")));
        assertThat(testEvents.drain()).hasSize(3).allMatch(run -> run.outcome() == Outcome.PROCESSED);
        assertThat(parcels.calls()).containsExactly("batch of 3");
        events.publishAll(List.of(batched("1"), batched("fail")));
        assertThat(testEvents.drain())
                .extracting(HandledEvent::outcome)
                .containsExactlyInAnyOrder(Outcome.PROCESSED, Outcome.FAILED);
        assertThat(parcels.calls()).containsExactly("batch of 2", "batch of 1", "batch of 1");
        assertThat(effects.names()).hasSize(4);
    }

    private static NewEvent batched(String payload) {
        return NewEvent.named("batched").payload(payload);
    }

    @Test
    void a_delay_passes() {
        UUID id = events.publish(NewEvent.named("effect").delay(Duration.ofDays(1)));
        assertThat(testEvents.only("effect").delay()).isEqualTo(Duration.ofDays(1));
        testEvents.advance(Duration.ofHours(23));
        assertThat(testEvents.drain()).isEmpty();
        testEvents.advance(Duration.ofHours(2));
        assertThat(testEvents.drain()).extracting(run -> run.event().id()).containsExactly(id);
    }

    @Test
    void an_expiry_passes() {
        UUID id = events.publish(NewEvent.named("effect").expiresAfter(Duration.ofHours(1)));
        testEvents.advance(Duration.ofHours(2));
        assertThatThrownBy(() -> testEvents.step(id)).hasMessageEndingWith(" has expired: drain() buries it");
        testEvents.drain();
        assertThat(bean(DeadEvents.class).find(id).orElseThrow().reason()).isEqualTo(Reason.EXPIRED);
        assertThat(effects.names()).isEmpty();
        assertThat(parcels.calls()).containsExactly("dead effect EXPIRED");
    }

    @Test
    void the_time_for_which_processed_events_are_kept_passes() {
        UUID id = events.publish("kept");
        testEvents.drain();
        assertThat(bean(ProcessedEvents.class).find(id)).isPresent();
        testEvents.advance(Duration.ofMinutes(50));
        testEvents.drain();
        assertThat(bean(ProcessedEvents.class).find(id)).isPresent();
        testEvents.advance(Duration.ofMinutes(20));
        testEvents.drain();
        assertThat(bean(ProcessedEvents.class).find(id)).isEmpty();
    }

    @Test
    void the_time_for_which_a_key_is_kept_passes() {
        NewEvent keyed = NewEvent.named("effect").key("k").keyFor(Duration.ofDays(1));
        UUID first = events.publish(keyed);
        testEvents.drain();
        assertThat(events.publish(keyed)).isEqualTo(first);
        testEvents.advance(Duration.ofHours(25));
        assertThat(events.publish(keyed)).isNotEqualTo(first);
        assertThat(testEvents.drain()).hasSize(1);
    }

    @Test
    void a_pause_until_a_time_passes() {
        UUID id = events.publish("effect");
        bean(EventQueue.class).pause("effect", Instant.now().plus(Duration.ofHours(1)));
        assertThat(testEvents.drain()).isEmpty();
        assertThatThrownBy(() -> testEvents.step(id)).hasMessageEndingWith("or the whole queue, is paused");
        testEvents.advance(Duration.ofMinutes(61));
        assertThat(testEvents.drain()).hasSize(1);
    }

    @Test
    void a_name_whose_runs_fail_breaks_off_and_goes_on_after_a_probe() {
        for (int i = 0; i < 5; i++) {
            events.publish("fragile");
        }
        for (int i = 0; i < 4; i++) {
            testEvents.failNext("fragile", new IllegalStateException("down"));
        }
        assertThat(testEvents.drain()).as("onevent.event.fragile.break-after").hasSize(3);
        assertThat(testEvents.drain()).isEmpty();
        testEvents.advance(Duration.ofMinutes(1));
        assertThat(testEvents.drain()).as("a probe, which fails").hasSize(1);
        assertThat(testEvents.drain()).isEmpty();
        testEvents.advance(RETRY);
        assertThat(testEvents.drain()).hasSize(5).allMatch(run -> run.outcome() == Outcome.PROCESSED);
        assertThat(effects.names()).hasSize(5);
    }

    @Test
    void a_pause_of_all_is_obeyed() {
        EventQueue queue = bean(EventQueue.class);
        UUID id = events.publish("effect");
        queue.pause();
        assertThat(testEvents.drain()).isEmpty();
        assertThatThrownBy(() -> testEvents.step(id)).hasMessageEndingWith("or the whole queue, is paused");
        queue.resume();
        testEvents.step(id).assertProcessed();
    }

    @Test
    void a_redelivered_event_is_handled_twice_and_has_one_effect() {
        UUID id = events.publish("effect", "1");
        events.publish("effect", "other");
        List<HandledEvent> runs = testEvents.redeliver(id);
        assertThat(runs).extracting(HandledEvent::outcome).containsExactly(Outcome.SUPERSEDED, Outcome.PROCESSED);
        assertThat(runs)
                .allSatisfy(run -> assertThat(run.event().id()).isEqualTo(id))
                .allSatisfy(run -> assertThat(run.event().retry()).isZero());
        assertThat(parcels.calls()).containsExactly("effect 0", "effect 0");
        assertThat(effects.names()).containsExactly("effect");
        assertThatThrownBy(() -> testEvents.redeliver(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_redelivered_stage_is_open_twice_and_brings_no_other_event_with_it() {
        UUID id = events.publish("staged");
        events.publish("staged");
        assertThat(testEvents.redeliver(id))
                .extracting(HandledEvent::outcome)
                .containsExactly(Outcome.SUPERSEDED, Outcome.PROCESSED);
        assertThat(parcels.calls()).containsExactly("staged", "completed", "staged", "completed");
        assertThat(testEvents.drain()).hasSize(1);
    }

    @Test
    void what_was_published_is_told_in_its_order_before_and_after_it_was_handled() {
        List<UUID> ids = events.publishAll(
                Stream.generate(() -> NewEvent.named("effect")).limit(30).toList());
        assertThat(testEvents.published()).extracting(PublishedEvent::id).containsExactlyElementsOf(ids);
        testEvents.drain();
        List<UUID> later = events.publishAll(
                Stream.generate(() -> NewEvent.named("effect")).limit(30).toList());
        testEvents.step(later.get(20));
        assertThat(testEvents.published())
                .extracting(PublishedEvent::id)
                .containsExactlyElementsOf(
                        Stream.concat(ids.stream(), later.stream()).toList());
    }

    @Test
    void a_cancelled_event_is_as_if_it_had_not_been_published() {
        UUID id = events.publish("effect");
        bean(WaitingEvents.class).cancel(id);
        testEvents.assertNone("effect");
        assertThat(testEvents.drain()).isEmpty();
    }

    @Test
    void a_dead_event_is_replayed() {
        UUID id = events.publish("wish", "no");
        testEvents.drain();
        assertThat(bean(DeadEvents.class).replayAll(DeadEventFilter.all().name("wish")))
                .isEqualTo(1);
        assertThat(testEvents.drain())
                .filteredOn(run -> run.event().name().equals("wish"))
                .extracting(run -> run.event().id())
                .containsExactly(id);
    }

    @Test
    void in_a_transaction_nothing_is_drained() throws Exception {
        inTransaction(
                () -> {
                    assertThatThrownBy(() -> testEvents.drain())
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("drain is called in a transaction");
                    assertThatThrownBy(() -> testEvents.advance(RETRY)).hasMessageStartingWith("advance is called in");
                    assertThatThrownBy(() -> testEvents.clear()).hasMessageStartingWith("clear is called in");
                    return null;
                },
                false);
    }

    @Test
    void a_handler_does_not_drain() {
        events.publish("nested");
        assertThat(drained().assertFailed(IllegalStateException.class).thrown())
                .hasMessageContaining("drain is called");
    }

    @Test
    void it_is_idle_when_nothing_is_left() {
        events.publish("effect");
        assertThat(testEvents.awaitIdle(Duration.ZERO)).isTrue();
        events.publish("effect", "fail");
        assertThat(testEvents.awaitIdle(Duration.ZERO)).as("a retry is left").isFalse();
        assertThatThrownBy(() -> testEvents.awaitIdle(null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void arguments_are_looked_at() {
        assertThatThrownBy(() -> testEvents.advance(Duration.ZERO)).hasMessageStartingWith("by is PT0S");
        assertThatThrownBy(() -> testEvents.failNext("a", null)).hasMessage("thrown is null");
        assertThatThrownBy(() -> testEvents.failNext(null, new Error())).hasMessage("name is null");
        assertThatThrownBy(() -> testEvents.step(null)).hasMessage("id is null");
    }

    @Test
    void a_cleared_kit_knows_nothing() {
        events.publish("effect", "1");
        testEvents.drain();
        events.publish(NewEvent.named("effect").delay(RETRY));
        testEvents.failNext("effect", new Error());
        testEvents.clear();
        assertThat(testEvents.published()).isEmpty();
        events.publish("effect");
        drained().assertProcessed();
    }
}
