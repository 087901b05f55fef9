package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.onevent.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a run ends its event, and that only one does. */
abstract class EndsContract extends TablesContract {

    EndsContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
    }

    @Test
    void an_event_is_ended_once_and_only_in_the_version_that_is_known() {
        UUID id = insert(row("a"));
        assertThat(events.end(id, 1)).isFalse();
        assertThat(dueIds("a")).containsExactly(id);
        assertThat(events.end(id, 0)).isTrue();
        assertThat(events.end(id, 0)).isFalse();
        assertThat(count("onevent_event")).isZero();
    }

    @Test
    void a_retry_counts_raises_the_version_and_waits() {
        UUID id = insert(row("a"));
        assertThat(events.retry(id, 1, HOUR, false)).isFalse();
        assertThat(only("a").event().retry()).isZero();
        Instant before = clock.now();
        assertThat(events.retry(id, 0, HOUR, false)).isTrue();
        assertThat(events.retry(id, 0, HOUR, false)).isFalse();
        assertThat(dueIds("a")).isEmpty();
        assertThat(time("due_at", "onevent_event", id)).isCloseTo(before.plus(HOUR), within(5, ChronoUnit.SECONDS));
        assertThat(events.retry(id, 1, Duration.ZERO, false)).isTrue();
        assertThat(only("a").event().retry()).isEqualTo(2);
        assertThat(only("a").version()).isEqualTo(2);
    }

    @Test
    void the_first_failure_is_kept_through_further_ones() {
        UUID id = insert(row("a"));
        Instant before = clock.now();
        events.retry(id, 0, Duration.ZERO, false);
        Instant first = time("first_failure", "onevent_event", id);
        assertThat(first).isBetween(before.minusMillis(1), clock.now().plusMillis(1));
        events.retry(id, 1, Duration.ZERO, false);
        assertThat(time("first_failure", "onevent_event", id)).isEqualTo(first);
        events.bury(id, 2, Reason.FAILED, Failure.saying("no"));
        assertThat(time("first_failure", "onevent_dead_event", id)).isEqualTo(first);
        assertThat(time("last_failure", "onevent_dead_event", id)).isAfterOrEqualTo(first);
    }

    @Test
    void a_retry_says_whether_the_event_stays_suspect() {
        UUID id = insert(row("a"));
        events.retry(id, 0, Duration.ZERO, true);
        assertThat(only("a").suspect()).isTrue();
        events.retry(id, 1, Duration.ZERO, false);
        assertThat(only("a").suspect()).isFalse();
    }

    @Test
    void a_postponed_event_waits_uncounted_in_a_higher_version_and_is_not_suspect_any_more() {
        UUID id = insert(expiring("a", HOUR_AGO));
        assertThat(events.postpone(id, 1, HOUR)).isFalse();
        assertThat(events.postpone(id, 0, HOUR)).isTrue();
        assertThat(dueIds("a")).isEmpty();
        suspect(id, 1);
        events.start(id, 2, UUID.randomUUID());
        assertThat(events.postpone(id, 3, Duration.ZERO)).isTrue();
        TakenEvent postponed = only("a");
        assertThat(postponed.version()).isEqualTo(4);
        assertThat(postponed.event().retry()).isZero();
        assertThat(postponed.suspect()).isFalse();
        assertThat(column("holder", UUID.class, id)).isNull();
    }

    @Test
    void the_start_of_a_suspect_names_its_instance_and_raises_the_version() {
        UUID id = insert(expiring("a", HOUR));
        UUID instance = UUID.randomUUID();
        assertThat(events.start(id, 1, instance)).isFalse();
        assertThat(column("holder", UUID.class, id)).isNull();
        assertThat(events.start(id, 0, instance)).isTrue();
        assertThat(column("holder", UUID.class, id)).isEqualTo(instance);
        assertThat(only("a").version()).isEqualTo(1);
        assertThat(only("a").startBeforeNanos()).isNull();
        events.retry(id, 1, Duration.ZERO, true);
        assertThat(column("holder", UUID.class, id)).isNull();
    }

    @Test
    void a_buried_event_is_dead_with_all_that_is_known_of_it() {
        Instant expiresAt = Instant.parse("2100-01-02T03:04:05Z");
        UUID id = insert(new NewEventRow(Ids.next(), "a", "payload", "g", 0, expiresAt, null));
        events.retry(id, 0, Duration.ZERO, false);
        Instant created = only("a").event().createDate();
        long seq = column("seq", Long.class, id);
        assertThat(events.bury(id, 1, Reason.FAILED, new Failure("java.lang.Error", "message", "trace")))
                .isTrue();
        assertThat(count("onevent_event")).isZero();
        assertThat(jdbc.query(
                        "SELECT name, payload, retry, group_id, seq, version, reason, error_class, message, stack_trace"
                                + " FROM onevent_dead_event WHERE id = ?",
                        result -> IntStream.rangeClosed(1, 10)
                                .mapToObj(i -> {
                                    try {
                                        return result.getString(i);
                                    } catch (SQLException e) {
                                        throw new AssertionError(e);
                                    }
                                })
                                .toList(),
                        id))
                .containsExactly(List.of(
                        "a", "payload", "1", "g", "" + seq, "2", "FAILED", "java.lang.Error", "message", "trace"));
        assertThat(time("create_date", "onevent_dead_event", id)).isEqualTo(created);
        assertThat(time("expired_at", "onevent_dead_event", id)).isEqualTo(expiresAt);
    }

    @Test
    void an_event_that_was_changed_meanwhile_is_not_buried() {
        UUID id = insert(row("a"));
        events.retry(id, 0, Duration.ZERO, false);
        assertThat(events.bury(id, 0, Reason.FAILED, Failure.saying("no"))).isFalse();
        assertThat(dueIds("a")).containsExactly(id);
        assertThat(count("onevent_dead_event")).isZero();
    }

    @Test
    void an_event_that_expired_is_buried_with_one_time_of_failure_and_no_throwable() {
        UUID id = insert(expiring("a", HOUR_AGO));
        Instant before = clock.now();
        assertThat(events.bury(id, 0, Reason.EXPIRED, Failure.saying("late"))).isTrue();
        assertThat(time("first_failure", "onevent_dead_event", id))
                .isBetween(before.minusMillis(1), clock.now().plusMillis(1));
        assertThat(column("error_class", "onevent_dead_event", String.class, id))
                .isNull();
    }

    @Test
    void a_failure_of_the_greatest_size_can_be_stored() {
        UUID id = insert(row("a"));
        String emoji = "\uD83D\uDE00";
        Failure huge = new Failure(emoji.repeat(400), emoji.repeat(3_000) + "\0", "\u03a9\0".repeat(20_000));
        assertThat(events.bury(id, 0, Reason.FAILED, huge)).isTrue();
        assertThat(column("message", "onevent_dead_event", String.class, id)).isEqualTo(huge.message());
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void of_two_transactions_that_end_an_event_exactly_one_wins(int isolation) throws SQLException {
        UUID id = insert(row("a"));
        try (StoreSession winner = open(isolation);
                StoreSession loser = open(isolation)) {
            // Both have seen the event before either ends it.
            assertThat(winner.due().isAnyOf(List.of("a"))).isTrue();
            assertThat(loser.due().isAnyOf(List.of("a"))).isTrue();
            assertThat(winner.events().end(id, 0)).isTrue();
            CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> endedOrContended(loser, id));
            awaitWaiting(second, isolation);
            winner.commit();
            assertThat(second.join()).isFalse();
        }
        assertThat(count("onevent_event")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void a_transaction_that_rolls_back_leaves_the_event_to_the_other(int isolation) throws SQLException {
        UUID id = insert(row("a"));
        try (StoreSession second = open(isolation)) {
            assertThat(second.due().isAnyOf(List.of("a"))).isTrue();
            CompletableFuture<Boolean> end;
            try (StoreSession first = open(isolation)) {
                assertThat(first.events().end(id, 0)).isTrue();
                end = CompletableFuture.supplyAsync(() -> endedOrContended(second, id));
                awaitWaiting(end, isolation);
            }
            assertThat(end.join()).isEqualTo(waitsForWriters(isolation));
            second.commit();
        }
        assertThat(count("onevent_event")).isEqualTo(waitsForWriters(isolation) ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void a_run_whose_event_was_made_suspect_meanwhile_cannot_end_it(int isolation) throws SQLException {
        UUID id = insert(row("a"));
        try (StoreSession slept = open(isolation)) {
            assertThat(slept.due().isAnyOf(List.of("a"))).isTrue();
            suspect(id, 0);
            assertThat(endedOrContended(slept, id)).isFalse();
        }
        assertThat(dueIds("a")).containsExactly(id);
    }

    @Test
    void many_events_are_ended_at_once_but_for_those_that_have_changed() {
        List<NewEventRow> rows = IntStream.range(0, 300).mapToObj(i -> row("a")).toList();
        inserts.insertAlone(rows);
        List<TakenEvent> taken = read("a", 300);
        UUID changed = taken.get(7).id();
        events.retry(changed, 0, HOUR, false);
        events.end(taken.get(8).id(), 0);
        assertThat(events.endAll(taken))
                .hasSize(298)
                .doesNotContain(changed, taken.get(8).id());
        assertThat(count("onevent_event")).isEqualTo(1);
        assertThat(events.endAll(List.of(taken.get(0)))).isEmpty();
    }
}
