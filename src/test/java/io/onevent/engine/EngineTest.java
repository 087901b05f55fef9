package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onevent.DeadEventFilter;
import io.onevent.Explanation;
import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.ProcessedEventFilter;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.WaitingEventFilter;
import io.onevent.internal.log.LoggedLines;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of an engine, one by one. */
class EngineTest {

    @ApplicationScoped
    static class Failing {

        @OnEvent("failing")
        void fail() {
            throw new IllegalStateException("as it is told to");
        }
    }

    @ApplicationScoped
    static class Gated {

        private static volatile CountDownLatch gate;

        @OnEvent("gated")
        void pass() throws InterruptedException {
            gate.await();
        }
    }

    @ApplicationScoped
    static class Rejecting {

        @OnEvent("rejecting")
        void reject() {
            throw new RejectEventException("cancelled");
        }
    }

    @ApplicationScoped
    static class Spoiling {

        @Inject
        private Ledger ledger;

        @Priority(1)
        @OnEvent("spoilt")
        void endTheTransaction() throws Exception {
            UserTransaction transaction = InitialContext.doLookup("java:comp/UserTransaction");
            transaction.rollback();
        }

        @OnEvent("spoilt.and.thrown")
        void endItAndThrow() throws Exception {
            endTheTransaction();
            throw new IllegalStateException("and that is not all");
        }

        @Priority(2)
        @OnEvent("spoilt")
        void write(StoredEvent event) {
            ledger.write(event);
        }
    }

    @ApplicationScoped
    static class Staging {

        @OnEvent("staged")
        CompletionStage<String> fail() {
            CompletableFuture<String> answer = new CompletableFuture<>();
            CompletionStage<String> shorter = answer.thenApply(String::strip);
            answer.completeExceptionally(new IllegalStateException("no answer"));
            return shorter;
        }
    }

    @ApplicationScoped
    static class Reading {

        @OnEvent("reading")
        void read(String text) {}
    }

    @RegisterExtension
    private final LoggedLines logged = new LoggedLines();

    private final EngineDatabase database = EngineDatabase.h2();

    private List<LogRecord> lines(String... codes) {
        return List.copyOf(logged.lines()).stream()
                .filter(line -> Stream.of(codes).anyMatch(line.getMessage()::startsWith))
                .toList();
    }

