package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onevent.DeadEventFilter;
import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.internal.log.LoggedLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What publishers with keys are promised, over a whole engine. */
class KeysTest {

    /** Writes the payload of each run in the ledger, and waits before its end until the gate is open. */
    @ApplicationScoped
    static class Indexing {

        private static volatile CountDownLatch gate;
        private static final AtomicInteger RUNS = new AtomicInteger();

        @Inject
        Ledger ledger;

        @OnEvent("index")
        void index(String payload, StoredEvent event) throws InterruptedException {
            ledger.execute(
                    "INSERT INTO ledger (event_id, name, group_id, instance) VALUES (?, ?, ?, 'i')",
                    event.id(),
                    payload,
                    event.key());
            RUNS.incrementAndGet();
            gate.await();
        }

        @OnEvent("rejected")
        void reject() {
            throw new RejectEventException("as it is told to");
        }
    }

    @RegisterExtension
    private final LoggedLines logged = new LoggedLines();

    private final EngineDatabase database = EngineDatabase.h2();

    @BeforeEach
    void openTheGate() {
        Indexing.gate = new CountDownLatch(0);
        Indexing.RUNS.set(0);
    }

    private EngineInstance instance() {
        return new EngineInstance(database, Map.of(), Indexing.class);
    }

    private static NewEvent index(String payload) {
        return NewEvent.named("index").payload(payload).key("product-7");
    }

    private static EventPublisher publisher(EngineInstance instance) {
        return instance.bean(EventPublisher.class);
    }

    @Test
    void of_many_that_publish_a_key_while_one_waits_one_runs() {
        try (EngineInstance instance = instance()) {
            UUID first = instance.publish(index("1"));
            assertThat(instance.publish(index("2"))).isEqualTo(first);
            assertThat(instance.publishAll(
                            List.of(index("3"), NewEvent.named("index").payload("x"), index("4"))))
                    .hasSize(3)
                    .startsWith(first)
                    .endsWith(first);
            Steps.of(instance).untilIdle();
            assertThat(database.rows("SELECT name FROM ledger ORDER BY name")).containsExactly("1", "x");
            assertThat(instance.publish(index("5"))).isNotEqualTo(first);
        }
    }

    @Test
    void what_is_handled_is_what_was_published_last() {
        try (EngineInstance instance = instance()) {
            UUID id = instance.publish(index("1").replacing().delay(Duration.ofHours(1)));
            Steps.of(instance).untilIdle();
            assertThat(database.rows("SELECT name FROM ledger")).isEmpty();
            for (int i = 2; i < 8; i++) {
                assertThat(instance.publish(index("" + i).replacing().delay(Duration.ofHours(1))))
                        .isEqualTo(id);
            }
            assertThat(instance.publish(index("8").replacing())).isEqualTo(id);
            Steps.of(instance).untilIdle();
            assertThat(database.rows("SELECT name, group_id FROM ledger")).containsExactly("8 product-7");
            assertThat(database.count("onevent_event")).isZero();
        }
    }

    @Test
    void a_run_that_has_begun_with_the_former_payload_is_rolled_back_and_repeated() {
        try (EngineInstance instance = instance()) {
            Indexing.gate = new CountDownLatch(1);
            UUID id = instance.publish(index("1"));
            instance.renew();
            instance.poll();
            await("it runs").until(() -> Indexing.RUNS.get() == 1);
            assertThat(instance.publish(index("plain"))).isEqualTo(id);
            assertThat(instance.publish(index("2").replacing())).isEqualTo(id);
            Indexing.gate.countDown();
            await("the next run").atMost(Duration.ofSeconds(20)).until(() -> {
                Steps.of(instance).untilIdle();
                return database.count("onevent_event") == 0;
            });
            assertThat(database.rows("SELECT name FROM ledger")).containsExactly("2");
            assertThat(Indexing.RUNS).hasValue(2);
        }
    }

    @Test
    void what_a_rolled_back_transaction_has_put_in_its_place_is_not_there() {
        try (EngineInstance instance = instance()) {
            UUID id = instance.publish(index("1"));
            assertThatThrownBy(() -> instance.inTransaction(() -> {
                        assertThat(publisher(instance).publish(index("2").replacing()))
                                .isEqualTo(id);
                        throw new IllegalStateException("as it is told to");
                    }))
                    .hasMessage("as it is told to");
            Steps.of(instance).untilIdle();
            assertThat(database.rows("SELECT name FROM ledger")).containsExactly("1");
        }
    }

