package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.WaitingEvents;
import io.onevent.internal.log.LoggedLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that are handled together, step by step: by one call of their handler, or by calls that share a transaction. */
class BatchesTest {

    private static final Duration HOUR = Duration.ofHours(1);

    /** Handlers of many, which write each of their events into the ledger, and then do what the test has told them. */
    @ApplicationScoped
    static class Many {

        interface Deed {
            void on(List<StoredEvent> events) throws Exception;
        }

        private static final Deed NOTHING = events -> {};
        private static final List<List<String>> CALLS = new ArrayList<>();
        private static final List<CompletableFuture<Void>> STAGES = new ArrayList<>();
        private static Deed deed = NOTHING;

        @Inject
        Ledger ledger;

        @OnEvent(value = "many", batch = 10)
        void inOneTransaction(List<String> payloads, List<StoredEvent> events) throws Exception {
            assertThat(payloads)
                    .isEqualTo(events.stream().map(StoredEvent::payload).toList());
            does(payloads, events);
        }

        @OnEvent(value = "numbers", batch = 10)
        void read(List<Integer> payloads, List<StoredEvent> events) throws Exception {
            does(payloads.stream().map(String::valueOf).toList(), events);
        }

        @OnEvent(value = "plain.many", batch = 10)
        @Transactional(Transactional.TxType.NOT_SUPPORTED)
        void withoutTransaction(List<String> payloads, List<StoredEvent> events) throws Exception {
            does(payloads, events);
        }

        @OnEvent(value = "staged.many", batch = 10)
        CompletionStage<Void> staged(List<String> payloads) {
            CALLS.add(payloads);
            CompletableFuture<Void> stage = new CompletableFuture<>();
            STAGES.add(stage);
            return stage;
        }

        private void does(List<String> payloads, List<StoredEvent> events) throws Exception {
            CALLS.add(payloads);
            events.forEach(ledger::write);
            deed.on(events);
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
        Many.CALLS.clear();
        Many.STAGES.clear();
        Many.deed = Many.NOTHING;
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private SteppedEngine start(String mode, String... more) {
        return start(Many.class, mode, more);
    }

    private SteppedEngine start(Class<?> handlers, String mode, String... more) {
        List<String> settings = new ArrayList<>(List.of("mode", mode));
        settings.addAll(List.of(more));
        SteppedEngine started = cluster.start(handlers, settings.toArray(new String[0]));
        started.step();
        return started;
    }

    /** In one transaction, so that all of them are there at the next look; their payloads are their numbers. */
    private List<UUID> publish(String name, int events) {
        return publish(name, events, event -> event);
    }

    private interface Option {
        NewEvent of(NewEvent event);
    }

    private List<UUID> publish(String name, int events, Option option) {
        List<NewEvent> numbered = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            numbered.add(option.of(NewEvent.named(name).payload(String.valueOf(i))));
        }
        return new ArrayList<>(
                engine.inTransaction(() -> engine.bean(EventPublisher.class).publishAll(numbered)));
    }

    private static List<Integer> sizes() {
        return Many.CALLS.stream().map(List::size).toList();
    }

    private void assertOneEffectEach(List<UUID> ids) {
        assertThat(ids).allSatisfy(id -> assertThat(database.effects(id)).isOne());
    }

    /** Within a handler: on its thread no lease can be renewed. */
    private void letPass(Duration time) {
        engine.stall();
        cluster.advance(time);
        engine.goOn();
    }

    private long stored() {
        return database.count("onevent_event");
    }