    @Test
    void what_is_published_is_handled_after_the_next_look_at_the_table() {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Innocent.class)) {
            List<UUID> ids = Innocent.publish(instance, 30);
            Steps.of(instance).untilIdle();
            assertThat(ids).allSatisfy(id -> assertThat(database.effects(id)).isOne());
            assertThat(database.count("onevent_event")).isZero();
        }
    }

    @Test
    void a_life_that_is_shorter_than_a_start_on_another_instance_takes_is_warned_of_once_for_each_name() {
        try (EngineInstance instance =
                new EngineInstance(database, Map.of("onevent.event.brief.time-to-live", "PT0.3S"), Innocent.class)) {
            instance.publish(NewEvent.named("long").expiresAfter(Duration.ofMillis(500)));
            instance.publish(NewEvent.named("ever"));
            assertThat(lines("ONEVENT-433")).isEmpty();
            instance.publish(NewEvent.named("brief"));
            instance.publish(NewEvent.named("brief"));
            instance.publish(
                    NewEvent.named("late").delay(Duration.ofMillis(400)).expiresAfter(Duration.ofMillis(500)));
            assertThat(lines("ONEVENT-433")).hasSize(2);
        }
    }

    @Test
    void an_event_that_fails_is_run_again_and_dies_when_its_retries_are_used_up() {
        Map<String, String> settings = Map.of("onevent.retry.max-retries", "2", "onevent.retry.delay", "PT0S");
        try (EngineInstance instance = new EngineInstance(database, settings, Failing.class)) {
            instance.publish(NewEvent.named("failing"));
            Steps steps = Steps.of(instance);
            steps.untilIdle();
            assertThat(database.rows("SELECT retry FROM onevent_event")).containsExactly("1");
            steps.untilIdle();
            assertThat(database.rows("SELECT retry FROM onevent_event")).containsExactly("2");
            steps.untilIdle();
            assertThat(database.rows("SELECT retry, reason, message FROM onevent_dead_event"))
                    .containsExactly("2 FAILED as it is told to");
            assertThat(database.rows("SELECT stack_trace FROM onevent_dead_event"))
                    .singleElement()
                    .asString()
                    .contains("at " + Failing.class.getName() + ".fail");
            assertThat(lines("ONEVENT-402", "ONEVENT-403"))
                    .as("each run a line, and one stack trace")
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line.getMessage()).contains("as it is told to"))
                    .extracting(line -> line.getThrown() != null)
                    .containsExactly(true, false, false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spoilt", "spoilt.and.thrown"})
    void a_handler_that_ends_its_transaction_fails_its_run_before_another_works_without_one(String name) {
        try (EngineInstance instance =
                new EngineInstance(database, Map.of("onevent.retry.max-retries", "0"), Spoiling.class)) {
            UUID id = instance.publish(NewEvent.named(name));
            Steps.of(instance).untilIdle();
            assertThat(database.effects(id)).isZero();
            assertThat(database.rows("SELECT retry, reason FROM onevent_dead_event"))
                    .containsExactly("0 FAILED");
            assertThat(lines("ONEVENT-409")).singleElement().satisfies(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.SEVERE);
                assertThat(line.getMessage()).contains(id.toString(), "the handler ended the transaction");
            });
        }
    }

    @Test
    void a_stage_that_depends_on_another_has_failed_of_what_that_has_failed_of() {
        try (EngineInstance instance =
                new EngineInstance(database, Map.of("onevent.retry.max-retries", "0"), Staging.class)) {
            instance.publish(NewEvent.named("staged"));
            Steps.of(instance).untilIdle();
            assertThat(database.rows("SELECT error_class, message FROM onevent_dead_event"))
                    .containsExactly("java.lang.IllegalStateException no answer");
        }
    }

    /** Also of those that read a large payload when the event is to start: its handler has not been called. */
    @Test
    void no_query_that_the_database_refuses_costs_an_event_a_retry() {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Reading.class)) {
            Steps steps = Steps.of(instance);
            for (int refused = 0; refused < 12; refused++) {
                instance.publish(NewEvent.named("reading").payload("x".repeat(20_000)));
                AtomicInteger queriesBefore = new AtomicInteger(refused);
                instance.faults().set(new Faults.Fault() {
                    @Override
                    public void before(Faults.Point point, Class<? extends Exception> checked) throws Throwable {
                        if (point == Faults.Point.QUERY && queriesBefore.getAndDecrement() == 0) {
                            throw new SQLException("the connection is lost", "08006");
                        }
                    }
                });
                steps.untilIdle();
                instance.faults().clear();
                await("it is handled").atMost(Duration.ofMinutes(1)).until(() -> {
                    steps.untilIdle();
                    return database.rows("SELECT id FROM onevent_event").isEmpty();
                });
            }
        }
        assertThat(lines("ONEVENT-402")).isEmpty();
    }

    @Test
    void the_database_is_not_said_to_be_back_while_glances_rest_because_it_is_away() {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Innocent.class)) {
            Steps.of(instance).untilIdle();
            instance.cut();
            instance.glance();
            instance.glance();
            assertThat(lines("ONEVENT-311", "ONEVENT-312"))
                    .extracting(line -> line.getMessage().substring(0, 11))
                    .containsExactly("ONEVENT-311");
            instance.mend();
            Steps.of(instance).untilIdle();
            assertThat(lines("ONEVENT-312")).hasSize(1);
        }
    }

    /** The first instance on new tables adds them itself, and any other finds them. */
    @Test
    void rows_of_leads_that_somebody_has_deleted_are_told_also_after_a_restart() {
        for (int start = 1; start <= 2; start++) {
            try (EngineInstance instance = new EngineInstance(database, Map.of(), Innocent.class)) {
                Steps.of(instance).untilIdle();
                assertThat(lines("ONEVENT-330")).hasSize(start - 1);
                database.execute("DELETE FROM onevent_lead");
                Steps.of(instance).untilIdle();
                assertThat(lines("ONEVENT-330")).hasSize(start);
            }
        }
    }

    /** What is not due has not worked. */
    @Test
    void the_database_is_not_said_to_be_back_because_figures_are_not_due() {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Innocent.class)) {
            Steps steps = Steps.of(instance);
            Runnable look = () -> {
                steps.untilIdle();
                await("it does its chores")
                        .until(() -> instance.places().underWay().isEmpty());
            };
            look.run();
            database.execute("ALTER TABLE onevent_dead_event RENAME TO out_of_reach");
            await("figures fail").atMost(Duration.ofMinutes(1)).until(() -> {
                look.run();
                return !lines("ONEVENT-311").isEmpty();
            });
            look.run();
            look.run();
            assertThat(lines("ONEVENT-312")).isEmpty();
            database.execute("ALTER TABLE out_of_reach RENAME TO onevent_dead_event");
            await("it is back").atMost(Duration.ofMinutes(2)).until(() -> {
                look.run();
                return !lines("ONEVENT-312").isEmpty();
            });
        }
    }

    /** A limit reads like a bound of what is thrown away, and is one of what is listed. */
    @Test
    void what_is_done_to_all_of_a_filter_refuses_an_offset_and_a_limit() {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Rejecting.class)) {
            IntStream.range(0, 5).forEach(i -> instance.publish(NewEvent.named("rejecting")));
            Steps.of(instance).untilIdle();
            for (DeadEventFilter page : List.of(
                    DeadEventFilter.all().limit(2), DeadEventFilter.all().offset(2))) {
                assertRefused(instance, () -> instance.deadEvents().discardAll(page));
                assertRefused(instance, () -> instance.deadEvents().replayAll(page));
            }
            assertRefused(instance, () -> instance.processedEvents()
                    .replayAll(ProcessedEventFilter.all().limit(2)));
            assertRefused(instance, () -> instance.waitingEvents()
                    .cancelAll(WaitingEventFilter.all().offset(1)));
            assertThat(database.count("onevent_dead_event")).isEqualTo(5);
            assertThat(instance.<Integer>inTransaction(
                            () -> instance.deadEvents().discardAll(DeadEventFilter.all())))
                    .isEqualTo(5);
        }
    }

    private static void assertRefused(EngineInstance instance, Callable<Integer> all) {
        assertThatThrownBy(() -> instance.inTransaction(all))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("offset", "limit");
    }

    @Test
    void a_rejected_event_is_a_warning_and_its_stack_trace_is_in_the_table_alone() {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Rejecting.class)) {
            instance.publish(NewEvent.named("rejecting"));
            Steps.of(instance).untilIdle();
            assertThat(database.rows("SELECT reason, message FROM onevent_dead_event"))
                    .containsExactly("REJECTED cancelled");
            assertThat(database.rows("SELECT stack_trace FROM onevent_dead_event"))
                    .singleElement()
                    .asString()
                    .contains("at " + Rejecting.class.getName() + ".reject");
            assertThat(lines("ONEVENT-403")).singleElement().satisfies(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.WARNING);
                assertThat(line.getMessage()).contains("REJECTED").contains("cancelled");
                assertThat(line.getThrown()).isNull();
            });
        }
    }

    @Test
    void the_longest_run_under_way_is_as_old_as_the_oldest_of_its_name() throws InterruptedException {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Gated.class, Failing.class)) {
            Gated.gate = new CountDownLatch(1);
            assertThat(instance.longestRuns()).isEmpty();
            instance.publish(NewEvent.named("gated"));
            instance.poll();
            await("it runs").until(() -> instance.longestRuns().containsKey("gated"));
            Duration early = instance.longestRuns().get("gated");
            instance.publish(NewEvent.named("gated"));
            instance.poll();
            await("both run").until(() -> instance.places().running() == 2);
            assertThat(instance.longestRuns()).containsOnlyKeys("gated");
            assertThat(instance.longestRuns().get("gated")).isGreaterThan(early);
            Gated.gate.countDown();
            Steps.of(instance).untilIdle();
            assertThat(instance.longestRuns()).isEmpty();
        }
    }

    @Test
    void who_waits_until_nothing_is_left_is_told_at_once_of_what_nobody_handles() {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Failing.class)) {
            Steps.of(instance).untilIdle();
            await("the first look at unhandled names")
                    .until(() -> instance.places().underWay().isEmpty());
            instance.publish(NewEvent.named("fialing"));
            for (int i = 0; i < 2; i++) {
                assertThat(instance.call(() -> instance.queue().awaitIdle(Duration.ofSeconds(1))))
                        .as("idle for the names that are handled here")
                        .isTrue();
                assertThat(lines("ONEVENT-411: events named fialing (is failing meant?) wait"))
                        .hasSize(1);
            }
        }
    }

    @Test
    void awaitIdle_answers_also_where_it_cannot_be_said_what_nobody_handles() {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Failing.class)) {
            Steps.of(instance).untilIdle();
            await("the first look at unhandled names")
                    .until(() -> instance.places().underWay().isEmpty());
            instance.faults().set(new Faults.Fault() {
                @Override
                public void before(Faults.Point point, Class<? extends Exception> checked) throws Throwable {
                    if (point == Faults.Point.BEGIN) {
                        throw new IllegalStateException("no transaction can be begun here");
                    }
                }
            });
            assertThat(instance.call(() -> instance.queue().awaitIdle(Duration.ofSeconds(1))))
                    .isTrue();
            instance.faults().clear();
        }
    }

    @Test
    void what_an_instance_held_that_died_is_handled_by_another_when_its_lease_has_run_out() {
        try (EngineInstance dies = new EngineInstance(database, Map.of(), Innocent.class);
                EngineInstance lives = new EngineInstance(database, Map.of(), Innocent.class)) {
            Steps.of(dies).untilIdle();
            dies.kill();
            Innocent.publish(lives, 30);
            Steps.of(lives).untilIdle();
            assertThat(Innocent.handled(database))
                    .as("led by one that may live")
                    .isZero();
            await("the lease of the dead one")
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> {
                        Steps.of(lives).untilIdle();
                        assertThat(Innocent.handled(database)).isEqualTo(30);
                    });
        }
    }

    @Test
    void one_that_stops_while_it_renews_its_lease_leaves_no_row_behind() {
        for (int round = 0; round < 10; round++) {
            EngineInstance stops = new EngineInstance(database, Map.of(), Innocent.class);
            Steps.of(stops).untilIdle();
            AtomicBoolean stopped = new AtomicBoolean();
            CompletableFuture<Void> renewals = CompletableFuture.runAsync(() -> {
                while (!stopped.get()) {
                    stops.renew();
                }
            });
            stops.close();
            stopped.set(true);
            // It ends at the latest with the container.
            renewals.exceptionally(closed -> null).join();
            assertThat(database.rows("SELECT id FROM onevent_instance"))
                    .as("round " + round)
                    .isEmpty();
        }
    }

    /** On PostgreSQL, where a claim is committed before its rows are read. */
    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void a_row_that_could_neither_be_read_nor_buried_is_handled_once_it_is_mended(String mode) {
        EngineDatabase postgres = EngineDatabase.postgres();
        postgres.execute("ALTER TABLE onevent_event ALTER COLUMN create_date DROP NOT NULL");
        try (EngineInstance instance = new EngineInstance(postgres, Map.of("onevent.mode", mode), Innocent.class)) {
            UUID id = instance.publish(NewEvent.named(Innocent.PLAIN).delay(Duration.ofHours(1)));
            String moved = "id, create_date, name, payload, retry, seq, version";
            postgres.execute(
                    "INSERT INTO onevent_dead_event (" + moved + ", reason, first_failure, last_failure, parks)"
                            + " SELECT " + moved + ", 'FAILED', create_date, create_date, 0 FROM onevent_event");
            postgres.execute("UPDATE onevent_event SET create_date = NULL, due_at = CURRENT_TIMESTAMP");
            await("it is left where it is").until(() -> {
                Steps.of(instance).untilIdle();
                return !lines("ONEVENT-422").isEmpty();
            });
            postgres.execute("UPDATE onevent_event SET create_date = CURRENT_TIMESTAMP");
            await("its effect").until(() -> {
                Steps.of(instance).untilIdle();
                return postgres.effects(id) == 1;
            });
            assertThat(lines("ONEVENT-422")).hasSize(1);
        }
    }

    @Test
    void a_misspelt_name_is_told_with_the_one_that_may_be_meant() {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Failing.class)) {
            UUID id = instance.publish(NewEvent.named("fialing"));
            Steps.of(instance).untilIdle();
            Explanation why = instance.inTransaction(() -> instance.queue().explain(id));
            assertThat(why.answer()).isEqualTo(Explanation.Answer.UNHANDLED);
            assertThat(why.text())
                    .isEqualTo("no live instance has a handler for the name fialing: is failing meant? Else deploy an"
                            + " application that has one");
            await("the look at unhandled names")
                    .untilAsserted(() -> assertThat(lines("ONEVENT-411: events named fialing (is failing meant?) wait"))
                            .hasSize(1));
        }
    }

    @Test
    void one_that_stops_waits_for_the_renewal_that_enters_it_anew() throws Exception {
        EngineInstance stops = new EngineInstance(database, Map.of(), Innocent.class);
        Steps.of(stops).untilIdle();
        database.execute("DELETE FROM onevent_instance");
        CountDownLatch entering = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        Thread renewal = new Thread(stops::renew);
        AtomicInteger commits = new AtomicInteger();
        stops.faults().set(new Faults.Fault() {
            @Override
            public void after(Faults.Point point, Class<? extends Exception> checked) throws Throwable {
                // Of the renewal that finds no row, and of the new row.
                if (point == Faults.Point.COMMIT
                        && Thread.currentThread() == renewal
                        && commits.incrementAndGet() == 2) {
                    entering.countDown();
                    goesOn.await();
                }
            }
        });
        renewal.start();
        entering.await();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(stops::close);
        assertThatThrownBy(() -> closing.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        goesOn.countDown();
        closing.join();
        renewal.join();
        assertThat(database.rows("SELECT id FROM onevent_instance")).isEmpty();
    }
}
