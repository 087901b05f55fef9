package io.onevent.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.DeadEvents;
import io.onevent.EventPublisher;
import io.onevent.EventQueue;
import io.onevent.EventStoreException;
import io.onevent.NewEvent;
import io.onevent.Reason;
import io.onevent.WaitingEvent;
import io.onevent.WaitingEventFilter;
import io.onevent.WaitingEvents;
import io.onevent.it.shop.CompletionHandlers;
import io.onevent.it.shop.Item;
import io.onevent.it.shop.OfServer;
import io.onevent.it.shop.PayloadHandlers.Circle;
import io.onevent.it.shop.PayloadHandlers.Journey;
import io.onevent.it.shop.PayloadHandlers.Leg;
import io.onevent.it.shop.PayloadHandlers.Opaque;
import io.onevent.it.shop.Publications;
import io.onevent.it.shop.Purchase;
import io.onevent.it.shop.Rows;
import io.onevent.it.shop.Seen;
import io.onevent.it.shop.TransactionalPublications;
import io.onevent.server.Product;
import jakarta.ejb.EJBException;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.hamcrest.Matcher;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main job inside the server: publish in a transaction, handle, retry, bury, replay. */
@Tag("server")
@Tag("database")
@ExtendWith(ArquillianExtension.class)
class MainJobIT {

    private static final String PERSISTENCE_XML =
            """
            <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
              <persistence-unit name="shop"><jta-data-source>java:app/jdbc/test</jta-data-source></persistence-unit>
            </persistence>
            """;

    @Inject
    private EventPublisher events;

    @Inject
    private WaitingEvents waitingEvents;

    @Inject
    private DeadEvents deadEvents;

    @Inject
    private EventQueue queue;

    @Inject
    private Rows rows;

    @Inject
    private Publications ejb;

    @Inject
    private TransactionalPublications bean;

    @Inject
    private UserTransaction transaction;

    @Inject
    @OfServer
    private TransactionSynchronizationRegistry registry;

    @Inject
    @OfServer
    private EntityManager entities;

    @Deployment
    static WebArchive shop() throws URISyntaxException {
        Database database = TestDatabase.newDatabase();
        database.execute("CREATE TABLE purchase (id bigint PRIMARY KEY)");
        database.execute("CREATE TABLE note (event_id uuid, session varchar(100))");
        database.product().noteTransactions().forEach(database::execute);
        database.execute(database.product().nullable("onevent_event", "create_date"));
        database.execute("ALTER TABLE onevent_event ADD CONSTRAINT refused_by_the_test CHECK (name <> 'refused')");
        return ShrinkWrap.create(WebArchive.class, "shop.war")
                .addPackage("io.onevent.it.shop")
                .addClass(DatabaseProduct.class)
                .addAsLibrary(new File(System.getProperty("onevent.jar")))
                .addAsLibraries(jarOf(Assertions.class), jarOf(Awaitility.class), jarOf(Matcher.class))
                .addAsLibraries(Product.chosen().driversInApplication().stream()
                        .map(Path::toFile)
                        .toArray(File[]::new))
                .addAsWebInfResource(new StringAsset(TestApp.BEANS_XML), "beans.xml")
                .addAsResource(new StringAsset(PERSISTENCE_XML), "META-INF/persistence.xml")
                .addAsResource(
                        new StringAsset(
                                """
                                onevent.datasource=java:app/jdbc/test
                                test.database=%s
                                onevent.retry.delay=PT0.05S
                                onevent.retry.multiplier=1.2
                                onevent.retry.max-retries=12
                                onevent.handler-timeout=PT2S
                                onevent.event.effect.time-to-live=PT1H
                                """
                                        .formatted(database.product())),
                        "META-INF/microprofile-config.properties")
                .setWebXML(new StringAsset(TestApp.webXml(
                        PgBouncer.before(database),
                        database.product().dataSourceClass(),
                        "TRANSACTION_READ_COMMITTED")));
    }

