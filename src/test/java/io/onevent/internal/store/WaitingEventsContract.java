package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.Reason;
import io.onevent.WaitingEvent;
import io.onevent.WaitingEvent.State;
import io.onevent.WaitingEventFilter;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every database must do for events that wait, as their publisher and the operator see and change them. */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WaitingEventsContract {

    private static final WaitingEventFilter ALL = WaitingEventFilter.all();
    private static final Duration HOUR = Duration.ofHours(1);

    private final DataSource dataSource;
    private final Dialect dialect;
    private final Jdbc jdbc;
    private final Store store;
    private final EventTable events;

    WaitingEventsContract(DataSource dataSource, Dialect dialect) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        jdbc = new Jdbc(dataSource, dialect, 10);
        store = new Store(
                dataSource,
                dialect,
                10,
                false,
                true,
                Map.of(
                        "jakarta.persistence.transactionType",
                        "RESOURCE_LOCAL",
                        "jakarta.persistence.nonJtaDataSource",
                        dialect.forEntities(dataSource)),
                "test");
        events = store.events();
    }

    @AfterAll
    void close() {
        store.close();
    }

    @BeforeEach
    void forgetAll() {
        jdbc.update("DELETE FROM onevent_event");
        jdbc.update("DELETE FROM onevent_key");
    }

    private UUID insert(NewEventRow row) {
        store.inserts().insertAlone(List.of(row));
        return row.id();
    }

    private UUID insert(String name, String group) {
        return insert(new NewEventRow(Ids.next(), name, "p", group, 0, null, null));
    }

    private UUID dueAt(Instant dueAt) {
        return insert(new NewEventRow(Ids.next(), "a", "p", null, null, null, false, null, 0, dueAt, null, null, null));
    }

    private List<UUID> list(WaitingEventFilter filter) {
        return store.waiting().list(filter, now()).stream()
                .map(waiting -> waiting.event().id())
                .toList();
    }

    private Instant now() {
        return store.clock().now();
    }

    private WaitingEvent find(UUID id) {
        return store.waiting().find(id).orElseThrow().at(now());
    }

    @Test
    void they_are_listed_the_oldest_due_first_in_pages() {
        Instant now = now();
        UUID last = dueAt(now.plus(HOUR));
        UUID first = insert("a", null);
        UUID second = insert("a", null);
        UUID beforeLast = dueAt(now.plus(HOUR).minusMillis(1));
        assertThat(list(ALL)).containsExactly(first, second, beforeLast, last);
        assertThat(list(ALL.limit(2))).containsExactly(first, second);
        assertThat(list(ALL.offset(1).limit(2))).containsExactly(second, beforeLast);
        assertThat(list(ALL.offset(4))).isEmpty();
        assertThat(store.waiting().count(ALL.limit(1), now())).isEqualTo(4);
    }

    @Test
    void a_filter_means_what_meets_all_of_its_conditions() {
        UUID plain = insert("a", null);
        UUID other = insert("b", null);
        UUID grouped = insert("a", "g");
        UUID keyed =
                insert(new NewEventRow(Ids.next(), "a", "p", "g", "k", null, false, null, 0, null, null, null, null));
        assertThat(list(ALL.name("a"))).containsExactly(plain, grouped, keyed);
        assertThat(list(ALL.name("A"))).isEmpty();
        assertThat(list(ALL.name("b"))).containsExactly(other);
        assertThat(list(ALL.group("g"))).containsExactly(grouped, keyed);
        assertThat(list(ALL.group("g").key("k"))).containsExactly(keyed);
        assertThat(find(keyed).event().key()).isEqualTo("k");
        Instant published = find(other).event().createDate();
        assertThat(list(ALL.publishedAfter(published))).containsExactly(other, grouped, keyed);
        assertThat(list(ALL.publishedBefore(published))).containsExactly(plain);
        assertThat(list(ALL.publishedAfter(Instant.MIN).publishedBefore(Instant.MAX)))
                .hasSize(4);
        assertThat(store.waiting().ids(ALL.group("g"), now())).containsExactlyInAnyOrder(grouped, keyed);
    }

    @Test
    void an_event_is_due_or_delayed_or_waits_for_a_retry() {
        UUID due = insert("a", null);
        UUID delayed = insert(new NewEventRow(Ids.next(), "a", null, null, HOUR.toMillis(), null, null));
        UUID retrying = insert("a", null);
        assertThat(events.retry(retrying, 0, HOUR, false)).isTrue();
        UUID postponed = insert("a", null);
        assertThat(events.postpone(postponed, 0, HOUR)).isTrue();
        UUID retried = insert("a", null);
        assertThat(events.retry(retried, 0, Duration.ZERO, false)).isTrue();
        assertThat(find(due).state()).isEqualTo(State.DUE);
        assertThat(find(delayed).state()).isEqualTo(State.DELAYED);
        assertThat(find(retrying).state()).isEqualTo(State.RETRYING);
        assertThat(find(postponed).state()).isEqualTo(State.RETRYING);
        assertThat(find(retried).state()).isEqualTo(State.DUE);
        assertThat(list(ALL.state(State.DUE))).containsExactlyInAnyOrder(due, retried);
        assertThat(list(ALL.state(State.DELAYED))).containsExactly(delayed);
        assertThat(list(ALL.state(State.RETRYING))).containsExactlyInAnyOrder(retrying, postponed);
        assertThat(store.waiting().count(ALL.state(State.RETRYING), now())).isEqualTo(2);
    }

    @Test
    void headers_come_back_as_they_were_given() {
        Map<String, String> headers = Map.of("trace", "00-1", "with \"quotes\"", "ü \uD83D\uDE00 \\ \n");
        UUID id = insert(new NewEventRow(
                Ids.next(), "a", null, null, null, null, false, Headers.text(headers), 0, null, null, null, null));
        assertThat(find(id).event().headers()).isEqualTo(headers);
        assertThat(find(insert("a", null)).event().headers()).isEmpty();
    }

    @Test
    void the_widest_headers_fit() {
        String value = "\u00FC".repeat(Headers.MOST_CHARACTERS - "{\"k\":\"\"}".length());
        String text = Headers.text(Map.of("k", value));
        assertThat(Headers.fit(text)).isTrue();
        assertThat(Headers.fit(text + "x")).isFalse();
        UUID id = insert(
                new NewEventRow(Ids.next(), "a", null, null, null, null, false, text, 0, null, null, null, null));
        assertThat(find(id).event().headers()).containsEntry("k", value);
    }

    @Test
    void what_is_due_at_a_time_is_due_then_and_what_was_due_in_the_past_now() {
        Instant at = now().plus(HOUR).plusNanos(123_000);
        assertThat(find(dueAt(at)).dueAt()).isBetween(at.minusNanos(1_000), at.plusNanos(1_000));
        WaitingEvent past = find(dueAt(now().minus(HOUR)));
        assertThat(past.dueAt())
                .isBetween(past.event().createDate(), past.event().createDate().plusSeconds(10));
    }

    @Test
    void a_time_to_live_counts_from_when_the_event_is_due() {
        Instant at = now().plus(HOUR);
        UUID id = insert(
                new NewEventRow(Ids.next(), "a", null, null, null, null, false, null, 0, at, null, null, 60_000L));
        assertThat(Duration.between(find(id).dueAt(), find(id).event().expiredAt()))
                .isCloseTo(Duration.ofMinutes(1), Duration.ofSeconds(10));
        UUID delayed = insert(new NewEventRow(
                Ids.next(), "a", null, null, null, null, false, null, 5_000, null, null, null, 60_000L));
        assertThat(Duration.between(find(delayed).dueAt(), find(delayed).event().expiredAt()))
                .isCloseTo(Duration.ofMinutes(1), Duration.ofSeconds(10));
        assertThatThrownBy(() -> insert(
                        new NewEventRow(Ids.next(), "a", null, null, null, null, false, null, 0, at, at, null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not after it is due");
    }

    @Test
    void one_that_is_deleted_is_found_by_no_end() {
        UUID id = insert("a", "g");
        UUID stays = insert("a", null);
        assertThat(store.cancels().cancel(List.of(id, UUID.randomUUID()))).containsExactly(new Gone(id, "a", "g"));
        assertThat(store.cancels().cancel(List.of(id))).isEmpty();
        assertThat(events.end(id, 0)).isFalse();
        assertThat(events.bury(id, 0, Reason.FAILED, Failure.saying("no"))).isFalse();
        assertThat(list(ALL)).containsExactly(stays);
    }

    @Test
    void the_key_of_one_that_is_cancelled_is_free_for_the_next() {
        NewEventRow keyed = new NewEventRow(
                Ids.next(), "a", null, null, "k", HOUR.toMillis(), false, null, 0, null, null, null, null);
        UUID id = insert(keyed);
        UUID other = insert(new NewEventRow(
                Ids.next(), "a", null, null, "other", HOUR.toMillis(), false, null, 0, null, null, null, null));
        assertThat(store.cancels().cancel(List.of(id))).hasSize(1);
        assertThat(jdbc.texts("SELECT event_key FROM onevent_key")).containsExactly("other");
        assertThat(store.events().end(other, 0)).isTrue();
        UUID next = Ids.next();
        NewEventRow again =
                new NewEventRow(next, "a", null, null, "k", HOUR.toMillis(), false, null, 0, null, null, null, null);
        assertThat(store.inserts().insertAlone(List.of(again)).ids()).containsExactly(next);
    }

    @Test
    void more_are_deleted_than_one_statement_takes() {
        List<UUID> ids = new ArrayList<>();
        store.inserts()
                .insertAlone(IntStream.range(0, 450)
                        .mapToObj(i -> new NewEventRow(Ids.next(), "a", null, null, 0, null, null))
                        .peek(row -> ids.add(row.id()))
                        .toList());
        assertThat(store.cancels().cancel(ids)).hasSize(450);
        assertThat(store.waiting().count(ALL, now())).isZero();
    }

    @Test
    void of_a_delete_and_an_end_the_second_waits_for_the_first() throws Exception {
        UUID id = insert("a", null);
        try (StoreSession handler = StoreSession.open(dataSource, dialect, Connection.TRANSACTION_READ_COMMITTED)) {
            assertThat(handler.events().end(id, 0)).isTrue();
            CompletableFuture<Collection<Gone>> cancel =
                    CompletableFuture.supplyAsync(() -> store.cancels().cancel(List.of(id)));
            assertThatThrownBy(() -> cancel.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            handler.commit();
            assertThat(cancel.get(10, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void another_due_time_raises_the_version_and_keeps_all_else() {
        UUID id = insert("a", "g");
        Instant at = now().plus(HOUR);
        assertThat(store.dueTimes().lock(id)).isEqualTo(new DueTimes.Locked("a", "g", null));
        store.dueTimes().at(id, at);
        assertThat(find(id).state()).isEqualTo(State.DELAYED);
        assertThat(events.end(id, 0)).isFalse();
        assertThat(events.versions(List.of(id, UUID.randomUUID()))).isEqualTo(Map.of(id, 1));
        store.dueTimes().now(id);
        assertThat(find(id).state()).isEqualTo(State.DUE);
        assertThat(events.end(id, 2)).isTrue();
        assertThat(store.dueTimes().lock(id)).isNull();
    }

    @Test
    void what_is_due_already_keeps_its_place_among_what_is_due() {
        UUID id = insert("a", null);
        Instant due = find(id).dueAt();
        store.dueTimes().now(id);
        assertThat(find(id).dueAt()).isEqualTo(due);
    }

    @Test
    void an_expiry_counts_until_a_start_is_recorded() {
        UUID id = insert(new NewEventRow(Ids.next(), "a", null, null, 0, null, HOUR.toMillis()));
        assertThat(store.dueTimes().lock(id).expiry())
                .isEqualTo(find(id).event().expiredAt());
        assertThat(events.postpone(id, 0, HOUR)).isTrue();
        assertThat(store.dueTimes().lock(id).expiry()).isNull();
    }
}
