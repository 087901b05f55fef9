package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.ProcessedFigure;
import io.onevent.Reason;
import io.onevent.internal.store.ProcessedEventTable.Done;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every database must do for events that have ended. Each verb commits by itself unless a test opens a transaction. */
@Tag("database")
abstract class EndedEventsContract {

    private static final Duration HOUR = Duration.ofHours(1);

    private final DataSource dataSource;
    private final Dialect dialect;
    private final Jdbc jdbc;
    private final EventInserts inserts;
    private final DueEvents due;
    private final EventTable events;
    private final InstanceTable instances;
    private final ProcessedEventTable processed;
    private final CleaningTable cleaning;
    private final Replays deadReplays;
    private final Replays processedReplays;

    EndedEventsContract(DataSource dataSource, Dialect dialect) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        jdbc = new Jdbc(dataSource, dialect, 10);
        GroupLocks groupLocks = new GroupLocks(jdbc, jdbc, dialect);
        inserts = new EventInserts(
                jdbc, dialect, new TransactionCheck(jdbc, dialect, true), groupLocks, new DatabaseClock(jdbc, dialect));
        events = new EventTable(jdbc, dialect, true);
        due = DueEvents.of(jdbc, dialect);
        instances = new InstanceTable(jdbc, dialect);
        processed = new ProcessedEventTable(jdbc, dialect);
        cleaning = new CleaningTable(jdbc, dialect);
        deadReplays = new Replays("onevent_dead_event", jdbc, dialect, groupLocks);
        processedReplays = new Replays("onevent_processed_event", jdbc, dialect, groupLocks);
    }

    @BeforeEach
    void forgetAll() {
        for (String table : List.of(
                "onevent_event", "onevent_dead_event", "onevent_processed_event", "onevent_instance", "onevent_lead")) {
            jdbc.update("DELETE FROM " + table);
        }
    }

    private UUID insert(String name, String group) {
        NewEventRow row = row(name, group);
        inserts.insertAlone(List.of(row));
        return row.id();
    }

    private static NewEventRow row(String name, String group) {
        return new NewEventRow(Ids.next(), name, "p", group, 0, null, HOUR.toMillis());
    }

    /** Those that are due, as an instance has taken them that lives only for this. */
    private List<TakenEvent> taken(String name) {
        UUID reader = UUID.randomUUID();
        instances.enter(reader, "reader", HOUR, Map.of());
        try {
            Demand wanted = new Demand(100, 100, 1, due.groups(name, "", 100));
            return due.read(name, wanted, reader, Set.of(), System.nanoTime());
        } finally {
            instances.leave(reader);
        }
    }

    private long count(String table) {
        return jdbc.query("SELECT count(*) FROM " + table, result -> result.getLong(1))
                .get(0);
    }

    private UUID processed(String name, String group) {
        UUID id = insert(name, group);
        TakenEvent event = taken(name).stream()
                .filter(each -> each.id().equals(id))
                .findAny()
                .orElseThrow();
        assertThat(processed.keep(List.of(new Done(event, 20)))).containsExactly(id);
        return id;
    }

    private UUID dead(String name, String group) {
        UUID id = insert(name, group);
        assertThat(events.bury(id, 0, Reason.FAILED, Failure.saying("no"))).isTrue();
        return id;
    }

    private void age(String table, String column, UUID id, Duration age) {
        jdbc.update(
                "UPDATE " + table + " SET " + column + " = ? WHERE id = ?",
                Instant.now().minus(age),
                id);
    }

    @Test
    void a_kept_event_moves_and_the_others_stay() {
        UUID id = processed("a", null);
        UUID other = insert("a", null);
        assertThat(count("onevent_event")).isEqualTo(1);
        assertThat(jdbc.texts(
                        "SELECT name FROM onevent_processed_event WHERE id = ? AND payload = 'p' AND version = 1", id))
                .containsExactly("a");
        assertThat(taken("a")).extracting(TakenEvent::id).containsExactly(other);
    }

    @Test
    void only_the_version_that_is_known_is_kept() {
        insert("a", null);
        TakenEvent event = taken("a").get(0);
        assertThat(events.postpone(event.id(), event.version(), Duration.ZERO)).isTrue();
        assertThat(processed.keep(List.of(new Done(event, 20)))).isEmpty();
        assertThat(count("onevent_event")).isEqualTo(1);
        assertThat(count("onevent_processed_event")).isZero();
    }

    @Test
    void many_are_kept_at_once() {
        for (int i = 0; i < 10; i++) {
            insert("a", null);
        }
        List<Done> done = taken("a").stream().map(event -> new Done(event, 5)).toList();
        assertThat(processed.keep(done)).hasSize(10);
        assertThat(count("onevent_event")).isZero();
        assertThat(count("onevent_processed_event")).isEqualTo(10);
    }

    @Test
    void figures_tell_delay_and_run_time_by_name() {
        Instant before = Instant.now().minusSeconds(5);
        UUID one = processed("a", null);
        UUID other = processed("a", null);
        processed("b", null);
        Instant end = Instant.now().minusSeconds(100).truncatedTo(ChronoUnit.MILLIS);
        for (UUID id : List.of(one, other)) {
            long seconds = id.equals(one) ? 2 : 4;
            jdbc.update(
                    "UPDATE onevent_processed_event SET due_at = ?, start_date = ?, processed_date = ? WHERE id = ?",
                    end.minusSeconds(3 * seconds),
                    end.minusSeconds(seconds),
                    end,
                    id);
        }
        assertThat(processed.figures(end.minusSeconds(1), end.plusSeconds(1)))
                .containsExactly(new ProcessedFigure(
                        "a",
                        2,
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4)));
        assertThat(processed.figures(before, before.plusSeconds(60)))
                .singleElement()
                .satisfies(figure -> {
                    assertThat(figure.name()).isEqualTo("b");
                    assertThat(figure.meanRun()).isCloseTo(Duration.ofMillis(20), Duration.ofMillis(15));
                });
        assertThat(processed.figures(end, end)).isEmpty();
    }

    @Test
    void a_replayed_event_is_as_if_new_but_for_its_id_and_its_place() {
        UUID id = processed("a", "g");
        UUID next = insert("a", "g");
        assertThat(processedReplays.replay(List.of(id, UUID.randomUUID()))).containsExactly(new Gone(id, "a", "g"));
        assertThat(count("onevent_processed_event")).isZero();
        assertThat(taken("a")).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo(id).isNotEqualTo(next);
            assertThat(event.version()).isEqualTo(2);
            assertThat(event.event().retry()).isZero();
            assertThat(event.event().expiredAt()).isNotNull();
        });
        assertThat(processedReplays.replay(List.of(id))).isEmpty();
    }

    @Test
    void its_headers_go_with_an_event_wherever_it_goes() {
        Map<String, String> headers = Map.of("shop", "Z\u00FCrich \"1\"");
        NewEventRow row = row("a", null).withHeaders(Headers.text(headers));
        inserts.insertAlone(List.of(row));
        assertThat(events.bury(row.id(), 0, Reason.FAILED, Failure.saying("no")))
                .isTrue();
        assertThat(deadReplays.replay(List.of(row.id()))).hasSize(1);
        assertThat(processed.keep(List.of(new Done(taken("a").get(0), 20)))).hasSize(1);
        assertThat(processedReplays.replay(List.of(row.id()))).hasSize(1);
        assertThat(taken("a"))
                .singleElement()
                .satisfies(event -> assertThat(event.event().headers()).isEqualTo(headers));
    }

    @Test
    void a_replay_clears_an_expiry_that_has_passed() {
        UUID id = dead("a", null);
        age("onevent_dead_event", "expired_at", id, HOUR);
        assertThat(deadReplays.replay(List.of(id))).hasSize(1);
        assertThat(taken("a"))
                .singleElement()
                .satisfies(event -> assertThat(event.event().expiredAt()).isNull());
    }

    @Test
    void one_whose_id_waits_already_keeps_no_other_from_being_replayed() {
        UUID copied = dead("a", null);
        UUID other = dead("a", null);
        jdbc.update(
                "INSERT INTO onevent_event (id, create_date, name, retry, seq, version, due_at)"
                        + " SELECT id, create_date, name, retry, seq, version, create_date FROM onevent_dead_event WHERE id = ?",
                copied);
        assertThat(deadReplays.replay(List.of(copied, other))).containsExactly(new Gone(other, "a", null));
        assertThat(count("onevent_event")).isEqualTo(2);
        assertThat(new LockedRows("onevent_dead_event", jdbc).delete(List.of(copied)))
                .hasSize(1);
    }

    @Test
    void many_are_replayed_in_the_order_in_which_publishers_lock_groups() throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < Jdbc.MOST_AT_ONCE; i++) {
            ids.add(dead("x", "b"));
        }
        ids.add(dead("x", "a"));
        try (StoreSession publisher = session();
                StoreSession operator = session()) {
            publisher.inserts().insert(List.of(row("x", "a")));
            CompletableFuture<List<Gone>> replay =
                    CompletableFuture.supplyAsync(() -> operator.deadReplays().replay(ids));
            assertThatThrownBy(() -> replay.get(500, TimeUnit.MILLISECONDS))
                    .as("it waits for the group that is locked")
                    .isInstanceOf(TimeoutException.class);
            publisher.inserts().insert(List.of(row("x", "b")));
            publisher.commit();
            assertThat(replay.get(10, TimeUnit.SECONDS)).hasSize(ids.size());
            operator.commit();
        }
        assertThat(count("onevent_event")).isEqualTo(ids.size() + 2);
    }

    private StoreSession session() throws SQLException {
        return StoreSession.open(dataSource, dialect, Connection.TRANSACTION_READ_COMMITTED);
    }

    @Test
    void more_are_replayed_or_discarded_than_one_statement_takes() {
        List<UUID> ids = java.util.stream.IntStream.range(0, 450)
                .mapToObj(i -> dead("a", i % 2 == 0 ? null : "g" + i % 7))
                .toList();
        assertThat(new LockedRows("onevent_dead_event", jdbc).delete(ids.subList(0, 225)))
                .hasSize(225);
        assertThat(deadReplays.replay(ids)).hasSize(225);
        assertThat(count("onevent_dead_event")).isZero();
        assertThat(count("onevent_event")).isEqualTo(225);
    }

    @Test
    void what_is_older_than_it_is_kept_is_cleaned_in_batches_the_oldest_first() {
        UUID oldest = processed("a", null);
        UUID old = processed("a", null);
        UUID young = processed("a", null);
        UUID ofOther = processed("b", null);
        age("onevent_processed_event", "processed_date", oldest, HOUR.multipliedBy(4));
        age("onevent_processed_event", "processed_date", old, HOUR.multipliedBy(3));
        age("onevent_processed_event", "processed_date", ofOther, HOUR.multipliedBy(3));
        assertThat(cleaning.cleanProcessed("a", HOUR, 1)).isEqualTo(1);
        assertThat(left()).containsExactlyInAnyOrder(old, young, ofOther);
        assertThat(cleaning.cleanProcessed("a", HOUR, 10)).isEqualTo(1);
        assertThat(cleaning.cleanProcessed("a", HOUR, 10)).isZero();
        assertThat(left()).containsExactlyInAnyOrder(young, ofOther);
    }

    private List<UUID> left() {
        return jdbc.query("SELECT id FROM onevent_processed_event", result -> Jdbc.uuid(result, "id"));
    }

    @Test
    void a_dead_event_that_parks_its_group_is_not_cleaned() {
        UUID parking = dead("a", "g");
        UUID other = dead("a", null);
        age("onevent_dead_event", "last_failure", parking, HOUR.multipliedBy(2));
        age("onevent_dead_event", "last_failure", other, HOUR.multipliedBy(2));
        assertThat(cleaning.cleanDead("a", HOUR, 10)).isEqualTo(1);
        assertThat(jdbc.texts("SELECT cast(id AS char(36)) FROM onevent_dead_event"))
                .containsExactly(parking.toString());
    }

    @Test
    void one_transaction_at_a_time_may_clean() throws Exception {
        try (StoreSession one = session()) {
            assertThat(one.cleaning().lock()).isTrue();
            assertThat(cleaning.lock()).isFalse();
            one.commit();
            assertThat(cleaning.lock()).isTrue();
        }
    }
}