    private static File jarOf(Class<?> type) throws URISyntaxException {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static ConditionFactory until(String reason) {
        return await(reason)
                // Others have none of the application's naming context, in which its beans may have to be made.
                .pollInSameThread()
                .atMost(Duration.ofSeconds(Long.getLong("onevent.test.patience", 20)))
                .pollInterval(Duration.ofMillis(50));
    }

    private void awaitEffects(UUID id, long effects) {
        until("the event is ended").until(() -> rows.waiting(id) == 0);
        assertThat(rows.effects(id)).as("effects of " + id).isEqualTo(effects);
    }

    /** Those of the events that a query of the ledger finds. */
    private List<UUID> effects(String query, List<UUID> ids) {
        Set<UUID> wanted = Set.copyOf(ids);
        return rows.all(query).stream()
                .map(UUID::fromString)
                .filter(wanted::contains)
                .toList();
    }

    private DeadEvent awaitDead(UUID id) {
        until("the event dies").until(() -> deadEvents.find(id).isPresent());
        assertThat(rows.waiting(id)).isZero();
        return deadEvents.find(id).orElseThrow();
    }

    @Test
    void the_event_row_shares_backend_and_transaction_with_the_applications_jpa_and_jdbc_rows() throws Exception {
        transaction.begin();
        entities.persist(new Purchase(1));
        entities.flush();
        UUID id = events.publish("nobody.handles.this");
        rows.update("INSERT INTO ledger (event_id, name, instance, retry) VALUES (?, 'jdbc', 'it', 0)", id);
        String jpa = String.valueOf(
                entities.createNativeQuery(rows.database().transaction()).getSingleResult());
        String jdbc = rows.one(rows.database().transaction());
        String event = rows.one("SELECT session FROM note WHERE event_id = ?", id);
        transaction.rollback();
        assertThat(event).matches("\\d+ .*[1-9].*").isEqualTo(jpa).isEqualTo(jdbc);
        assertThat(rows.waiting(id)).isZero();
        assertThat(rows.effects(id)).isZero();
        assertThat(rows.number("SELECT count(*) FROM purchase WHERE id = 1")).isZero();
    }

    @Test
    void a_committed_publish_is_handled_whoever_began_the_transaction() throws Exception {
        awaitEffects(ejb.inContainerTransaction(false), 1);
        awaitEffects(bean.publish(false), 1);
        transaction.begin();
        UUID id = events.publish("effect");
        transaction.commit();
        awaitEffects(id, 1);
    }

    @Test
    void a_publish_without_a_transaction_has_one_of_its_own() {
        awaitEffects(ejb.withoutTransaction(), 1);
        awaitEffects(events.publish("effect", "payload"), 1);
    }

    @Test
    void a_rolled_back_publish_leaves_no_event() throws Exception {
        long before = rows.number("SELECT count(*) FROM onevent_event WHERE name = 'nobody'");
        assertThatThrownBy(() -> ejb.inContainerTransaction(true)).isInstanceOf(EJBException.class);
        assertThatThrownBy(() -> bean.publish(true)).isInstanceOf(IllegalStateException.class);
        transaction.begin();
        UUID id = events.publish("nobody");
        transaction.setRollbackOnly();
        assertThatThrownBy(() -> events.publish("nobody")).isInstanceOf(IllegalStateException.class);
        transaction.rollback();
        assertThat(rows.waiting(id)).isZero();
        assertThat(rows.number("SELECT count(*) FROM onevent_event WHERE name = 'nobody'"))
                .isEqualTo(before);
    }

    @Test
    void a_publish_while_the_transaction_completes_is_part_of_it_or_refused() throws Exception {
        AtomicReference<UUID> published = new AtomicReference<>();
        AtomicReference<RuntimeException> refused = new AtomicReference<>();
        transaction.begin();
        registry.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                try {
                    published.set(events.publish("nobody"));
                } catch (RuntimeException thrown) {
                    refused.set(thrown);
                }
                registry.setRollbackOnly();
            }

            @Override
            public void afterCompletion(int status) {
                // Nothing to do.
            }
        });
        assertThatThrownBy(transaction::commit).isNotNull();
        assertThat(published.get() == null).isNotEqualTo(refused.get() == null);
        if (published.get() != null) {
            assertThat(rows.waiting(published.get())).isZero();
        } else {
            assertThat(refused.get()).hasMessageContaining("ONEVENT-501");
        }
    }

    @Test
    void an_observer_that_publishes_before_completion_never_leaves_business_data_without_its_event() {
        try {
            bean.persistAndPublishAtCompletion(501, "late.event");
        } catch (RuntimeException rolledBack) {
            // Where the server gives the publication a connection of the transaction no more.
        }
        assertThat(rows.number("SELECT count(*) FROM onevent_event WHERE name = 'late.event'"))
                .isEqualTo(rows.number("SELECT count(*) FROM purchase WHERE id = 501"));
    }

    @Test
    void bad_input_is_refused_and_the_transaction_goes_on() throws Exception {
        transaction.begin();
        assertThatThrownBy(() -> events.publish(null, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.publish(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.publish("x".repeat(101))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NewEvent.named("x").group("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NewEvent.named("x").delay(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.publish(
                        NewEvent.named("x").expiresAt(Instant.now().minusSeconds(60))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.publish(
                        NewEvent.named("x").delay(Duration.ofMinutes(1)).expiresAfter(Duration.ofMinutes(1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.publish("x", new Unwritable())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.publish("x", "a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThat(registry.getTransactionStatus()).isEqualTo(Status.STATUS_ACTIVE);
        UUID id = events.publish("effect");
        transaction.commit();
        awaitEffects(id, 1);
        assertThat(rows.number("SELECT count(*) FROM onevent_event WHERE name = 'x'"))
                .isZero();
    }

    /** JSON-B meets an exception in it. */
    public static class Unwritable {

        public String getText() {
            throw new IllegalStateException("cannot be read");
        }
    }

    @Test
    void a_database_that_refuses_marks_the_transaction_for_rollback() throws Exception {
        transaction.begin();
        assertThatThrownBy(() -> events.publish("refused"))
                .isInstanceOf(EventStoreException.class)
                .hasMessageMatching("(?is).*refused_by_the_test.*");
        assertThat(registry.getTransactionStatus()).isEqualTo(Status.STATUS_MARKED_ROLLBACK);
        transaction.rollback();
    }

    @Test
    void ids_are_of_version_7_and_ordered_by_time() throws InterruptedException {
        UUID first = events.publish("effect");
        UUID second = await("a later millisecond")
                .until(
                        () -> events.publish("effect"),
                        id -> id.getMostSignificantBits() >>> 16 > first.getMostSignificantBits() >>> 16);
        assertThat(first.version()).isEqualTo(7);
        assertThat(first.variant()).isEqualTo(2);
        assertThat(second.toString()).isGreaterThan(first.toString());
    }

    @Test
    void payloads_arrive_typed_and_raw() {
        UUID id = events.publish("typed", new Item(42, "täglich €"));
        awaitEffects(id, 1);
        assertThat(Seen.of("typed")).anyMatch(seen -> seen.toString().startsWith("42 täglich € {"));
    }

    private void assertArrives(String name, Object payload) {
        UUID id = events.publish(name, payload);
        until("it is handled").until(() -> rows.waiting(id) == 0);
        assertThat(Seen.of(name)).containsExactly(payload.toString());
    }

    @Test
    void payloads_of_records_generics_and_polymorphic_types_arrive_as_they_were() {
        Leg leg = new Leg("\ud83d\ude00", Optional.empty(), Instant.parse("2026-02-28T23:59:59.999999999Z"));
        assertArrives("payload.legs", List.of(leg));
        assertArrives("payload.shape", new Circle(3));
        assertArrives(
                "payload.journey",
                new Journey(
                        List.of(leg),
                        Map.of(1, leg),
                        ZonedDateTime.parse("2026-10-25T02:30+01:00[Europe/Paris]"),
                        0.1));
    }

    @Test
    void payloads_that_could_not_arrive_are_refused_and_the_transaction_goes_on() throws Exception {
        transaction.begin();
        for (Object payload : new Object[] {new Opaque(), List.of(new Opaque()), "a\ud800", "a\0", Double.NaN}) {
            assertThatThrownBy(() -> events.publish("effect", payload))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("ONEVENT-505: the payload of event effect, a ");
        }
        UUID id = events.publish("effect");
        transaction.commit();
        awaitEffects(id, 1);
    }

    @Test
    void a_payload_of_another_class_is_dead_at_once() {
        DeadEvent dead = awaitDead(events.publish("typed", new Circle(3)));
        assertThat(dead.reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(dead.message()).contains(Item.class.getName(), "Handlers.typed(", "written from another class");
    }

    @Test
    void a_payload_of_ten_megabytes_arrives() {
        UUID id = events.publish("large", "x".repeat(10 * 1024 * 1024));
        awaitEffects(id, 1);
        assertThat(Seen.of("large")).containsExactly("10485760 10485760");
    }

    @Test
    void publishAll_stores_all_or_none() throws Exception {
        List<NewEvent> batch = IntStream.range(0, 1_000)
                .mapToObj(i -> NewEvent.named("effect").payload("batch " + i))
                .toList();
        List<UUID> ids = events.publishAll(batch);
        assertThat(ids).hasSize(1_000).doesNotHaveDuplicates();
        until("all of the batch are handled")
                .until(() -> effects("SELECT event_id FROM ledger WHERE name = 'effect'", ids)
                                .size()
                        == 1_000);
        List<NewEvent> bad = new ArrayList<>(batch);
        bad.add(null);
        assertThatThrownBy(() -> events.publishAll(bad)).isInstanceOf(IllegalArgumentException.class);
        assertThat(events.publishAll(List.of())).isEmpty();
    }

    @Test
    void ten_thousand_shaky_events_have_ten_thousand_effects() {
        int count = 10_000;
        for (int batch = 0; batch < 10; batch++) {
            events.publishAll(IntStream.range(0, count / 10)
                    .mapToObj(i -> NewEvent.named("shaky"))
                    .toList());
        }
        await("all are handled")
                .pollInSameThread()
                .atMost(240, SECONDS)
                .until(() -> rows.number("SELECT count(*) FROM onevent_event WHERE name = 'shaky'") == 0);
        assertThat(rows.effects("shaky")).isEqualTo(count);
        assertThat(rows.number("SELECT count(DISTINCT event_id) FROM ledger WHERE name = 'shaky'"))
                .isEqualTo(count);
        assertThat(deadEvents.count(DeadEventFilter.all().name("shaky"))).isZero();
    }

    @Test
    void a_failed_run_is_rolled_back_and_repeated() {
        awaitEffects(events.publish("fails.twice"), 1);
    }

    @Test
    void an_event_that_always_fails_is_kept_with_its_error() {
        Instant before = Instant.now().minusSeconds(5);
        UUID id = events.publish(
                NewEvent.named("fails.always").payload("the payload").group("of one"));
        DeadEvent dead = awaitDead(id);
        assertThat(dead.reason()).isEqualTo(Reason.FAILED);
        assertThat(dead.errorClass()).isEqualTo(IllegalArgumentException.class.getName());
        assertThat(dead.message()).isEqualTo("never: 12");
        assertThat(dead.stackTrace()).contains("Handlers.failAlways", "Caused by: java.io.IOException: the cause");
        assertThat(dead.event().payload()).isEqualTo("the payload");
        assertThat(dead.event().group()).isEqualTo("of one");
        assertThat(dead.event().retry()).isEqualTo(12);
        assertThat(dead.firstFailure()).isAfter(before).isBefore(dead.lastFailure());
        assertThat(rows.effects(id)).isZero();
    }

    @Test
    void an_event_whose_exception_cannot_be_read_dies_like_any_other_and_keeps_no_neighbour() {
        assertDiesBesideOthers("unreadable");
    }

    @Test
    void a_stage_that_fails_with_an_exception_that_cannot_be_read_is_a_failed_run_and_keeps_no_neighbour() {
        assertDiesBesideOthers("unreadable.stage");
    }

    private void assertDiesBesideOthers(String name) {
        UUID id = events.publish(name);
        List<UUID> neighbours = events.publishAll(Collections.nCopies(50, NewEvent.named("effect")));
        awaitDead(id);
        DeadEvent dead = deadEvents.find(id).orElseThrow();
        assertThat(dead.reason()).isEqualTo(Reason.FAILED);
        // A stage that wraps it has read it before, and has got no further.
        assertThat(dead.message()).containsAnyOf("NoClassDefFoundError", "half.a.Deployment");
        neighbours.forEach(neighbour -> awaitEffects(neighbour, 1));
    }

    @Test
    void waiting_events_can_be_listed_put_off_run_at_once_and_cancelled() {
        NewEvent later =
                NewEvent.named("effect").key("k").header("from", "here").delay(Duration.ofHours(1));
        UUID id = events.publish(later);
        WaitingEvent waiting = waitingEvents.find(id).orElseThrow();
        assertThat(waiting.state()).isEqualTo(WaitingEvent.State.DELAYED);
        assertThat(waiting.event().key()).isEqualTo("k");
        assertThat(waiting.event().headers()).isEqualTo(Map.of("from", "here"));
        WaitingEventFilter filter = WaitingEventFilter.all().name("effect").key("k");
        assertThat(waitingEvents.list(filter.publishedAfter(waiting.event().createDate())))
                .containsExactly(waiting);
        assertThat(waitingEvents.count(filter.state(WaitingEvent.State.DUE))).isZero();
        Instant dueAt = waiting.dueAt().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        assertThat(waitingEvents.reschedule(id, dueAt)).isTrue();
        assertThat(waitingEvents.find(id).orElseThrow().dueAt()).isEqualTo(dueAt);
        assertThat(waitingEvents.runNow(id)).isTrue();
        awaitEffects(id, 1);
        assertThat(waitingEvents.runNow(id)).isFalse();

        UUID other = events.publish(later);
        assertThat(waitingEvents.cancel(other)).isTrue();
        assertThat(waitingEvents.cancel(other)).isFalse();
        List<UUID> more = events.publishAll(
                Collections.nCopies(3, NewEvent.named("effect").dueAt(dueAt)));
        assertThat(waitingEvents.cancelAll(
                        WaitingEventFilter.all().name("effect").state(WaitingEvent.State.DELAYED)))
                .isEqualTo(3);
        assertThat(waitingEvents.find(more.get(0))).isEmpty();
        assertThat(rows.effects(other)).isZero();
    }

    @Test
    void dead_events_can_be_listed_replayed_and_discarded() {
        UUID id = events.publish("fails.once.when.replayed");
        awaitDead(id);
        assertThat(deadEvents.list(
                        DeadEventFilter.all().name("fails.once.when.replayed").reason(Reason.REJECTED)))
                .extracting(dead -> dead.event().id())
                .contains(id);
        assertThat(deadEvents.list(
                        DeadEventFilter.all().name("fails.once.when.replayed").reason(Reason.LOST)))
                .isEmpty();
        assertThat(deadEvents.replay(id)).isTrue();
        assertThat(deadEvents.replay(id)).isFalse();
        awaitEffects(id, 1);

        List<UUID> more = events.publishAll(List.of(
                NewEvent.named("fails.once.when.replayed").group("g"),
                NewEvent.named("fails.once.when.replayed"),
                NewEvent.named("fails.once.when.replayed")));
        more.forEach(this::awaitDead);
        DeadEventFilter filter = DeadEventFilter.all().name("fails.once.when.replayed");
        assertThat(deadEvents.count(filter)).isEqualTo(3);
        assertThat(deadEvents.list(filter.limit(2))).hasSize(2);
        assertThat(deadEvents.list(filter.offset(2))).hasSize(1);
        assertThat(deadEvents.discard(more.get(1))).isTrue();
        assertThat(deadEvents.discard(more.get(1))).isFalse();
        assertThat(deadEvents.replayAll(filter.group("g"))).isEqualTo(1);
        awaitEffects(more.get(0), 1);
        assertThat(deadEvents.discardAll(filter)).isEqualTo(1);
        assertThat(deadEvents.find(more.get(2))).isEmpty();
        assertThat(rows.effects(more.get(1)) + rows.effects(more.get(2))).isZero();
    }

    /** The time would not exist if it were taken for one of the server's zone. */
    @Test
    void times_of_dead_events_are_read_and_compared_as_they_were_written() {
        Instant expiresAt = Instant.parse("2100-03-14T02:30:00.123456Z");
        Instant before = rows.time(rows.database().clock(), events.publish("nobody"));
        UUID id = events.publish(NewEvent.named("rejected").expiresAt(expiresAt));
        DeadEvent dead = awaitDead(id);
        assertThat(dead.event().expiredAt()).isEqualTo(expiresAt);
        assertThat(dead.lastFailure()).isBetween(before, before.plusSeconds(60));
        DeadEventFilter filter = DeadEventFilter.all().name("rejected");
        assertThat(deadEvents.list(filter.diedAfter(dead.lastFailure())
                        .diedBefore(dead.lastFailure().plusMillis(1))))
                .extracting(each -> each.event().id())
                .containsExactly(id);
        assertThat(deadEvents.list(filter.diedBefore(before)))
                .extracting(each -> each.event().id())
                .doesNotContain(id);
    }

    @Test
    void a_rejected_event_is_dead_at_once() {
        UUID id = events.publish("rejected");
        DeadEvent dead = awaitDead(id);
        assertThat(dead.reason()).isEqualTo(Reason.REJECTED);
        assertThat(dead.event().retry()).isZero();
        assertThat(dead.message()).isEqualTo("not wanted");
        assertThat(rows.effects(id)).isZero();
    }

    @Test
    void a_postponed_run_is_no_retry() {
        awaitEffects(events.publish("postponed"), 1);
        assertThat(Seen.of("postponed")).containsExactly("0", "0");
    }

    @Test
    void rollback_only_without_a_throw_is_a_failed_run() {
        UUID id = events.publish("rollback.only");
        awaitEffects(id, 1);
        assertThat(rows.one("SELECT retry FROM ledger WHERE event_id = ?", id)).isEqualTo("1");
    }

    @Test
    void a_transaction_that_times_out_is_a_failed_run_and_its_thread_is_interrupted() {
        UUID id = events.publish("times.out");
        awaitEffects(id, 1);
        assertThat(rows.one("SELECT retry FROM ledger WHERE event_id = ?", id)).isEqualTo("1");
        assertThat(Seen.of("times.out")).containsExactly("interrupted");
    }

    @Test
    void what_a_handler_does_after_its_time_out_is_no_effect_either() {
        UUID id = events.publish("works.on");
        awaitEffects(id, 1);
        assertThat(rows.one("SELECT retry FROM ledger WHERE event_id = ?", id)).isEqualTo("1");
        assertThat(Seen.of("works.on")).as("both were tried").hasSize(2);
    }

    @Test
    void a_handler_that_ends_its_transaction_has_failed() {
        UUID id = events.publish("ends.its.transaction");
        until("it is handled in the second run").until(() -> rows.waiting(id) == 0);
        assertThat(rows.one("SELECT max(retry) FROM ledger WHERE event_id = ?", id))
                .isEqualTo("1");
    }

    @Test
    void a_run_whose_event_was_changed_meanwhile_does_not_end_it() {
        UUID id = events.publish("touches.nothing");
        until("it runs").until(() -> !Seen.of("touches.nothing").isEmpty());
        rows.update("UPDATE onevent_event SET version = version + 1 WHERE id = ?", id);
        CompletionHandlers.CHANGED.countDown();
        awaitEffects(id, 0);
        assertThat(Seen.of("touches.nothing")).hasSize(2);
    }

    @Test
    void what_is_written_when_the_transaction_completes_is_part_of_it() {
        rows.update("INSERT INTO purchase (id) VALUES (100)");
        awaitEffects(events.publish("persists.at.completion"), 0);
        awaitEffects(events.publish("bean.persists.at.completion"), 0);
        assertThat(rows.all("SELECT id FROM purchase WHERE id BETWEEN 100 AND 299 ORDER BY id"))
                .as("the first run found a row in its way")
                .containsExactly("100", "101", "200");
    }

    @Test
    void a_swallowed_error_of_the_database_is_a_failed_run_where_it_spoils_the_transaction() {
        UUID id = events.publish("swallows.sql.error");
        awaitEffects(id, 1);
        assertThat(rows.one("SELECT retry FROM ledger WHERE event_id = ?", id))
                .isEqualTo(rows.database().isSpoiltByErrors() ? "1" : "0");
    }

    @Test
    void an_unreadable_payload_is_dead_at_once_and_stops_nobody() {
        UUID bad = events.publish("typed", "{\"number\": no number");
        UUID good = events.publish("typed", new Item(7, "good"));
        awaitEffects(good, 1);
        DeadEvent dead = awaitDead(bad);
        assertThat(dead.reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(dead.event().retry()).isZero();
        assertThat(dead.message())
                .contains(bad.toString(), Item.class.getName(), "Handlers.typed(")
                .doesNotContain("no number");
    }

    @Test
    void a_handler_without_a_transaction_keeps_its_effects_and_is_repeated() {
        UUID id = events.publish("without.transaction");
        awaitEffects(id, 2);
        assertThat(Seen.of("without.transaction")).containsOnly(String.valueOf(Status.STATUS_NO_TRANSACTION));
    }

    @Test
    void a_transaction_that_a_handler_leaves_behind_is_rolled_back_and_a_failed_run() {
        UUID id = events.publish("leaves.transaction");
        awaitEffects(id, 1);
        assertThat(rows.one("SELECT retry FROM ledger WHERE event_id = ?", id)).isEqualTo("1");
    }

    @Test
    void an_event_that_is_postponed_for_ever_waits_for_a_hundred_years() {
        UUID id = events.publish("postponed.for.ever");
        until("it is postponed")
                .until(() -> rows.time("due_at", id).isAfter(Instant.now().plus(Duration.ofDays(90 * 365))));
        rows.update("DELETE FROM onevent_event WHERE id = ?", id);
    }

    @Test
    void a_stage_ends_its_event_when_it_completes_on_whatever_thread() {
        UUID id = events.publish("staged");
        until("the stage has completed").until(() -> rows.waiting(id) == 0);
        assertThat(Seen.of("staged.done")).contains(id.toString());
        assertThat(Seen.of("staged")).containsOnly(String.valueOf(Status.STATUS_NO_TRANSACTION));
    }

    @Test
    void a_stage_that_never_completes_is_a_failed_run() {
        UUID id = events.publish("staged.never");
        until("its second run has ended").until(() -> rows.waiting(id) == 0);
        assertThat(deadEvents.find(id)).isEmpty();
    }

    @Test
    void a_staged_handler_that_throws_before_it_returns_is_a_failed_run() {
        UUID id = events.publish("staged.throws");
        until("its second run has ended").until(() -> rows.waiting(id) == 0);
        assertThat(Seen.of("staged.throws")).containsExactly("0", "1");
        assertThat(deadEvents.find(id)).isEmpty();
    }

    @Test
    void a_staged_handler_that_returns_null_is_a_failed_run() {
        UUID id = events.publish("staged.null");
        until("its second run has ended").until(() -> rows.waiting(id) == 0);
        assertThat(Seen.of("staged.null")).containsExactly("0", "1");
        assertThat(deadEvents.find(id)).isEmpty();
    }

    @Test
    void several_staged_handlers_of_a_name_run_one_after_another() {
        UUID id = events.publish("staged.several");
        until("all have completed").until(() -> rows.waiting(id) == 0);
        assertThat(Seen.of("staged.several"))
                .containsExactly("first", "first is done", "second", "second is done", "third");
    }

    @Test
    void a_stage_that_says_twice_that_it_is_complete_goes_on_once() {
        UUID id = events.publish("staged.twice");
        until("it has ended").until(() -> rows.waiting(id) == 0);
        assertThat(Seen.of("staged.twice")).containsExactly("first", "second", "second is done");
        assertThat(deadEvents.find(id)).isEmpty();
    }

    @Test
    void a_stage_that_completes_after_its_time_out_changes_nothing() {
        UUID id = events.publish("staged.late");
        until("its third run has ended").until(() -> rows.waiting(id) == 0);
        assertThat(Seen.of("staged.late")).containsExactly("0", "1", "2");
        assertThat(deadEvents.find(id)).isEmpty();
    }

    @Test
    void a_paused_queue_starts_nothing_before_it_goes_on() {
        queue.pause();
        try {
            UUID id = events.publish("effect");
            UUID rejected = events.publish("rejected");
            assertThat(queue.awaitIdle(Duration.ofMillis(1500))).isFalse();
            assertThat(rows.waiting(id) + rows.waiting(rejected)).isEqualTo(2);
            until("the status says so").until(() -> queue.status().paused());
            queue.resume();
            awaitEffects(id, 1);
            awaitDead(rejected);
        } finally {
            queue.resume();
        }
        until("the status says so").until(() -> !queue.status().paused());
    }

    @Test
    void a_pause_that_is_rolled_back_never_was() throws Exception {
        transaction.begin();
        queue.pause();
        transaction.rollback();
        awaitEffects(events.publish("effect"), 1);
    }

    @Test
    void awaitIdle_is_true_when_nothing_is_due_in_retry_or_running() {
        UUID delayed = events.publish(NewEvent.named("effect").delay(Duration.ofHours(1)));
        UUID unhandled = events.publish("nobody");
        List<UUID> due = events.publishAll(Collections.nCopies(50, NewEvent.named("effect")));
        assertThat(queue.awaitIdle(Duration.ofSeconds(60))).isTrue();
        assertThat(due).allMatch(id -> rows.waiting(id) == 0);
        assertThat(rows.waiting(delayed) + rows.waiting(unhandled)).isEqualTo(2);
        rows.update("DELETE FROM onevent_event WHERE id = ?", delayed);
    }

    @Test
    void awaitIdle_is_false_while_a_run_is_open_or_an_event_waits_for_a_retry() {
        UUID open = events.publish("staged.never");
        assertThat(queue.awaitIdle(Duration.ofMillis(500))).isFalse();
        until("its second run has ended").until(() -> rows.waiting(open) == 0);

        UUID inRetry = events.publish(NewEvent.named("effect").delay(Duration.ofHours(1)));
        assertThat(queue.awaitIdle(Duration.ofSeconds(60))).isTrue();
        rows.update("UPDATE onevent_event SET started = 1, retry = 1 WHERE id = ?", inRetry);
        assertThat(queue.awaitIdle(Duration.ZERO)).isFalse();
        assertThat(queue.awaitIdle(Duration.ofMillis(500))).isFalse();
        rows.update("DELETE FROM onevent_event WHERE id = ?", inRetry);
    }

    @Test
    void awaitIdle_refuses_a_transaction_and_a_wait_that_is_none() throws Exception {
        assertThatThrownBy(() -> queue.awaitIdle(null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.awaitIdle(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        transaction.begin();
        try {
            assertThatThrownBy(() -> queue.awaitIdle(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
            assertThat(registry.getTransactionStatus()).isEqualTo(Status.STATUS_ACTIVE);
        } finally {
            transaction.rollback();
        }
    }

    @Test
    void what_a_handler_publishes_is_part_of_its_transaction() {
        UUID id = events.publish("publishes");
        awaitEffects(id, 0);
        until("what it published is handled")
                .until(() -> rows.number(
                                "SELECT count(*) FROM note n JOIN ledger l ON l.event_id = n.event_id AND l.name = 'effect'")
                        > 0);
    }

    @Test
    void handlers_on_ejbs_inherited_and_request_scoped_ones_are_called() {
        for (String name : List.of("stateless", "local", "inherited", "request.scoped")) {
            awaitEffects(events.publish(name), 1);
        }
        for (UUID id : events.publishAll(Collections.nCopies(50, NewEvent.named("request.scoped")))) {
            awaitEffects(id, 1);
        }
        assertThat(Seen.of("request.scoped")).hasSize(51).doesNotHaveDuplicates();
    }

    @Test
    void an_event_that_nobody_handles_waits() {
        UUID id = events.publish("nobody");
        awaitEffects(events.publish("effect"), 1);
        assertThat(rows.waiting(id)).isEqualTo(1);
    }

    @Test
    void a_delayed_event_is_not_due_before() {
        UUID id = events.publish(NewEvent.named("effect").delay(Duration.ofSeconds(2)));
        Instant due = rows.time("due_at", id);
        awaitEffects(id, 1);
        assertThat(rows.one("SELECT " + rows.database().text("at") + " FROM ledger WHERE event_id = ?", id))
                .satisfies(at -> assertThat(Instant.parse(at)).isAfterOrEqualTo(due));
    }

    @Test
    void the_time_to_live_of_the_configuration_is_stamped() {
        UUID id = events.publish(NewEvent.named("effect").delay(Duration.ofHours(5)));
        assertThat(Duration.between(rows.time("due_at", id), rows.time("expired_at", id)))
                .isCloseTo(Duration.ofHours(1), Duration.ofMillis(500));
        rows.update("DELETE FROM onevent_event WHERE id = ?", id);
    }

    @Test
    void an_expired_event_never_starts() {
        // Locked so that it cannot be taken before it expires: the group's head is due in an hour.
        UUID head = events.publish(NewEvent.named("nobody").group("late"));
        UUID id = events.publish(NewEvent.named("expires").group("late").expiresAfter(Duration.ofMillis(100)));
        DeadEvent dead = awaitDead(id);
        assertThat(dead.reason()).isEqualTo(Reason.EXPIRED);
        assertThat(rows.effects(id)).isZero();
        assertThat(rows.waiting(head)).isEqualTo(1);
        rows.update("DELETE FROM onevent_event WHERE id = ?", head);
        assertThat(deadEvents.replay(id)).isTrue();
        awaitEffects(id, 1);
    }

    /** What many systems write for never, and what is longer than a clock of nanoseconds can tell. */
    @Test
    void what_expires_at_the_end_of_time_is_handled_and_keeps_no_other_name() {
        List<UUID> ids = events.publishAll(List.of(
                NewEvent.named("effect").expiresAt(Instant.parse("9999-12-31T23:59:59Z")),
                NewEvent.named("effect").expiresAfter(Duration.ofDays(365 * 300)),
                NewEvent.named("effect").group("far").expiresAt(Instant.parse("2400-01-01T00:00:00Z")),
                NewEvent.named("effect"),
                NewEvent.named("expires").group("near")));
        ids.forEach(id -> awaitEffects(id, 1));
    }

    @Test
    void what_is_due_or_expires_after_the_last_year_is_refused_and_the_transaction_goes_on() throws Exception {
        transaction.begin();
        for (NewEvent far : List.of(
                NewEvent.named("effect").expiresAt(Instant.MAX),
                NewEvent.named("effect").expiresAt(Instant.MIN),
                NewEvent.named("effect").expiresAfter(Duration.ofMillis(Long.MAX_VALUE)),
                NewEvent.named("effect").expiresAfter(Duration.ofSeconds(Long.MAX_VALUE)),
                NewEvent.named("effect").delay(Duration.ofDays(365 * 10_000)),
                NewEvent.named("effect").delay(Duration.ofMillis(Long.MAX_VALUE)),
                NewEvent.named("effect").delay(Duration.ofSeconds(Long.MAX_VALUE)))) {
            assertThatThrownBy(() -> events.publish(far))
                    .as(far.toString())
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(registry.getTransactionStatus()).isEqualTo(Status.STATUS_ACTIVE);
        UUID id = events.publish("effect");
        transaction.commit();
        awaitEffects(id, 1);
    }

    @Test
    void times_without_end_bound_no_list_and_spoil_no_transaction() throws Exception {
        UUID id = awaitDead(events.publish("rejected")).event().id();
        transaction.begin();
        DeadEventFilter filter = DeadEventFilter.all().name("rejected");
        assertThat(deadEvents.list(filter.diedAfter(Instant.MIN).diedBefore(Instant.MAX)))
                .extracting(each -> each.event().id())
                .contains(id);
        assertThat(deadEvents.count(filter.diedAfter(Instant.parse("-4800-01-01T00:00:00Z"))))
                .isPositive();
        assertThat(deadEvents.replayAll(filter.diedAfter(Instant.MAX))).isZero();
        assertThat(deadEvents.discardAll(filter.diedBefore(Instant.MIN))).isZero();
        transaction.commit();
    }

    @Test
    void a_row_that_cannot_be_read_is_dead_as_unreadable_and_keeps_no_other() throws Exception {
        transaction.begin();
        List<UUID> odd = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            odd.add(events.publish(NewEvent.named("effect").expiresAfter(Duration.ofHours(1))));
            odd.add(events.publish(NewEvent.named("expires")));
            odd.add(events.publish(NewEvent.named("effect").group("odd" + i % 3)));
        }
        for (UUID id : odd) {
            rows.update("UPDATE onevent_event SET create_date = NULL WHERE id = ?", id);
        }
        List<UUID> innocent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            innocent.add(events.publish("effect"));
            innocent.add(events.publish(NewEvent.named("expires")));
            innocent.add(events.publish(NewEvent.named("effect").group("odd" + i % 3)));
        }
        transaction.commit();
        innocent.forEach(id -> awaitEffects(id, 1));
        for (UUID id : odd) {
            DeadEvent dead = awaitDead(id);
            assertThat(dead.reason()).isEqualTo(Reason.UNREADABLE);
            assertThat(dead.message()).isEqualTo("its row cannot be read: create_date is null");
        }
        assertThat(rows.effects(odd.get(0))).isZero();
        assertThat(queue.explain(odd.get(0)).reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(deadEvents.replay(odd.get(0))).isTrue();
        awaitEffects(odd.get(0), 1);
        deadEvents.discardAll(DeadEventFilter.all().reason(Reason.UNREADABLE));
    }

    /** The dead events have a row of this id already, so that the database refuses to bury it. */
    @Test
    void what_can_neither_be_read_nor_buried_stays_and_keeps_no_other() throws Exception {
        transaction.begin();
        UUID odd = events.publish("effect");
        rows.update("UPDATE onevent_event SET create_date = NULL WHERE id = ?", odd);
        rows.update(
                "INSERT INTO onevent_dead_event (id, create_date, name, retry, seq, version, reason, first_failure, last_failure)"
                        + " SELECT id, due_at, name, 0, seq, 0, 'FAILED', due_at, due_at FROM onevent_event WHERE id = ?",
                odd);
        transaction.commit();
        for (int i = 0; i < 5; i++) {
            awaitEffects(events.publish("effect"), 1);
        }
        assertThat(rows.waiting(odd)).isEqualTo(1);
        assertThat(rows.effects(odd)).isZero();
        rows.update("UPDATE onevent_event SET create_date = due_at WHERE id = ?", odd);
        awaitEffects(odd, 1);
        assertThat(deadEvents.discard(odd)).isTrue();
    }

    /** The dead events have a row of this id already, so that the database refuses to bury it. */
    @Test
    void an_expired_event_that_cannot_be_buried_keeps_no_other_from_it() throws Exception {
        transaction.begin();
        // They cannot be started before they expire: the group's head has no handler.
        UUID head = events.publish(NewEvent.named("nobody").group("stuck"));
        NewEvent expires = NewEvent.named("expires").group("stuck").expiresAfter(Duration.ofMillis(100));
        UUID odd = events.publish(expires);
        rows.update(
                "INSERT INTO onevent_dead_event (id, create_date, name, retry, seq, version, reason, first_failure, last_failure)"
                        + " SELECT id, due_at, name, 0, seq, 0, 'FAILED', due_at, due_at FROM onevent_event WHERE id = ?",
                odd);
        List<UUID> others = events.publishAll(Collections.nCopies(20, expires));
        transaction.commit();
        others.forEach(id -> assertThat(awaitDead(id).reason()).isEqualTo(Reason.EXPIRED));
        assertThat(rows.waiting(odd)).isEqualTo(1);
        rows.update("DELETE FROM onevent_event WHERE group_id = 'stuck'");
        assertThat(deadEvents.discard(odd)).isTrue();
        assertThat(rows.waiting(head)).isZero();
    }

    @Test
    void an_instance_row_that_cannot_be_read_keeps_nobody() {
        String time = rows.database().clock();
        UUID odd = UUID.randomUUID();
        rows.update(
                "INSERT INTO onevent_instance (id, application, alive_since, lease_until, taken, handles) SELECT ?, 'odd', "
                        + time + ", " + time + ", 'rubbish,,', 'rubbish %zz=1 =' FROM onevent_pause",
                odd);
        until("it is taken over")
                .until(() -> rows.number("SELECT count(*) FROM onevent_instance WHERE id = ?", odd) == 0);
        awaitEffects(events.publish("effect"), 1);
        assertThat(queue.status().instances()).isNotEmpty();
    }

    @Test
    void events_of_a_group_have_their_effects_in_order() {
        List<NewEvent> grouped = LongStream.range(0, 60)
                .mapToObj(i ->
                        NewEvent.named("grouped").payload(String.valueOf(i / 3)).group("g" + i % 3))
                .toList();
        List<UUID> ids = events.publishAll(grouped);
        until("all are handled").until(() -> rows.effects("grouped") == 60);
        for (int group = 0; group < 3; group++) {
            List<UUID> expected = new ArrayList<>();
            for (int i = group; i < ids.size(); i += 3) {
                expected.add(ids.get(i));
            }
            assertThat(effects("SELECT event_id FROM ledger WHERE name = 'grouped' ORDER BY at", expected))
                    .isEqualTo(expected);
        }
    }
}
