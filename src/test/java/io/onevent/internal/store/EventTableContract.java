package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.onevent.EventStoreException;
import io.onevent.Reason;
import io.onevent.internal.store.EventTable.Orphan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every database must do for the verbs of the tables. Each verb commits by itself unless a test opens a transaction. */
abstract class EventTableContract {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration HOUR_AGO = Duration.ofHours(-1);

    private final DataSource dataSource;
    private final Dialect dialect;
    private final Jdbc jdbc;
    private final EventTable events;
    private final InstanceTable instances;
    private final LeadTable leads;

    EventTableContract(DataSource dataSource, Dialect dialect) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        jdbc = new Jdbc(dataSource, 10);
        events = new EventTable(jdbc, jdbc, dialect);
        instances = new InstanceTable(jdbc, dialect);
        leads = new LeadTable(jdbc);
    }

    @BeforeEach
    void forgetAll() {
        for (String table : List.of("onevent_event", "onevent_dead_event", "onevent_instance", "onevent_lead")) {
            jdbc.update("DELETE FROM " + table);
        }
    }

    private StoreSession open(int isolation) throws SQLException {
        return StoreSession.open(dataSource, dialect, isolation);
    }

    private StoreSession open() throws SQLException {
        return open(Connection.TRANSACTION_READ_COMMITTED);
    }

    private static EventRow row(String name) {
        return new EventRow(Ids.next(), name, null, null, 0, null, null);
    }

    private static EventRow due(String name, Duration delay) {
        return new EventRow(Ids.next(), name, null, null, delay.toMillis(), null, null);
    }

    private static EventRow grouped(String group, String name) {
        return new EventRow(Ids.next(), name, null, group, 0, null, null);
    }

    private static EventRow expiring(String name, Duration expiresAfter) {
        return new EventRow(Ids.next(), name, null, null, 0, null, expiresAfter.toMillis());
    }

    private UUID insert(EventRow row) {
        events.insertAlone(List.of(row));
        return row.id();
    }

    private List<UUID> dueIds(String name) {
        return events.readDue(name, 1_000, System.nanoTime()).stream()
                .map(TakenEvent::id)
                .toList();
    }

    /** The event that is the only one due of its name. */
    private TakenEvent only(String name) {
        List<TakenEvent> due = events.readDue(name, 10, System.nanoTime());
        assertThat(due).hasSize(1);
        return due.get(0);
    }

    private <T> T column(String column, String table, Class<T> type, UUID id) {
        return jdbc.query(
                        "SELECT " + column + " FROM " + table + " WHERE id = ?",
                        result -> result.getObject(1, type),
                        id)
                .get(0);
    }

    private <T> T column(String column, Class<T> type, UUID id) {
        return column(column, "onevent_event", type, id);
    }

    private Instant time(String column, String table, UUID id) {
        return jdbc.query(
                        "SELECT " + column + " AS found FROM " + table + " WHERE id = ?",
                        result -> Jdbc.instant(result, "found"),
                        id)
                .get(0);
    }

    private int count(String table) {
        return jdbc.query("SELECT count(*) FROM " + table, result -> result.getInt(1))
                .get(0);
    }

    // Insert and read

    @Test
    void the_changelog_makes_as_many_group_locks_as_publishing_hashes_to() {
        assertThat(count("onevent_group_lock")).isEqualTo(256);
    }

    @Test
    void an_event_is_read_as_it_was_inserted() {
        Instant before = events.clock();
        Instant expiresAt = before.plus(HOUR).truncatedTo(ChronoUnit.MICROS);
        EventRow row = new EventRow(Ids.next(), "order.placed", "{\"id\":42}", "customer-7", 0, expiresAt, null);
        events.insertAlone(List.of(row));
        TakenEvent taken = only("order.placed");
        assertThat(taken.event())
                .extracting("id", "name", "payload", "group", "expiredAt", "retry")
                .containsExactly(row.id(), "order.placed", "{\"id\":42}", "customer-7", expiresAt, 0);
        assertThat(taken.event().createDate())
                .isBetween(before.minusMillis(1), events.clock().plusMillis(1));
        assertThat(taken.version()).isZero();
        assertThat(taken.suspect()).isFalse();
        assertThat(taken.payloadLeftBehind()).isFalse();
        assertThat(taken.isTooLate()).isFalse();
    }

    @Test
    void nothing_stays_null_and_an_empty_payload_stays_empty() {
        insert(row("none"));
        assertThat(only("none").event())
                .extracting("payload", "group", "expiredAt")
                .containsOnlyNulls();
        assertThat(only("none").startBeforeNanos()).isNull();
        insert(new EventRow(Ids.next(), "empty", "", null, 0, null, null));
        assertThat(only("empty").event().payload()).isEmpty();
    }

    @Test
    void texts_of_any_script_come_back() {
        String name = "\u03a9 \uD83D\uDE00 'quoted' %_\\";
        insert(new EventRow(Ids.next(), name, name, name, 0, null, null));
        assertThat(only(name).event()).extracting("name", "payload", "group").containsOnly(name);
    }

    @Test
    void a_large_payload_is_left_behind_and_read_by_itself() {
        String most = "p".repeat(16_384);
        insert(new EventRow(Ids.next(), "most", most, null, 0, null, null));
        assertThat(only("most").event().payload()).isEqualTo(most);
        assertThat(only("most").payloadLeftBehind()).isFalse();
        // Counted in bytes: half as many characters.
        String larger = "\u03a9".repeat(8_193);
        insert(new EventRow(Ids.next(), "larger", larger, null, 0, null, null));
        TakenEvent taken = only("larger");
        assertThat(taken.payloadLeftBehind()).isTrue();
        assertThat(taken.event().payload()).isNull();
        assertThat(events.payload(taken.id())).isEqualTo(larger);
    }

    @Test
    void the_payload_of_none_and_of_an_event_that_is_gone_is_null() {
        assertThat(events.payload(insert(row("a")))).isNull();
        assertThat(events.payload(UUID.randomUUID())).isNull();
    }

    @Test
    void the_longest_due_comes_first_and_those_due_at_once_in_the_order_of_their_numbers() {
        UUID second = insert(due("a", Duration.ofSeconds(-20)));
        UUID first = insert(due("a", Duration.ofSeconds(-30)));
        List<EventRow> last = IntStream.range(0, 20).mapToObj(i -> row("a")).toList();
        try (StoreSession atOnce = open()) {
            atOnce.events().insert(last);
            atOnce.commit();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        List<UUID> expected = new ArrayList<>(List.of(first, second));
        last.forEach(row -> expected.add(row.id()));
        assertThat(dueIds("a")).containsExactlyElementsOf(expected);
        assertThat(events.readDue("a", 3, System.nanoTime()))
                .map(TakenEvent::id)
                .containsExactlyElementsOf(expected.subList(0, 3));
    }

    @Test
    void only_events_of_the_name_are_read() {
        UUID mine = insert(row("a"));
        insert(row("A"));
        insert(row("a "));
        assertThat(dueIds("a")).containsExactly(mine);
    }

    @Test
    void a_delayed_event_is_not_due() {
        UUID delayed = insert(due("a", HOUR));
        assertThat(dueIds("a")).isEmpty();
        assertThat(time("due_at", "onevent_event", delayed))
                .isCloseTo(time("create_date", "onevent_event", delayed).plus(HOUR), within(100, ChronoUnit.MILLIS));
    }

    @Test
    void an_expiry_counts_from_the_insert_and_a_time_wins() {
        UUID after = insert(expiring("a", HOUR));
        assertThat(time("expired_at", "onevent_event", after))
                .isCloseTo(time("create_date", "onevent_event", after).plus(HOUR), within(100, ChronoUnit.MILLIS));
        Instant time = Instant.parse("2100-01-02T03:04:05.123456Z");
        UUID at = insert(new EventRow(Ids.next(), "a", null, null, 0, time, 1L));
        assertThat(time("expired_at", "onevent_event", at)).isEqualTo(time);
    }

    @Test
    void an_expired_event_is_not_read_unless_a_run_is_recorded() {
        UUID expired = insert(expiring("a", HOUR_AGO));
        assertThat(dueIds("a")).isEmpty();
        events.retry(expired, 0, Duration.ZERO, false);
        TakenEvent repeated = only("a");
        assertThat(repeated.event().expiredAt()).isNotNull();
        assertThat(repeated.startBeforeNanos()).isNull();
        assertThat(repeated.isTooLate()).isFalse();
    }

    @Test
    void an_event_that_expires_says_until_when_it_must_start() {
        insert(expiring("a", HOUR));
        long nanos = only("a").startBeforeNanos() - System.nanoTime();
        assertThat(Duration.ofNanos(nanos)).isCloseTo(HOUR, Duration.ofSeconds(10));
    }

    @Test
    void events_inserted_outside_a_transaction_by_mistake_are_refused() {
        assertThatThrownBy(() -> events.insert(List.of(row("a"))))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ONEVENT-501");
        assertThat(count("onevent_event")).isZero();
        assertThat(events.isInTransaction()).isFalse();
    }

    @Test
    void events_of_a_transaction_exist_when_it_commits() throws SQLException {
        try (StoreSession rolledBack = open()) {
            assertThat(rolledBack.events().isInTransaction()).isTrue();
            rolledBack.events().insert(List.of(row("a")));
        }
        assertThat(dueIds("a")).isEmpty();
        try (StoreSession committed = open()) {
            committed.events().insert(List.of(row("a")));
            assertThat(dueIds("a")).isEmpty();
            committed.commit();
        }
        assertThat(dueIds("a")).hasSize(1);
    }

    @Test
    void a_batch_is_stored_whole_or_not_at_all() {
        EventRow twice = row("a");
        assertThatThrownBy(() -> events.insertAlone(List.of(row("a"), twice, twice)))
                .isExactlyInstanceOf(EventStoreException.class)
                .hasMessageContaining("ONEVENT-502")
                .hasMessageContaining("named [a]");
        assertThat(count("onevent_event")).isZero();
    }

    @Test
    void the_names_of_all_stored_events_are_known() {
        assertThat(events.names()).isEmpty();
        List<String> names = List.of("order.placed", "Order.placed", "order", "\u00e4rger", "zebra", "a b", "!");
        names.forEach(name -> {
            insert(row(name));
            insert(due(name, HOUR));
        });
        assertThat(events.names()).containsExactlyInAnyOrderElementsOf(names);
    }

    // Groups

    @Test
    void only_the_head_of_a_group_is_read() {
        UUID first = insert(grouped("g", "a"));
        UUID second = insert(grouped("g", "a"));
        UUID other = insert(grouped("h", "a"));
        UUID alone = insert(row("a"));
        assertThat(dueIds("a")).containsExactlyInAnyOrder(first, other, alone);
        events.end(first, 0);
        assertThat(dueIds("a")).containsExactlyInAnyOrder(second, other, alone);
    }

    @Test
    void a_head_of_another_name_holds_its_group() {
        UUID head = insert(grouped("g", "b"));
        UUID next = insert(grouped("g", "a"));
        assertThat(dueIds("a")).isEmpty();
        events.end(head, 0);
        assertThat(dueIds("a")).containsExactly(next);
    }

    @Test
    void a_head_that_is_not_due_holds_its_group() {
        events.insertAlone(List.of(new EventRow(Ids.next(), "a", null, "g", HOUR.toMillis(), null, null)));
        insert(grouped("g", "a"));
        assertThat(dueIds("a")).isEmpty();
        UUID retried = insert(grouped("h", "a"));
        insert(grouped("h", "a"));
        events.retry(retried, 0, HOUR, false);
        assertThat(dueIds("a")).isEmpty();
    }

    @Test
    void a_head_that_has_expired_holds_its_group_until_it_is_buried() {
        UUID head = insert(new EventRow(Ids.next(), "a", null, "g", 0, null, HOUR_AGO.toMillis()));
        UUID next = insert(grouped("g", "a"));
        assertThat(dueIds("a")).isEmpty();
        events.bury(head, 0, Reason.EXPIRED, Failure.saying("late"));
        assertThat(dueIds("a")).containsExactly(next);
    }

    @Test
    void a_batch_keeps_the_order_within_its_groups() {
        List<EventRow> rows = Stream.of("g", "h", "g", "h", "g")
                .map(group -> grouped(group, "a"))
                .toList();
        events.insertAlone(rows);
        assertThat(jdbc.query("SELECT id FROM onevent_event ORDER BY seq", result -> result.getObject(1, UUID.class)))
                .containsExactlyElementsOf(rows.stream().map(EventRow::id).toList());
    }

    @Test
    void within_a_group_the_order_of_numbers_is_the_order_of_commits() throws SQLException {
        EventRow first = grouped("g", "a");
        EventRow second = grouped("g", "a");
        CompletableFuture<Void> insertSecond;
        try (StoreSession session = open()) {
            session.events().insert(List.of(first));
            insertSecond = CompletableFuture.runAsync(() -> insert(second));
            await("the second publisher to wait for the first")
                    .during(Duration.ofMillis(200))
                    .until(() -> !insertSecond.isDone());
            session.commit();
        }
        insertSecond.join();
        assertThat(dueIds("a")).containsExactly(first.id());
        events.end(first.id(), 0);
        assertThat(dueIds("a")).containsExactly(second.id());
    }

    @Test
    void publishers_of_other_groups_and_of_none_do_not_wait() throws SQLException {
        try (StoreSession session = open()) {
            session.events().insert(List.of(grouped("g", "a")));
            insert(grouped("h", "a"));
            insert(row("a"));
        }
        assertThat(dueIds("a")).hasSize(2);
    }

    // Ends of runs

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
        Instant before = events.clock();
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
        Instant before = events.clock();
        events.retry(id, 0, Duration.ZERO, false);
        Instant first = time("first_failure", "onevent_event", id);
        assertThat(first).isBetween(before.minusMillis(1), events.clock().plusMillis(1));
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
        UUID id = insert(new EventRow(Ids.next(), "a", "payload", "g", 0, expiresAt, null));
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
        Instant before = events.clock();
        assertThat(events.bury(id, 0, Reason.EXPIRED, Failure.saying("late"))).isTrue();
        assertThat(time("first_failure", "onevent_dead_event", id))
                .isBetween(before.minusMillis(1), events.clock().plusMillis(1));
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

    // Two that want to end the same event

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void of_two_transactions_that_end_an_event_exactly_one_wins(int isolation) throws SQLException {
        UUID id = insert(row("a"));
        try (StoreSession winner = open(isolation);
                StoreSession loser = open(isolation)) {
            // Both have seen the event before either ends it.
            assertThat(winner.events().readDue("a", 1, System.nanoTime())).hasSize(1);
            assertThat(loser.events().readDue("a", 1, System.nanoTime())).hasSize(1);
            assertThat(winner.events().end(id, 0)).isTrue();
            CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> endedOrContended(loser, id));
            await("the second to wait for the first")
                    .during(Duration.ofMillis(100))
                    .until(() -> !second.isDone());
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
            assertThat(second.events().readDue("a", 1, System.nanoTime())).hasSize(1);
            CompletableFuture<Boolean> end;
            try (StoreSession first = open(isolation)) {
                assertThat(first.events().end(id, 0)).isTrue();
                end = CompletableFuture.supplyAsync(() -> endedOrContended(second, id));
                await("the second to wait for the first")
                        .during(Duration.ofMillis(100))
                        .until(() -> !end.isDone());
            }
            assertThat(end.join()).isTrue();
            second.commit();
        }
        assertThat(count("onevent_event")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void a_run_whose_event_was_made_suspect_meanwhile_cannot_end_it(int isolation) throws SQLException {
        UUID id = insert(row("a"));
        try (StoreSession slept = open(isolation)) {
            assertThat(slept.events().readDue("a", 1, System.nanoTime())).hasSize(1);
            suspect(id, 0);
            assertThat(endedOrContended(slept, id)).isFalse();
        }
        assertThat(dueIds("a")).containsExactly(id);
    }

    private static boolean endedOrContended(StoreSession session, UUID id) {
        try {
            return session.events().end(id, 0);
        } catch (EventStoreException refused) {
            assertThat(Transactions.isContention(refused)).as("%s", refused).isTrue();
            assertThat(Transactions.isSerializationFailure(refused))
                    .as("%s", refused)
                    .isTrue();
            return false;
        }
    }

    // Suspects

    private void suspect(UUID id, int version) {
        events.suspect(List.of(new Orphan(id, "a", version, 0, null)));
    }

    @Test
    void a_suspect_has_a_higher_version() {
        UUID id = insert(row("a"));
        suspect(id, 0);
        assertThat(only("a").suspect()).isTrue();
        assertThat(only("a").version()).isEqualTo(1);
        assertThat(only("a").event().retry()).isZero();
    }

    @Test
    void an_orphan_that_was_changed_meanwhile_does_not_become_suspect() {
        UUID changed = insert(row("a"));
        UUID innocent = insert(row("b"));
        events.retry(changed, 0, Duration.ZERO, false);
        events.suspect(List.of(new Orphan(changed, "a", 0, 0, null), new Orphan(innocent, "b", 0, 0, null)));
        assertThat(only("a").suspect()).isFalse();
        assertThat(only("a").version()).isEqualTo(1);
        assertThat(only("b").suspect()).isTrue();
        events.suspect(List.of());
    }

    @Test
    void a_first_start_that_was_lost_does_not_lift_the_expiry() {
        insert(expiring("a", HOUR));
        suspect(only("a").id(), 0);
        assertThat(only("a").startBeforeNanos()).isNotNull();
    }

    @Test
    void orphans_are_those_that_are_still_there() {
        UUID started = insert(row("a"));
        UUID plain = insert(row("b"));
        UUID instance = UUID.randomUUID();
        events.retry(started, 0, Duration.ZERO, true);
        events.start(started, 1, instance);
        assertThat(events.lockOrphans(List.of(started, plain, UUID.randomUUID())))
                .containsExactlyInAnyOrder(
                        new Orphan(started, "a", 2, 1, instance), new Orphan(plain, "b", 0, 0, null));
        assertThat(events.lockOrphans(List.of())).isEmpty();
    }

    @Test
    void orphans_may_be_many() {
        List<EventRow> rows = IntStream.range(0, 450).mapToObj(i -> row("a")).toList();
        events.insertAlone(rows);
        List<UUID> ids = rows.stream().map(EventRow::id).toList();
        assertThat(events.lockOrphans(ids)).map(Orphan::id).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void an_orphan_that_is_being_ended_is_left_out_without_waiting() throws SQLException {
        UUID ending = insert(row("a"));
        UUID left = insert(row("a"));
        try (StoreSession finisher = open();
                StoreSession successor = open()) {
            assertThat(finisher.events().end(ending, 0)).isTrue();
            assertThat(successor.events().lockOrphans(List.of(ending, left)))
                    .map(Orphan::id)
                    .containsExactly(left);
        }
        assertThat(dueIds("a")).containsExactlyInAnyOrder(ending, left);
    }

    // Expiry

    private List<UUID> expired(Set<String> atOnce, Set<String> never, Duration others, int limit) {
        return events.readExpired(atOnce, never, others, limit).stream()
                .map(TakenEvent::id)
                .toList();
    }

    @Test
    void expired_events_are_read_of_led_names_at_once_of_others_later_and_of_some_never() {
        Duration lease = Duration.ofSeconds(30);
        UUID mine = insert(expiring("mine", Duration.ofSeconds(-10)));
        insert(expiring("theirs", HOUR_AGO));
        insert(expiring("nobodys", Duration.ofSeconds(-10)));
        UUID longAgo = insert(expiring("nobodys", HOUR_AGO));
        assertThat(expired(Set.of("mine", "other"), Set.of("theirs", "more"), lease, 10))
                .containsExactly(longAgo, mine);
        assertThat(expired(Set.of("mine"), Set.of(), lease, 10)).hasSize(3);
        assertThat(expired(Set.of(), Set.of("theirs"), lease, 10)).containsExactly(longAgo);
        assertThat(expired(Set.of(), Set.of(), Duration.ZERO, 10)).hasSize(4);
    }

    @Test
    void the_longest_expired_come_first_and_so_many_at_most() {
        UUID second = insert(expiring("a", Duration.ofSeconds(-20)));
        UUID first = insert(expiring("a", Duration.ofSeconds(-30)));
        insert(expiring("a", Duration.ofSeconds(-10)));
        assertThat(expired(Set.of("a"), Set.of(), HOUR, 2)).containsExactly(first, second);
    }

    @Test
    void an_event_does_not_expire_before_its_time_nor_after_a_recorded_run() {
        insert(row("a"));
        insert(expiring("a", HOUR));
        events.retry(insert(expiring("a", HOUR_AGO)), 0, HOUR, false);
        events.postpone(insert(expiring("a", HOUR_AGO)), 0, HOUR);
        events.start(insert(expiring("a", HOUR_AGO)), 0, UUID.randomUUID());
        assertThat(expired(Set.of("a"), Set.of(), Duration.ZERO, 10)).isEmpty();
    }

    @Test
    void a_delayed_event_can_be_read_as_expired() {
        UUID id = insert(new EventRow(Ids.next(), "a", null, null, HOUR.toMillis(), null, HOUR_AGO.toMillis()));
        assertThat(expired(Set.of("a"), Set.of(), HOUR, 10)).containsExactly(id);
    }

    // Instances

    @Test
    void an_instance_whose_lease_has_run_out_is_dead_with_what_it_had_taken() throws SQLException {
        UUID live = UUID.randomUUID();
        UUID dead = UUID.randomUUID();
        UUID longDead = UUID.randomUUID();
        List<UUID> taken = List.of(UUID.randomUUID(), UUID.randomUUID());
        instances.enter(live, "live", HOUR);
        assertThat(instances.lockDead()).isNull();
        instances.enter(dead, "shop/shop", Duration.ofSeconds(-10));
        assertThat(instances.take(dead, taken)).isTrue();
        instances.enter(longDead, "shop/shop", HOUR_AGO);
        try (StoreSession successor = open();
                StoreSession other = open()) {
            assertThat(successor.instances().lockDead())
                    .isEqualTo(new InstanceTable.Dead(longDead, "shop/shop", List.of()));
            assertThat(other.instances().lockDead()).isEqualTo(new InstanceTable.Dead(dead, "shop/shop", taken));
        }
    }

    @Test
    void an_instance_that_renews_lives() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR_AGO);
        assertThat(instances.renew(id, HOUR)).isTrue();
        assertThat(instances.lockDead()).isNull();
        assertThat(time("lease_until", "onevent_instance", id))
                .isCloseTo(events.clock().plus(HOUR), within(5, ChronoUnit.SECONDS));
    }

    @Test
    void an_instance_that_left_or_was_taken_over_learns_it() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR);
        instances.leave(id);
        assertThat(instances.renew(id, HOUR)).isFalse();
        assertThat(instances.take(id, List.of(UUID.randomUUID()))).isFalse();
        assertThat(count("onevent_instance")).isZero();
    }

    @Test
    void what_an_instance_takes_replaces_what_it_had_taken_and_may_be_much() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR_AGO);
        instances.take(id, List.of(UUID.randomUUID()));
        List<UUID> many =
                IntStream.range(0, 2_000).mapToObj(i -> UUID.randomUUID()).toList();
        instances.take(id, many);
        assertThat(instances.lockDead().taken()).isEqualTo(many);
        instances.take(id, List.of());
        assertThat(instances.lockDead().taken()).isEmpty();
    }

    // Leads

    private UUID liveInstance() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR);
        return id;
    }

    @Test
    void a_lead_is_taken_by_the_first_that_comes() {
        UUID first = liveInstance();
        UUID second = liveInstance();
        assertThat(leads.take("a", first)).isFalse();
        leads.add("a");
        assertThat(leads.names()).containsExactly("a");
        assertThat(leads.read()).isEmpty();
        assertThat(leads.take("a", first)).isTrue();
        assertThat(leads.take("a", second)).isFalse();
        assertThat(leads.read()).isEqualTo(Map.of("a", first));
    }

    @Test
    void a_lead_whose_instance_is_gone_is_free() {
        UUID first = liveInstance();
        UUID second = liveInstance();
        leads.add("a");
        leads.take("a", first);
        instances.leave(first);
        assertThat(leads.read()).isEmpty();
        assertThat(leads.take("a", second)).isTrue();
        assertThat(leads.read()).isEqualTo(Map.of("a", second));
    }

    @Test
    void an_instance_that_releases_its_leads_leaves_those_of_others() {
        UUID first = liveInstance();
        UUID second = liveInstance();
        for (String name : List.of("a", "b", "c")) {
            leads.add(name);
        }
        leads.take("a", first);
        leads.take("b", second);
        leads.take("c", first);
        leads.release(first);
        assertThat(leads.read()).isEqualTo(Map.of("b", second));
        assertThat(leads.take("c", second)).isTrue();
    }

    @Test
    void the_row_of_a_lead_is_added_once() {
        leads.add("a");
        assertThatThrownBy(() -> leads.add("a")).isExactlyInstanceOf(EventStoreException.class);
        assertThat(leads.names()).containsExactly("a");
    }

    @Test
    void of_many_that_want_a_lead_at_once_one_has_it() {
        leads.add("a");
        UUID[] wanting = Stream.generate(this::liveInstance).limit(8).toArray(UUID[]::new);
        List<CompletableFuture<Boolean>> taking = Arrays.stream(wanting)
                .map(instance -> CompletableFuture.supplyAsync(() -> leads.take("a", instance)))
                .toList();
        assertThat(taking.stream().map(CompletableFuture::join).filter(took -> took))
                .hasSize(1);
    }
}