    @Test
    void one_of_another_group_is_refused_and_the_transaction_goes_on() {
        try (EngineInstance instance = instance()) {
            instance.publish(index("1").group("a"));
            instance.inTransaction(() -> {
                assertThatThrownBy(() -> publisher(instance)
                                .publish(index("2").group("b").replacing()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContainingAll("\"a\"", "\"b\"", "\"product-7\"");
                publisher(instance).publish(index("3").group("a").replacing());
                return null;
            });
            Steps.of(instance).untilIdle();
            assertThat(database.rows("SELECT name FROM ledger")).containsExactly("3");
        }
    }

    @Test
    void one_that_is_refused_when_others_are_stored_takes_the_transaction_with_it() {
        try (EngineInstance instance = instance()) {
            List<NewEvent> list = List.of(
                    NewEvent.named("index").payload("x"),
                    index("1").group("a").keyFor(Duration.ofHours(1)),
                    index("2").group("b").replacing());
            assertThatThrownBy(() -> instance.inTransaction(() -> {
                        assertThatThrownBy(() -> publisher(instance).publishAll(list))
                                .isInstanceOf(IllegalArgumentException.class);
                        assertThat(instance.transactions().getTransactionStatus())
                                .isEqualTo(Status.STATUS_MARKED_ROLLBACK);
                        return null;
                    }))
                    .isInstanceOf(Exception.class);
            assertThat(database.count("onevent_event")).isZero();
        }
    }

    @Test
    void a_key_is_remembered_and_forgotten_also_where_no_processed_event_is_kept() {
        try (EngineInstance instance = instance()) {
            UUID id = instance.publish(index("1").keyFor(Duration.ofHours(1)));
            Steps.of(instance).untilIdle();
            assertThat(instance.publish(index("2").keyFor(Duration.ofHours(1)))).isEqualTo(id);
            assertThat(database.count("onevent_event")).isZero();
            assertThat(database.count("onevent_key")).isOne();
        }
        database.execute("UPDATE onevent_key SET kept_until = TIMESTAMP '2001-01-01 00:00:00'");
        try (EngineInstance instance = instance()) {
            Steps.of(instance).untilIdle();
            assertThat(database.count("onevent_key")).isZero();
            assertThat(logged.lines()).extracting(line -> line.getMessage()).anySatisfy(line -> assertThat(line)
                    .contains("ONEVENT-320", "1 keys"));
        }
    }

    @Test
    void a_dead_event_whose_key_waits_is_not_replayed_and_the_log_says_why() {
        try (EngineInstance instance = instance()) {
            NewEvent rejected = NewEvent.named("rejected").key("k");
            UUID dead = instance.publish(rejected);
            Steps.of(instance).untilIdle();
            instance.publish(rejected.delay(Duration.ofHours(1)));
            assertThat(instance.<Boolean>inTransaction(
                            () -> instance.deadEvents().replay(dead)))
                    .isFalse();
            assertThat(instance.<Integer>inTransaction(
                            () -> instance.deadEvents().replayAll(DeadEventFilter.all())))
                    .isZero();
            assertThat(logged.lines())
                    .extracting(line -> line.getMessage())
                    .filteredOn(line -> line.startsWith("ONEVENT-431"))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains(dead.toString()));
            assertThat(database.count("onevent_dead_event")).isOne();
        }
    }

    /** Writes what it has handled last of each key. */
    @ApplicationScoped
    static class Last {

        @Inject
        Ledger ledger;

        @OnEvent("last")
        void handle(String payload, StoredEvent event) {
            ledger.execute("UPDATE handled SET payload = ? WHERE k = ?", payload, event.key());
        }

        @OnEvent("once")
        void once() {}
    }

    /**
     * Eight publishers, two instances, half as many runs as there are publications at most: with
     * {@code -Donevent.keys.publications=1000000 -Donevent.keys=10000} as it is promised.
     */
    @Test
    @Tag("database")
    void no_key_waits_twice_and_the_last_of_each_is_handled() {
        int publications = Integer.getInteger("onevent.keys.publications", 20_000);
        int keys = Integer.getInteger("onevent.keys", 200);
        EngineDatabase shared = EngineDatabase.postgres();
        // Two tables: a publisher has the event before its row, a handler its row before the event.
        for (String table : List.of("published", "handled")) {
            shared.execute("CREATE TABLE " + table + " (k varchar(100) PRIMARY KEY, payload varchar(100))");
            shared.execute(
                    "INSERT INTO " + table + " (k) SELECT 'k' || n FROM generate_series(0, ?) AS s (n)", keys - 1);
        }
        try (EngineInstance one = new EngineInstance(shared, Map.of(), Last.class);
                EngineInstance other = new EngineInstance(shared, Map.of(), Last.class)) {
            one.runFreely();
            other.runFreely();
            AtomicInteger left = new AtomicInteger(publications);
            CompletableFuture<Void> all = CompletableFuture.allOf(IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> publishLast(i % 2 == 0 ? one : other, keys, left, new Random(i)),
                            task -> new Thread(task, "publisher-" + i).start()))
                    .toArray(CompletableFuture[]::new));
            while (!all.isDone()) {
                assertThat(shared.rows("SELECT name, event_key FROM onevent_event"
                                + " GROUP BY name, event_key HAVING count(*) > 1"))
                        .isEmpty();
            }
            all.join();
            await("all to be handled").atMost(Duration.ofSeconds(60)).until(() -> shared.count("onevent_event") == 0);
            assertThat(shared.count("published WHERE payload IS NOT NULL")).isPositive();
            assertThat(shared.rows("SELECT * FROM published p JOIN handled h ON h.k = p.k"
                            + " WHERE p.payload IS DISTINCT FROM h.payload"))
                    .isEmpty();
            assertThat(shared.count("onevent_dead_event")).isZero();
        } finally {
            shared.drop();
        }
    }

    private static void publishLast(EngineInstance instance, int keys, AtomicInteger left, Random random) {
        Ledger ledger = instance.bean(Ledger.class);
        for (int n = left.getAndDecrement(); n > 0; n = left.getAndDecrement()) {
            String key = "k" + random.nextInt(keys);
            String payload = "p" + n;
            if (n % 5 == 0) {
                instance.publish(NewEvent.named("once").key(key));
                continue;
            }
            instance.inTransaction(() -> {
                publisher(instance)
                        .publish(
                                NewEvent.named("last").key(key).payload(payload).replacing());
                // Whoever has the key is the only one: this is the order of the commits.
                return ledger.execute("UPDATE published SET payload = ? WHERE k = ?", payload, key);
            });
        }
    }
}