    private static boolean has(List<StoredEvent> events, String payload) {
        return events.stream().anyMatch(event -> event.payload().equals(payload));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_is_due_goes_into_as_few_calls_as_there_may_be_in_its_order(String mode) {
        engine = start(mode);
        List<UUID> ids = publish("many", 25);
        engine.step();
        engine.step();
        assertThat(sizes()).allMatch(size -> size <= 10).contains(10);
        assertThat(Many.CALLS.stream().flatMap(List::stream).map(Integer::valueOf))
                .isSorted()
                .hasSize(25);
        assertOneEffectEach(ids);
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void nothing_waits_for_more(String mode) {
        engine = start(mode);
        publish("many", 1);
        engine.run();
        assertThat(sizes()).containsExactly(1);
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void the_number_can_be_configured(String mode) {
        engine = start(mode, "event.many.batch", "4");
        publish("many", 8);
        engine.step();
        assertThat(sizes()).containsExactly(4, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void a_batch_of_one_is_configured_and_the_handler_still_gets_lists(String mode) {
        engine = start(mode, "event.many.batch", "1");
        publish("many", 3);
        engine.step();
        assertThat(sizes()).containsExactly(1, 1, 1);
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void large_payloads_do_not_all_lie_in_memory(String mode) {
        engine = start(mode);
        String large = "x".repeat(1_500_000);
        List<UUID> ids = publish("many", 8, event -> event.payload(large));
        engine.step();
        engine.step();
        assertThat(sizes()).allMatch(size -> size <= 3).contains(3);
        assertOneEffectEach(ids);
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void of_a_group_only_the_head_is_among_them(String mode) {
        engine = start(mode);
        List<UUID> ids = publish("many", 3, event -> event.group("g"));
        ids.addAll(publish("many", 3));
        for (int i = 0; i < 4; i++) {
            engine.step();
        }
        assertOneEffectEach(ids);
        assertThat(sizes().get(0)).isEqualTo(4);
        assertThat(database.rows("SELECT event_id FROM ledger WHERE group_id = 'g' ORDER BY id"))
                .containsExactlyElementsOf(
                        ids.subList(0, 3).stream().map(UUID::toString).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void when_one_fails_only_that_one_has_failed(String mode) {
        engine = start(mode, "retry.max-retries", "1");
        List<UUID> ids = publish("many", 5);
        UUID poison = ids.get(2);
        Many.deed = events -> {
            if (events.stream().anyMatch(event -> event.id().equals(poison))) {
                throw new IllegalStateException("poison");
            }
        };
        engine.step();
        assertThat(sizes()).containsExactly(5, 1, 1, 1, 1, 1);
        assertThat(stored()).isOne();
        assertThat(database.rows("SELECT retry FROM onevent_event")).containsExactly("1");
        assertThat(log.lines().stream().map(LogRecord::getMessage))
                .filteredOn(line -> line.startsWith("ONEVENT-432: 5 events many were handled together in vain"))
                .hasSize(1);
        ids.addAll(publish("many", 3));
        cluster.advance(HOUR);
        engine.step();
        engine.step();
        assertThat(sizes().subList(6, sizes().size())).containsExactlyInAnyOrder(3, 1);
        assertThat(database.rows("SELECT id || ' ' || reason FROM onevent_dead_event"))
                .containsExactly(ids.get(2) + " FAILED");
        ids.remove(2);
        assertOneEffectEach(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_one_wants_for_all_of_them_holds_for_that_one(String mode) {
        engine = start(mode);
        Many.deed = events -> {
            if (has(events, "1")) {
                throw new RejectEventException("never");
            }
            if (has(events, "3")) {
                throw new PostponeEventException(HOUR);
            }
        };
        List<UUID> ids = publish("many", 5);
        engine.step();
        assertThat(database.rows("SELECT id || ' ' || reason FROM onevent_dead_event"))
                .containsExactly(ids.get(1) + " REJECTED");
        assertThat(database.rows("SELECT retry FROM onevent_event WHERE id = ?", ids.get(3)))
                .containsExactly("0");
        assertOneEffectEach(List.of(ids.get(0), ids.get(2), ids.get(4)));
        assertThat(database.count("ledger")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void when_a_payload_cannot_be_read_only_its_event_is_dead(String mode) {
        engine = start(mode);
        List<UUID> ids = publish("numbers", 4);
        ids.add(engine.publish(NewEvent.named("numbers").payload("x")));
        engine.step();
        assertThat(database.rows("SELECT reason FROM onevent_dead_event")).containsExactly("UNREADABLE");
        assertThat(log.lines().stream().map(LogRecord::getMessage))
                .as("words of the payload, whose code is 120")
                .noneMatch(line -> line.contains("char 120"));
        assertOneEffectEach(ids.subList(0, 4));
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void when_one_is_cancelled_meanwhile_the_others_are_handled_again_without_it(String mode) {
        engine = start(mode);
        List<UUID> ids = publish("many", 5);
        Many.deed = events -> {
            if (events.size() == 5) {
                database.execute("DELETE FROM onevent_event WHERE id = ?", ids.get(1));
            }
        };
        engine.step();
        assertThat(sizes()).containsExactly(5, 4);
        assertThat(database.effects(ids.remove(1))).isZero();
        assertOneEffectEach(ids);
        assertThat(stored()).isZero();
        assertThat(database.count("onevent_dead_event")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void when_one_is_cancelled_the_handler_is_interrupted_and_that_fails_none_of_the_others(String mode) {
        engine = start(mode);
        List<UUID> ids = publish("many", 5);
        Many.deed = events -> {
            if (events.size() == 5) {
                database.execute("DELETE FROM onevent_event WHERE id = ?", ids.get(3));
                engine.look();
                assertThat(Thread.interrupted()).isTrue();
                throw new InterruptedException();
            }
        };
        engine.step();
        assertThat(sizes()).containsExactly(5, 4);
        assertThat(database.effects(ids.remove(3))).isZero();
        assertOneEffectEach(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void when_their_own_transaction_cancels_one_that_one_is_told_by_itself(String mode) {
        engine = start(mode);
        List<UUID> ids = publish("many", 3);
        Many.deed = events -> {
            if (has(events, "1")) {
                engine.bean(WaitingEvents.class).cancel(ids.get(1));
            }
        };
        engine.step();
        assertThat(sizes()).containsExactlyInAnyOrder(3, 2, 1);
        assertThat(database.rows("SELECT id || ' ' || retry FROM onevent_event"))
                .containsExactly(ids.get(1) + " 1");
        assertOneEffectEach(List.of(ids.get(0), ids.get(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void one_that_was_replaced_while_it_ran_is_handled_as_it_is_now(String mode) {
        engine = start(mode);
        List<UUID> ids = publish("many", 3);
        Many.deed = events -> {
            if (has(events, "1")) {
                database.execute(
                        "UPDATE onevent_event SET payload = 'new', version = version + 1 WHERE id = ?", ids.get(1));
            }
        };
        for (int i = 0; i < 3; i++) {
            engine.step();
        }
        assertThat(Many.CALLS.stream().flatMap(List::stream)).contains("new");
        assertOneEffectEach(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_a_dead_instance_held_is_in_no_batch(String mode) {
        engine = start(mode, "threads", "1");
        publish("many", 3);
        engine.look();
        engine.kill();
        cluster.advance(SteppedCluster.LEASE.plusMinutes(1));
        engine = start(mode);
        for (int i = 0; i < 5; i++) {
            engine.step();
        }
        assertThat(sizes()).containsExactly(1, 1, 1);
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void what_has_expired_is_not_among_them_and_what_was_among_them_expires_no_more(String mode) {
        engine = start(mode);
        List<UUID> ids = publish("many", 3, event -> event.expiresAfter(Duration.ofMinutes(10)));
        Many.deed = events -> {
            if (events.size() == 3) {
                letPass(Duration.ofMinutes(11));
                throw new IllegalStateException("when all have expired");
            }
        };
        engine.step();
        assertThat(sizes()).containsExactly(3, 1, 1, 1);
        assertOneEffectEach(ids);
        assertThat(database.count("onevent_dead_event")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void the_time_out_bounds_the_call_and_then_each_event(String mode) {
        engine = start(mode, "handler-timeout", "PT1M");
        List<UUID> ids = publish("many", 3);
        Many.deed = events -> {
            if (events.size() == 3) {
                letPass(Duration.ofMinutes(2));
            }
        };
        engine.step();
        assertThat(sizes()).containsExactly(3, 1, 1, 1);
        assertOneEffectEach(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void each_event_is_kept_and_not_the_batch(String mode) {
        engine = start(mode, "keep-processed", "P1D");
        publish("many", 5);
        engine.step();
        assertThat(sizes()).containsExactly(5);
        assertThat(database.count("onevent_processed_event")).isEqualTo(5);
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void without_a_transaction_they_end_together_or_one_by_one(String mode) {
        engine = start(mode);
        Many.deed = events -> {
            if (has(events, "2")) {
                throw new IllegalStateException("poison");
            }
        };
        publish("plain.many", 5);
        engine.step();
        assertThat(sizes()).containsExactly(5, 1, 1, 1, 1, 1);
        assertThat(database.rows("SELECT payload || ' ' || retry FROM onevent_event"))
                .containsExactly("2 1");
        Many.deed = Many.NOTHING;
        publish("plain.many", 5);
        engine.step();
        assertThat(sizes().get(6)).isEqualTo(5);
        assertThat(stored()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void those_of_a_stage_end_with_it(String mode) {
        engine = start(mode);
        publish("staged.many", 5);
        engine.step();
        assertThat(sizes()).containsExactly(5);
        assertThat(stored()).isEqualTo(5);
        Many.STAGES.get(0).complete(null);
        engine.step();
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void those_of_a_stage_that_fails_are_handled_one_by_one(String mode) {
        engine = start(mode);
        publish("staged.many", 3);
        engine.step();
        Many.STAGES.get(0).completeExceptionally(new IllegalStateException("all"));
        engine.step();
        assertThat(Many.CALLS).containsExactly(List.of("0", "1", "2"), List.of("0"), List.of("1"), List.of("2"));
        Many.STAGES.get(1).complete(null);
        Many.STAGES.get(2).completeExceptionally(new IllegalStateException("one"));
        Many.STAGES.get(3).complete(null);
        engine.step();
        assertThat(database.rows("SELECT payload || ' ' || retry FROM onevent_event"))
                .containsExactly("1 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void those_of_a_stage_that_is_too_late_are_handled_one_by_one(String mode) {
        engine = start(mode, "handler-timeout", "PT1M");
        publish("staged.many", 3);
        engine.step();
        cluster.advance(Duration.ofMinutes(2));
        engine.step();
        assertThat(sizes()).containsExactly(3, 1, 1, 1);
        Many.STAGES.forEach(stage -> stage.complete(null));
        engine.step();
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void of_many_in_a_stage_one_that_is_cancelled_keeps_none_of_the_others(String mode) {
        engine = start(mode);
        List<UUID> ids = publish("staged.many", 3);
        engine.step();
        engine.inTransaction(() -> engine.bean(WaitingEvents.class).cancel(ids.get(0)));
        engine.step();
        assertThat(stored()).isEqualTo(2);
        Many.STAGES.get(0).complete(null);
        engine.step();
        assertThat(sizes()).containsExactly(3);
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void calls_of_their_own_share_a_transaction(String mode) {
        engine = start(Told.class, mode, "event.a.events-per-transaction", "3");
        List<Long> committed = new ArrayList<>();
        Told.to("a", event -> committed.add(database.count("ledger")));
        List<UUID> ids = publish("a", 7);
        engine.step();
        assertThat(committed).containsExactly(0L, 0L, 0L, 3L, 3L, 3L, 6L);
        assertOneEffectEach(ids);
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void when_one_that_shares_a_transaction_fails_only_that_one_has_failed(String mode) {
        engine = start(Told.class, mode, "event.a.events-per-transaction", "5");
        Told.to("a", event -> {
            if (event.payload().equals("2")) {
                throw new IllegalStateException("poison");
            }
        });
        List<UUID> ids = publish("a", 5);
        engine.step();
        assertThat(Told.calls()).startsWith("0", "1", "2", "0", "1", "2");
        assertThat(database.effects(ids.remove(2))).isZero();
        assertOneEffectEach(ids);
        assertThat(database.rows("SELECT payload || ' ' || retry FROM onevent_event"))
                .containsExactly("2 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void when_one_that_shares_a_transaction_is_cancelled_the_others_are_handled_again(String mode) {
        engine = start(Told.class, mode, "event.a.events-per-transaction", "5");
        List<UUID> ids = publish("a", 3);
        Told.to("a", event -> {
            if (event.payload().equals("2")) {
                database.execute("DELETE FROM onevent_event WHERE id = ?", ids.get(0));
            }
        });
        engine.step();
        assertThat(Told.calls()).containsExactly("0", "1", "2", "1", "2");
        assertThat(database.effects(ids.remove(0))).isZero();
        assertOneEffectEach(ids);
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void a_shared_transaction_takes_no_further_event_after_a_tenth_of_a_second(String mode) {
        engine = start(Told.class, mode, "event.a.events-per-transaction", "10");
        List<Long> committed = new ArrayList<>();
        Told.to("a", event -> {
            committed.add(database.count("ledger"));
            letPass(Duration.ofMillis(60));
        });
        List<UUID> ids = publish("a", 4);
        engine.step();
        assertThat(committed).containsExactly(0L, 0L, 2L, 2L);
        assertOneEffectEach(ids);
    }

    @Test
    void what_no_handler_can_take_fails_the_deployment() {
        assertThatThrownBy(() ->
                        start(Told.class, "single", "event.a.batch", "5", "event.plain.events-per-transaction", "5"))
                .hasMessageContaining("onevent.event.a.batch = 5, but")
                .hasMessageContaining("onevent.event.plain.events-per-transaction = 5, but");
        assertThatThrownBy(() -> start("single", "event.many.events-per-transaction", "5"))
                .hasMessageContaining("takes lists")
                .hasMessageContaining("use onevent.event.many.batch");
        assertThatThrownBy(() -> start("single", "event.many.batch", "1001"))
                .hasMessageContaining("onevent.event.many.batch = 1001 is out of range: 1 to 1000");
    }
}
