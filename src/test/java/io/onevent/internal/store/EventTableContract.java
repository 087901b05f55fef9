package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.onevent.EventStoreException;
import io.onevent.QueueStatus;
import io.onevent.Reason;
import io.onevent.internal.store.ExpiredEvents.Expired;
import io.onevent.internal.store.Orphans.Orphan;
import io.onevent.internal.store.QueueFigures.Due;
import io.onevent.internal.store.tx.SqlStates;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every database must do for the verbs of the tables. Each verb commits by itself unless a test opens a transaction. */
@Tag("database")
abstract class EventTableContract {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration HOUR_AGO = Duration.ofHours(-1);

    private final DataSource dataSource;
    private final Dialect dialect;
    private final Jdbc jdbc;
    private final DatabaseClock clock;
    private final TransactionCheck transactionCheck;
    private final EventInserts inserts;
    private final DueEvents due;
    private final EventTable events;
    private final ExpiredEvents expired;
    private final Orphans orphans;
    private final InstanceTable instances;
    private final LeadTable leads;
    private final QueueFigures figures;
    private final PauseTable pause;

    EventTableContract(DataSource dataSource, Dialect dialect) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        jdbc = new Jdbc(dataSource, dialect, 10);
        clock = new DatabaseClock(jdbc, dialect);
        transactionCheck = new TransactionCheck(jdbc, dialect, true);
        inserts = inserts(jdbc, transactionCheck);
        events = new EventTable(jdbc, dialect, false);
        expired = new ExpiredEvents(jdbc, dialect, events);
        orphans = new Orphans(jdbc, dialect);
        instances = new InstanceTable(jdbc, dialect);
        due = DueEvents.of(jdbc, dialect);
        figures = new QueueFigures(jdbc);
        pause = new PauseTable(jdbc, dialect);
        leads = new LeadTable(jdbc, dialect);
    }

    private EventInserts inserts(Jdbc publishing, TransactionCheck check) {
        return new EventInserts(publishing, dialect, check, new GroupLocks(publishing, jdbc, dialect), clock);
    }

    /** So many of each part, and the heads of all groups. */
    private Demand wanted(String name, int limit) {
        return new Demand(limit, limit, 1, due.groups(name, "", 1_000));
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

    private static NewEventRow row(String name) {
        return new NewEventRow(Ids.next(), name, null, null, 0, null, null);
    }

    private static NewEventRow due(String name, Duration delay) {
        return new NewEventRow(Ids.next(), name, null, null, delay.toMillis(), null, null);
    }

    private static NewEventRow grouped(String group, String name) {
        return new NewEventRow(Ids.next(), name, null, group, 0, null, null);
    }

    private static NewEventRow expiring(String name, Duration expiresAfter) {
        return new NewEventRow(Ids.next(), name, null, null, 0, null, expiresAfter.toMillis());
    }

    private UUID insert(NewEventRow row) {
        inserts.insertAlone(List.of(row));
        return row.id();
    }

    /** As an instance that lives only for this. */
    private List<TakenEvent> read(String name, int limit) {
        UUID reader = UUID.randomUUID();
        instances.enter(reader, "reader", HOUR, Map.of());
        try {
            return due.read(name, wanted(name, limit), reader, Set.of(), System.nanoTime());
        } finally {
            instances.leave(reader);
        }
    }

    private List<UUID> dueIds(String name) {
        return read(name, 1_000).stream().map(TakenEvent::id).toList();
    }

    /** The event that is the only one due of its name. */
    private TakenEvent only(String name) {
        List<TakenEvent> found = read(name, 10);
        assertThat(found).hasSize(1);
        return found.get(0);
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
                        result -> jdbc.instant(result, "found"),
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
        assertThat(jdbc.texts("SELECT slot FROM onevent_group_lock ORDER BY slot"))
                .containsExactlyElementsOf(IntStream.range(0, GroupLocks.GROUP_LOCKS)
                        .mapToObj(String::valueOf)
                        .toList());
    }

    @Test
    void the_clock_and_an_expiry_need_no_row_of_the_pause() {
        jdbc.update("DELETE FROM onevent_pause");
        try {
            assertThat(clock.now()).isNotNull();
            insert(expiring("expires", HOUR));
            assertThat(pause.since()).isEmpty();
            pause.pause();
            assertThat(pause.since()).isPresent();
            pause.resume();
            assertThat(pause.since()).isEmpty();
        } finally {
            jdbc.update("DELETE FROM onevent_pause");
            jdbc.update("INSERT INTO onevent_pause (id, paused) VALUES (1, 0)");
        }
    }

    @Test
    void rows_that_must_be_there_are_missed_and_put_back() {
        NeededRows rows = new NeededRows(jdbc);
        assertThat(rows.lacking()).isEmpty();
        int locks = count("onevent_group_lock");
        jdbc.update("DELETE FROM onevent_pause");
        jdbc.update("DELETE FROM onevent_cleaning");
        jdbc.update("DELETE FROM onevent_group_lock WHERE slot <> 3");
        assertThat(rows.lacking()).containsExactly("onevent_pause", "onevent_cleaning", "onevent_group_lock");
        rows.lacking().forEach(rows::putBack);
        assertThat(rows.lacking()).isEmpty();
        assertThat(count("onevent_group_lock")).isEqualTo(locks);
        insert(grouped("a group", "grouped"));
        rows.putBack("onevent_group_lock");
        assertThatThrownBy(() -> rows.putBack("onevent_pause")).isInstanceOf(EventStoreException.class);
    }

    @Test
    void a_lead_of_nobody_and_one_of_a_dead_instance_are_read_as_free() {
        UUID live = UUID.randomUUID();
        instances.enter(live, "live", HOUR, Map.of());
        leads.add("free");
        leads.add("led");
        leads.add("left");
        leads.take("led", live);
        leads.take("left", UUID.randomUUID());
        assertThat(leads.readAll())
                .containsOnlyKeys("free", "led", "left")
                .containsEntry("led", live)
                .containsEntry("free", null)
                .containsEntry("left", null);
    }

    @Test
    void however_many_names_there_are_a_bounded_number_is_listed_and_all_of_them_are_counted_together() {
        for (int i = 0; i < 120; i++) {
            insert(row("name-" + i));
        }
        insert(grouped("g", "name-7"));
        insert(expiring("name-7", HOUR));
        assertThat(figures.storedNames(10)).hasSize(10).contains("name-0", "name-1", "name-10");
        Map<String, Long> stored = figures.stored(figures.storedNames(1_000), 1_000);
        assertThat(stored).hasSize(120).containsEntry("name-7", 3L).containsEntry("name-119", 1L);
        assertThat(figures.stored(List.of("name-7", "none"), 2))
                .containsEntry("name-7", 2L)
                .containsEntry("none", 0L);
    }

    @Test
    void an_event_is_read_as_it_was_inserted() {
        Instant before = clock.now();
        Instant expiresAt = before.plus(HOUR).truncatedTo(ChronoUnit.MICROS);
        NewEventRow row = new NewEventRow(Ids.next(), "order.placed", "{\"id\":42}", "customer-7", 0, expiresAt, null);
        inserts.insertAlone(List.of(row));
        TakenEvent taken = only("order.placed");
        assertThat(taken.event())
                .extracting("id", "name", "payload", "group", "expiredAt", "retry")
                .containsExactly(row.id(), "order.placed", "{\"id\":42}", "customer-7", expiresAt, 0);
        assertThat(taken.event().createDate())
                .isBetween(before.minusMillis(1), clock.now().plusMillis(1));
        assertThat(taken.version()).isZero();
        assertThat(taken.suspect()).isFalse();
        assertThat(taken.payloadLeftBehind()).isFalse();
        assertThat(taken.isTooLate(System.nanoTime())).isFalse();
    }

    @Test
    void nothing_stays_null_and_an_empty_payload_stays_empty() {
        insert(row("none"));
        assertThat(only("none").event())
                .extracting("payload", "group", "expiredAt")
                .containsOnlyNulls();
        assertThat(only("none").startBeforeNanos()).isNull();
        insert(new NewEventRow(Ids.next(), "empty", "", null, 0, null, null));
        assertThat(only("empty").event().payload()).isEmpty();
    }

    @Test
    void texts_of_any_script_come_back() {
        String name = "\u03a9 \uD83D\uDE00 'quoted' %_\\";
        insert(new NewEventRow(Ids.next(), name, name, name, 0, null, null));
        assertThat(only(name).event()).extracting("name", "payload", "group").containsOnly(name);
    }

    @Test
    void a_large_payload_is_left_behind_and_read_by_itself() {
        String most = "p".repeat(16_384);
        insert(new NewEventRow(Ids.next(), "most", most, null, 0, null, null));
        assertThat(only("most").event().payload()).isEqualTo(most);
        assertThat(only("most").payloadLeftBehind()).isFalse();
        // Counted in bytes: half as many characters.
        String larger = "\u03a9".repeat(8_193);
        insert(new NewEventRow(Ids.next(), "larger", larger, null, 0, null, null));
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
        List<NewEventRow> last = IntStream.range(0, 20).mapToObj(i -> row("a")).toList();
        try (StoreSession atOnce = open()) {
            atOnce.inserts().insert(last);
            atOnce.commit();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        List<UUID> expected = new ArrayList<>(List.of(first, second));
        last.forEach(row -> expected.add(row.id()));
        assertThat(dueIds("a")).containsExactlyElementsOf(expected);
        assertThat(read("a", 3)).map(TakenEvent::id).containsExactlyElementsOf(expected.subList(0, 3));
    }

    @Test
    void only_events_of_the_name_are_read() {
        UUID mine = insert(row("a"));
        insert(row("A"));
        insert(row("a "));
        insert(row("\u00e1"));
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
        UUID at = insert(new NewEventRow(Ids.next(), "a", null, null, 0, time, 1L));
        assertThat(time("expired_at", "onevent_event", at)).isEqualTo(time);
    }

    /** One of the times lies in the hour that the zone leaves out, one in the hour that it has twice. */
    @ParameterizedTest
    @ValueSource(strings = {"2100-03-14T02:30:00.123456Z", "2100-11-07T01:30:00.123456Z", "2100-11-07T04:00:00Z"})
    void a_time_is_kept_whatever_the_zone_of_the_jvm(String text) {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
        try {
            Instant time = Instant.parse(text);
            UUID id = insert(new NewEventRow(Ids.next(), "a", null, null, 0, time, null));
            assertThat(time("expired_at", "onevent_event", id)).isEqualTo(time);
            assertThat(time("create_date", "onevent_event", id))
                    .isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
            assertThat(clock.now()).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
            assertThat(dueIds("a")).containsExactly(id);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void an_expired_event_is_not_read_unless_a_run_is_recorded() {
        UUID expired = insert(expiring("a", HOUR_AGO));
        assertThat(dueIds("a")).isEmpty();
        events.retry(expired, 0, Duration.ZERO, false);
        TakenEvent repeated = only("a");
        assertThat(repeated.event().expiredAt()).isNotNull();
        assertThat(repeated.startBeforeNanos()).isNull();
        assertThat(repeated.isTooLate(System.nanoTime())).isFalse();
    }

    @Test
    void an_event_that_expires_says_until_when_it_must_start() {
        insert(expiring("a", HOUR));
        long nanos = only("a").startBeforeNanos() - System.nanoTime();
        assertThat(Duration.ofNanos(nanos)).isCloseTo(HOUR, Duration.ofSeconds(10));
    }

    @Test
    void events_inserted_outside_a_transaction_by_mistake_are_refused() {
        assertThatThrownBy(() -> inserts.insert(List.of(row("a"))))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ONEVENT-501");
        assertThat(count("onevent_event")).isZero();
        assertThat(transactionCheck.isInTransaction()).isFalse();
    }

    @Test
    void where_the_autocommit_mode_does_not_tell_no_insert_is_refused_for_it() {
        TransactionCheck trusting = new TransactionCheck(jdbc, dialect, false);
        inserts(jdbc, trusting).insert(List.of(row("a")));
        assertThat(count("onevent_event")).isEqualTo(1);
        assertThat(trusting.isInTransaction()).isTrue();
    }

    @Test
    void events_of_a_transaction_exist_when_it_commits() throws SQLException {
        try (StoreSession rolledBack = open()) {
            assertThat(rolledBack.transactionCheck().isInTransaction()).isTrue();
            rolledBack.inserts().insert(List.of(row("a")));
        }
        assertThat(dueIds("a")).isEmpty();
        try (StoreSession committed = open()) {
            committed.inserts().insert(List.of(row("a")));
            assertThat(dueIds("a")).isEmpty();
            committed.commit();
        }
        assertThat(dueIds("a")).hasSize(1);
    }

    @Test
    void a_batch_is_stored_whole_or_not_at_all() {
        NewEventRow twice = row("a");
        assertThatThrownBy(() -> inserts.insertAlone(List.of(row("a"), twice, twice)))
                .isExactlyInstanceOf(EventStoreException.class)
                .hasMessageContaining("ONEVENT-502")
                .hasMessageContaining("named [a]");
        assertThat(count("onevent_event")).isZero();
    }

    @Test
    void many_events_of_any_text_are_stored_at_once_in_their_order() {
        List<String> payloads =
                new ArrayList<>(List.of("", "NULL", "null", "{a,b}", "\"q\" \\ 'q'", " \t\n ", "\u03a9 \uD83D\uDE00"));
        payloads.add(1, null);
        payloads.add("p".repeat(1_500_000));
        List<NewEventRow> rows = IntStream.range(0, 2_345)
                .mapToObj(i -> new NewEventRow(
                        Ids.next(),
                        "n" + i % 3,
                        payloads.get(Math.min(i % 9, i < 30 ? 8 : 7)),
                        i % 2 == 0 ? null : "g" + i % 5,
                        0,
                        null,
                        null))
                .toList();
        inserts.insertAlone(rows);
        List<List<Object>> stored = jdbc.query(
                "SELECT id, name, payload, group_id FROM onevent_event ORDER BY seq",
                result -> Arrays.asList(
                        Jdbc.uuid(result, "id"),
                        result.getString("name"),
                        result.getString("payload"),
                        result.getString("group_id")));
        assertThat(stored)
                .containsExactlyElementsOf(rows.stream()
                        .map(row -> Arrays.<Object>asList(row.id(), row.name(), row.payload, row.group()))
                        .toList());
    }

    @Test
    void the_names_of_all_stored_events_are_known() {
        assertThat(figures.storedNames(1_000)).isEmpty();
        List<String> names = List.of("order.placed", "Order.placed", "order", "\u00e4rger", "zebra", "a b", "!");
        names.forEach(name -> {
            insert(row(name));
            insert(due(name, HOUR));
        });
        assertThat(figures.storedNames(1_000)).containsExactlyInAnyOrderElementsOf(names);
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
        inserts.insertAlone(List.of(new NewEventRow(Ids.next(), "a", null, "g", HOUR.toMillis(), null, null)));
        insert(grouped("g", "a"));
        assertThat(dueIds("a")).isEmpty();
        UUID retried = insert(grouped("h", "a"));
        insert(grouped("h", "a"));
        events.retry(retried, 0, HOUR, false);
        assertThat(dueIds("a")).isEmpty();
    }

    @Test
    void a_head_that_has_expired_holds_its_group_until_it_is_buried() {
        UUID head = insert(new NewEventRow(Ids.next(), "a", null, "g", 0, null, HOUR_AGO.toMillis()));
        UUID next = insert(grouped("g", "a"));
        assertThat(dueIds("a")).isEmpty();
        events.bury(head, 0, Reason.EXPIRED, Failure.saying("late"));
        assertThat(dueIds("a")).containsExactly(next);
    }

    @Test
    void a_batch_keeps_the_order_within_its_groups() {
        List<NewEventRow> rows = Stream.of("g", "h", "g", "h", "g")
                .map(group -> grouped(group, "a"))
                .toList();
        inserts.insertAlone(rows);
        assertThat(jdbc.query("SELECT id FROM onevent_event ORDER BY seq", result -> result.getObject(1, UUID.class)))
                .containsExactlyElementsOf(rows.stream().map(NewEventRow::id).toList());
    }

    @Test
    void within_a_group_the_order_of_numbers_is_the_order_of_commits() throws SQLException {
        NewEventRow first = grouped("g", "a");
        NewEventRow second = grouped("g", "a");
        CompletableFuture<Void> insertSecond;
        try (StoreSession session = open()) {
            session.inserts().insert(List.of(first));
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
            session.inserts().insert(List.of(grouped("g", "a")));
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

    // Two that want to end the same event

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

    private void awaitWaiting(CompletableFuture<Boolean> second, int isolation) {
        if (waitsForWriters(isolation)) {
            await("the second to wait for the first")
                    .during(Duration.ofMillis(100))
                    .until(() -> !second.isDone());
        } else {
            assertThat(second.join()).isFalse();
        }
    }

    /** Whether a write of a row that another transaction has written waits for its end, and does not fail at once. */
    boolean waitsForWriters(int isolation) {
        return true;
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

    private static boolean endedOrContended(StoreSession session, UUID id) {
        try {
            return session.events().end(id, 0);
        } catch (EventStoreException refused) {
            assertThat(SqlStates.isContention(refused)).as("%s", refused).isTrue();
            assertThat(SqlStates.isSerializationFailure(refused))
                    .as("%s", refused)
                    .isTrue();
            return false;
        }
    }

    // Suspects

    private void suspect(UUID id, int version) {
        orphans.suspect(List.of(new Orphan(id, "a", version, 0, false)));
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
        orphans.suspect(List.of(new Orphan(changed, "a", 0, 0, false), new Orphan(innocent, "b", 0, 0, false)));
        assertThat(only("a").suspect()).isFalse();
        assertThat(only("a").version()).isEqualTo(1);
        assertThat(only("b").suspect()).isTrue();
        orphans.suspect(List.of());
    }

    @Test
    void a_first_start_that_was_lost_does_not_lift_the_expiry() {
        insert(expiring("a", HOUR));
        suspect(only("a").id(), 0);
        assertThat(only("a").startBeforeNanos()).isNotNull();
    }

    private UUID leaderOf(String... names) {
        UUID instance = liveInstance();
        for (String name : names) {
            leads.add(name);
            leads.take(name, instance);
        }
        return instance;
    }

    @Test
    void orphans_are_those_that_are_still_there() {
        UUID started = insert(row("a"));
        UUID plain = insert(row("b"));
        UUID instance = leaderOf("a", "b");
        events.retry(started, 0, Duration.ZERO, true);
        events.start(started, 1, instance);
        assertThat(orphans.lock(instance, List.of(started, plain, UUID.randomUUID())))
                .containsExactlyInAnyOrder(new Orphan(started, "a", 2, 1, true), new Orphan(plain, "b", 0, 0, false));
        assertThat(orphans.lock(instance, List.of())).isEmpty();
    }

    @Test
    void what_an_instance_neither_led_nor_holds_any_more_is_no_orphan_of_it() {
        UUID dead = liveInstance();
        UUID claimed = insert(row("a"));
        due.claim("a", wanted("a", 1), dead, System.nanoTime());
        UUID freed = insert(row("a"));
        UUID ofAnother = insert(row("a"));
        due.claim("a", wanted("a", 2), liveInstance(), System.nanoTime());
        events.retry(freed, 1, HOUR, false);
        assertThat(orphans.lock(dead, List.of(claimed, freed, ofAnother)))
                .containsExactly(new Orphan(claimed, "a", 1, 0, false));
    }

    @Test
    void orphans_may_be_many() {
        List<NewEventRow> rows = IntStream.range(0, 450).mapToObj(i -> row("a")).toList();
        inserts.insertAlone(rows);
        List<UUID> ids = rows.stream().map(NewEventRow::id).toList();
        UUID instance = leaderOf("a");
        assertThat(orphans.lock(instance, ids)).map(Orphan::id).containsExactlyInAnyOrderElementsOf(ids);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_orphan_that_is_being_ended_is_left_out_without_waiting(boolean isFirst) throws SQLException {
        UUID ending = new UUID(isFirst ? 1 : 3, 0);
        UUID left = new UUID(2, 0);
        for (UUID id : List.of(ending, left)) {
            insert(new NewEventRow(id, "a", null, null, 0, null, null));
        }
        UUID instance = leaderOf("a");
        try (StoreSession finisher = open();
                StoreSession successor = open()) {
            assertThat(finisher.events().end(ending, 0)).isTrue();
            assertThat(successor.orphans().lock(instance, List.of(ending, left)))
                    .map(Orphan::id)
                    .containsExactly(left);
        }
        assertThat(dueIds("a")).containsExactlyInAnyOrder(ending, left);
    }

    // Claims

    private List<UUID> claim(UUID instance, String name, int limit) {
        return due.claim(name, wanted(name, limit), instance, System.nanoTime()).stream()
                .map(TakenEvent::id)
                .toList();
    }

    @Test
    void a_claim_names_the_holder_raises_the_version_and_keeps_the_order() {
        UUID instance = liveInstance();
        UUID second = insert(due("a", Duration.ofSeconds(-20)));
        UUID first = insert(new NewEventRow(Ids.next(), "a", "p", "g", -30_000, null, null));
        insert(due("a", HOUR));
        List<TakenEvent> claimed = due.claim("a", wanted("a", 10), instance, System.nanoTime());
        assertThat(claimed).map(TakenEvent::id).containsExactly(first, second);
        assertThat(claimed).allMatch(TakenEvent::claimed).extracting("version").containsOnly(1);
        assertThat(claimed.get(0).event())
                .extracting("payload", "group", "retry")
                .containsExactly("p", "g", 0);
        assertThat(column("holder", UUID.class, first)).isEqualTo(instance);
        assertThat(column("version", Integer.class, first)).isEqualTo(1);
        assertThat(events.end(first, 0)).isFalse();
        assertThat(events.end(first, 1)).isTrue();
    }

    @Test
    void what_a_live_instance_holds_is_neither_claimed_nor_read_nor_expired_by_another() {
        UUID instance = liveInstance();
        UUID other = liveInstance();
        UUID first = insert(expiring("a", Duration.ofSeconds(1)));
        assertThat(claim(instance, "a", 1)).containsExactly(first);
        UUID second = insert(row("a"));
        assertThat(claim(other, "a", 10)).containsExactly(second);
        assertThat(claim(other, "a", 10)).isEmpty();
        assertThat(dueIds("a")).isEmpty();
        await("its expiry to pass").until(() -> clock.now().isAfter(time("expired_at", "onevent_event", first)));
        assertThat(expired(Set.of("a"), Set.of(), Duration.ZERO, 10)).isEmpty();
        instances.leave(instance);
        assertThat(expired(Set.of("a"), Set.of(), Duration.ZERO, 10)).containsExactly(first);
    }

    @Test
    void what_is_held_by_an_instance_that_is_gone_is_free() {
        UUID gone = liveInstance();
        UUID id = insert(row("a"));
        claim(gone, "a", 1);
        instances.leave(gone);
        assertThat(dueIds("a")).containsExactly(id);
        assertThat(claim(liveInstance(), "a", 1)).containsExactly(id);
        assertThat(column("version", Integer.class, id)).isEqualTo(2);
    }

    @Test
    void claims_that_are_made_at_once_share_the_events() {
        inserts.insertAlone(IntStream.range(0, 200).mapToObj(i -> row("a")).toList());
        List<CompletableFuture<List<UUID>>> claims = Stream.generate(this::liveInstance)
                .limit(8)
                .map(instance -> CompletableFuture.supplyAsync(() -> claim(instance, "a", 25)))
                .toList();
        List<UUID> claimed =
                claims.stream().flatMap(claim -> claim.join().stream()).toList();
        assertThat(claimed).doesNotHaveDuplicates().isNotEmpty();
    }

    @Test
    void what_a_live_instance_leads_is_not_claimed_and_stays_as_it_was() {
        UUID id = insert(row("a"));
        UUID leader = leaderOf("a");
        assertThat(claim(liveInstance(), "a", 10)).isEmpty();
        assertThat(column("version", Integer.class, id)).isZero();
        instances.leave(leader);
        assertThat(claim(liveInstance(), "a", 10)).containsExactly(id);
    }

    @Test
    void only_a_free_head_of_a_group_is_claimed() {
        UUID instance = liveInstance();
        UUID head = insert(grouped("g", "a"));
        UUID next = insert(grouped("g", "a"));
        assertThat(claim(instance, "a", 10)).containsExactly(head);
        assertThat(claim(liveInstance(), "a", 10)).isEmpty();
        events.end(head, 1);
        assertThat(claim(instance, "a", 10)).containsExactly(next);
    }

    @Test
    void what_comes_before_the_head_that_another_instance_holds_waits_for_it() {
        UUID instance = liveInstance();
        UUID other = liveInstance();
        UUID replayed = insert(grouped("g", "a"));
        UUID head = insert(grouped("g", "a"));
        jdbc.update("UPDATE onevent_event SET group_id = 'elsewhere' WHERE id = ?", replayed);
        events.retry(replayed, 0, HOUR, false);
        assertThat(claim(instance, "a", 10)).containsExactly(head);
        jdbc.update("UPDATE onevent_event SET group_id = 'g', due_at = create_date WHERE id = ?", replayed);
        assertThat(claim(other, "a", 10)).isEmpty();
        assertThat(dueIds("a")).isEmpty();
        assertThat(claim(instance, "a", 10)).as("its holder may").containsExactly(replayed);
    }

    @Test
    void a_release_frees_what_the_instance_holds_and_nothing_else() {
        UUID instance = liveInstance();
        List<UUID> ids = List.of(insert(row("a")), insert(row("a")), insert(row("a")));
        claim(instance, "a", 10);
        events.retry(ids.get(2), 1, HOUR, false);
        assertThat(events.release(ids, UUID.randomUUID())).isZero();
        assertThat(dueIds("a")).isEmpty();
        assertThat(events.release(ids, instance)).isEqualTo(2);
        assertThat(dueIds("a")).containsExactly(ids.get(0), ids.get(1));
        assertThat(only("a", 0).version()).isEqualTo(2);
        assertThat(only("a", 0).suspect()).isFalse();
    }

    private TakenEvent only(String name, int index) {
        return read(name, 10).get(index);
    }

    @Test
    void of_many_events_those_are_released_that_the_instance_holds() {
        UUID instance = liveInstance();
        inserts.insertAlone(IntStream.range(0, 300).mapToObj(i -> row("a")).toList());
        claim(instance, "a", 250);
        Set<UUID> all = new HashSet<>(jdbc.query("SELECT id FROM onevent_event", result -> Jdbc.uuid(result, "id")));
        assertThat(events.release(all, liveInstance())).isZero();
        assertThat(events.release(Set.of(), instance)).isZero();
        assertThat(events.release(all, instance)).isEqualTo(250);
        assertThat(read("a", 300)).filteredOn(event -> event.version() == 2).hasSize(250);
    }

    @Test
    void what_an_instance_has_taken_is_told() {
        UUID instance = liveInstance();
        assertThat(instances.lockTaken(instance)).isEmpty();
        Set<UUID> some = Set.of(UUID.randomUUID(), UUID.randomUUID());
        instances.writeTaken(instance, some);
        assertThat(instances.lockTaken(instance)).isEqualTo(some);
        assertThat(instances.lockTaken(UUID.randomUUID())).isEmpty();
    }

    @Test
    void a_suspect_whose_committed_start_is_released_stays_suspect_and_is_not_counted() {
        UUID instance = leaderOf("a");
        UUID id = insert(row("a"));
        suspect(id, 0);
        TakenEvent suspect = only("a");
        assertThat(events.start(id, 1, instance)).isTrue();
        assertThat(dueIds("a")).as("it is held").isEmpty();
        assertThat(events.release(List.of(id), instance)).isEqualTo(1);
        assertThat(only("a").suspect()).isTrue();
        assertThat(orphans.lock(instance, List.of(id))).containsExactly(new Orphan(id, "a", 3, 0, false));
    }

    @Test
    void a_claimed_suspect_is_no_committed_start() {
        UUID instance = liveInstance();
        UUID id = insert(row("a"));
        suspect(id, 0);
        assertThat(due.claim("a", wanted("a", 1), instance, System.nanoTime())).allMatch(TakenEvent::suspect);
        assertThat(orphans.lock(instance, List.of(id))).containsExactly(new Orphan(id, "a", 2, 0, false));
        suspect(id, 2);
        assertThat(column("holder", UUID.class, id)).isNull();
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

    @Test
    void the_names_that_an_instance_holds_are_those_of_its_claims() {
        UUID instance = liveInstance();
        UUID held = insert(row("a"));
        UUID free = insert(row("b"));
        claim(instance, "a", 1);
        assertThat(orphans.namesHeldBy(instance, List.of(held, free, UUID.randomUUID())))
                .containsExactly("a");
        assertThat(orphans.namesHeldBy(liveInstance(), List.of(held))).isEmpty();
    }

    @Test
    void a_replay_into_a_group_waits_for_who_publishes_or_claims_there() throws SQLException {
        UUID head = insert(grouped("g", "a"));
        insert(grouped("g", "a"));
        try (StoreSession replaying = open()) {
            CompletableFuture<Void> lock;
            try (StoreSession ending = open()) {
                ending.events().end(head, 0);
                lock = CompletableFuture.runAsync(() -> replaying.groupLocks().lockHeads(Set.of("g")));
                await("the replay to wait for the head")
                        .during(Duration.ofMillis(100))
                        .until(() -> !lock.isDone());
                ending.commit();
            }
            lock.join();
            CompletableFuture<UUID> publish = CompletableFuture.supplyAsync(() -> insert(grouped("g", "b")));
            await("the publisher to wait for the replay")
                    .during(Duration.ofMillis(100))
                    .until(() -> !publish.isDone());
            replaying.commit();
            publish.join();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void a_replay_into_a_group_waits_at_the_head_that_there_is_now(int isolation) throws SQLException {
        UUID ended = insert(grouped("g", "a"));
        UUID head = insert(grouped("g", "a"));
        try (StoreSession replaying = open(isolation)) {
            assertThat(replaying.due().isAnyOf(List.of("a"))).isTrue();
            events.end(ended, 0);
            boolean locked = assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> passesOrIsContended(() -> replaying.groupLocks().lockHeads(Set.of("g"))));
            if (locked) {
                CompletableFuture<Boolean> end = CompletableFuture.supplyAsync(() -> events.end(head, 0));
                await("the end of the head to wait for the replay")
                        .during(Duration.ofMillis(100))
                        .until(() -> !end.isDone());
                replaying.commit();
                assertThat(end.join()).isTrue();
            }
        }
    }

    private static boolean passesOrIsContended(Runnable step) {
        try {
            step.run();
            return true;
        } catch (EventStoreException refused) {
            assertThat(SqlStates.isSerializationFailure(refused))
                    .as("%s", refused)
                    .isTrue();
            return false;
        }
    }

    @Test
    void reading_tells_what_the_instance_holds_before_it_returns() {
        UUID instance = liveInstance();
        UUID running = insert(row("a"));
        assertThat(due.read("a", wanted("a", 10), instance, Set.of(), System.nanoTime()))
                .hasSize(1);
        assertThat(instances.read().get(0).taken()).containsExactly(running);
        List<UUID> more = List.of(insert(row("a")), insert(row("a")));
        UUID elsewhere = UUID.randomUUID();
        assertThat(due.read("a", wanted("a", 10), instance, Set.of(running, elsewhere), System.nanoTime()))
                .extracting(TakenEvent::id)
                .containsExactlyElementsOf(more);
        assertThat(instances.read().get(0).taken())
                .containsExactlyInAnyOrder(running, elsewhere, more.get(0), more.get(1));
    }

    @Test
    void what_is_held_takes_no_room_of_a_read() {
        UUID instance = liveInstance();
        Set<UUID> held = Set.of(insert(row("a")), insert(row("a")), insert(row("a")), insert(grouped("g", "a")));
        UUID fifth = insert(row("a"));
        UUID sixth = insert(row("a"));
        insert(row("a"));
        assertThat(due.read("a", wanted("a", 2), instance, held, System.nanoTime()))
                .extracting(TakenEvent::id)
                .containsExactly(fifth, sixth);
    }

    /** A nearer one may have come: only among all that expire can it be told. */
    @Test
    void what_expires_is_read_with_what_is_held_of_it_and_takes_no_room_for_that() {
        UUID instance = liveInstance();
        UUID nearest = insert(expiring("a", HOUR.dividedBy(2)));
        UUID farther = insert(expiring("a", HOUR));
        insert(expiring("a", HOUR.multipliedBy(2)));
        UUID undated = insert(row("a"));
        UUID later = insert(row("a"));
        List<TakenEvent> read = due.read("a", wanted("a", 2), instance, Set.of(farther, undated), System.nanoTime());
        assertThat(read).extracting(TakenEvent::id).containsExactlyInAnyOrder(nearest, farther, later);
        assertThat(instances.read().get(0).taken()).containsExactlyInAnyOrder(nearest, farther, undated, later);
    }

    @Test
    void an_instance_that_was_taken_for_dead_reads_nothing_new() {
        UUID dead = UUID.randomUUID();
        assertThat(due.read("a", wanted("a", 10), dead, Set.of(), System.nanoTime()))
                .isEmpty();
        UUID held = insert(row("a"));
        assertThat(due.read("a", wanted("a", 10), dead, Set.of(held), System.nanoTime()))
                .isEmpty();
        insert(row("a"));
        assertThat(due.read("a", wanted("a", 10), dead, Set.of(held), System.nanoTime()))
                .isNull();
    }

    // Idle, pause and figures

    @Test
    void an_event_that_is_due_or_was_started_is_not_idle_and_a_delayed_one_is() {
        assertThat(due.isAnyOf(List.of("a", "b"))).isFalse();
        insert(due("a", HOUR));
        UUID id = insert(row("b"));
        assertThat(due.isAnyOf(List.of("a"))).isFalse();
        assertThat(due.isAnyOf(List.of("a", "b"))).isTrue();
        events.retry(id, 0, HOUR, false);
        assertThat(due.isAnyOf(List.of("a", "b"))).isTrue();
        assertThat(due.isAnyOf(List.of())).isFalse();
    }

    @Test
    void a_pause_is_kept_with_its_time_until_it_ends() {
        assertThat(pause.since()).isEmpty();
        pause.pause();
        Instant since = pause.since().orElseThrow();
        assertThat(since).isCloseTo(clock.now(), within(5, ChronoUnit.SECONDS));
        pause.pause();
        assertThat(pause.since()).contains(since);
        pause.resume();
        pause.resume();
        assertThat(pause.since()).isEmpty();
    }

    @Test
    void an_event_that_is_refused_shows_no_payload() {
        NewEventRow good = new NewEventRow(Ids.next(), "a", "top-secret", null, 0, null, null);
        NewEventRow tooLong = new NewEventRow(Ids.next(), "a".repeat(101), "top-secret", null, 0, null, null);
        assertThatThrownBy(() -> inserts.insertAlone(List.of(good, tooLong)))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("ONEVENT-502")
                .satisfies(refused -> assertThat(stackTrace(refused)).doesNotContain("top-secret"));
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void events_are_counted_up_to_a_bound_and_the_longest_due_is_known() {
        UUID first = insert(due("a", Duration.ofSeconds(-30)));
        UUID second = insert(due("a", Duration.ofSeconds(-20)));
        insert(due("a", HOUR));
        assertThat(figures.stored(List.of("a"), 100).get("a")).isEqualTo(3);
        assertThat(figures.stored(List.of("a"), 2).get("a")).isEqualTo(2);
        assertThat(figures.oldestDue("a", null, Set.of(), 100))
                .extracting(Due::id, Due::since)
                .containsExactly(first, time("due_at", "onevent_event", first));
        assertThat(figures.oldestDue("a", null, Set.of(first), 100))
                .extracting(Due::id, Due::since)
                .containsExactly(second, time("due_at", "onevent_event", second));
        assertThat(figures.oldestDue("a", null, Set.of(first, second), 100)).isNull();
        events.bury(first, 0, Reason.FAILED, Failure.saying("no"));
        assertThat(figures.dead("a", 100)).isEqualTo(Map.of(Reason.FAILED, 1L));
        assertThat(figures.deadNames(1_000)).containsExactly("a");
    }

    @Test
    void what_is_claimed_and_waits_is_known_to_the_instance_that_has_claimed_it() {
        UUID claimed = insert(due("a", Duration.ofSeconds(-30)));
        UUID instance = liveInstance();
        due.claim("a", wanted("a", 10), instance, System.nanoTime());
        assertThat(figures.oldestDue("a", null, Set.of(), 100)).isNull();
        assertThat(figures.oldestDue("a", UUID.randomUUID(), Set.of(), 100)).isNull();
        assertThat(figures.oldestDue("a", instance, Set.of(claimed), 100)).isNull();
        assertThat(figures.oldestDue("a", instance, Set.of(), 100).id()).isEqualTo(claimed);
    }

    // Expiry

    private List<UUID> expired(Set<String> atOnce, Set<String> never, Duration others, int limit) {
        return expired.lock(atOnce, never, others, limit).stream()
                .map(Expired::id)
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
    void whether_any_event_has_expired_is_known() {
        insert(expiring("a", HOUR));
        instances.enter(UUID.randomUUID(), "a", HOUR, Map.of());
        assertThat(expired.isAny()).isFalse();
        insert(expiring("a", HOUR_AGO));
        instances.enter(UUID.randomUUID(), "a", HOUR_AGO, Map.of());
        assertThat(expired.isAny()).isTrue();
    }

    @Test
    void a_delayed_event_can_be_read_as_expired() {
        UUID id = insert(new NewEventRow(Ids.next(), "a", null, null, HOUR.toMillis(), null, HOUR_AGO.toMillis()));
        assertThat(expired(Set.of("a"), Set.of(), HOUR, 10)).containsExactly(id);
    }

    @Test
    void many_that_expired_are_buried_at_once_with_their_time() {
        UUID first = insert(expiring("a", HOUR_AGO));
        UUID second = insert(expiring("b", HOUR_AGO));
        UUID live = insert(expiring("a", HOUR));
        expired.bury(expired.lock(Set.of("a", "b"), Set.of(), HOUR, 10));
        assertThat(jdbc.query("SELECT id FROM onevent_event", result -> Jdbc.uuid(result, "id")))
                .containsExactly(live);
        for (UUID dead : List.of(first, second)) {
            assertThat(column("reason", "onevent_dead_event", String.class, dead))
                    .isEqualTo("EXPIRED");
            assertThat(column("message", "onevent_dead_event", String.class, dead))
                    .startsWith("it was not started before 20")
                    .endsWith("Z");
        }
    }

    @Test
    void the_time_at_which_an_event_expires_is_compared_with_the_clock_of_the_database() {
        Instant soon = clock.now().plusSeconds(60);
        NewEventRow past = new NewEventRow(Ids.next(), "a", null, null, 0, clock.now(), null);
        NewEventRow beforeItIsDue = new NewEventRow(Ids.next(), "a", null, null, HOUR.toMillis(), soon, null);
        for (NewEventRow wrong : List.of(past, beforeItIsDue)) {
            assertThatThrownBy(() -> inserts.insertAlone(List.of(row("a"), wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the database's clock");
        }
        assertThat(count("onevent_event")).isZero();
        insert(new NewEventRow(Ids.next(), "a", null, null, 0, soon, null));
    }

    @Test
    void of_those_that_expire_the_nearest_expiry_is_taken_and_of_the_others_the_longest_due() {
        UUID later = insert(expiring("a", HOUR.multipliedBy(2)));
        UUID sooner = insert(expiring("a", HOUR));
        UUID first = insert(row("a"));
        UUID second = insert(row("a"));
        UUID instance = liveInstance();
        assertThat(claimed(instance, new Demand(1, 2, 1, List.of()))).containsExactlyInAnyOrder(sooner, first);
        assertThat(claimed(instance, new Demand(0, 0, 0, List.of()))).isEmpty();
        assertThat(claimed(instance, new Demand(5, 1, 1, List.of()))).containsExactlyInAnyOrder(later, second);
    }

    private List<UUID> claimed(UUID instance, Demand wanted) {
        return due.claim("a", wanted, instance, System.nanoTime()).stream()
                .map(TakenEvent::id)
                .toList();
    }

    @Test
    void of_groups_only_those_that_are_asked_for_are_taken() {
        UUID head = insert(grouped("g", "a"));
        insert(grouped("g", "a"));
        insert(grouped("h", "a"));
        UUID instance = liveInstance();
        assertThat(claimed(instance, new Demand(10, 10, 1, List.of()))).isEmpty();
        assertThat(claimed(instance, new Demand(0, 0, 0, List.of("g", "none", "it's, {\"odd\"}"))))
                .containsExactly(head);
    }

    @Test
    void the_groups_of_a_name_are_found_in_the_order_of_their_ids_however_many_events_they_have() {
        for (String group : List.of("g", "i", "g", "h", "g")) {
            insert(grouped(group, "a"));
        }
        insert(grouped("j", "b"));
        insert(row("a"));
        assertThat(due.groups("a", "", 10)).containsExactly("g", "h", "i");
        assertThat(due.groups("a", "", 2)).containsExactly("g", "h");
        assertThat(due.groups("a", "h", 2)).containsExactly("i");
        assertThat(due.groups("c", "", 2)).isEmpty();
    }

    @Test
    void the_groups_of_what_came_due_last_are_told_and_neither_what_is_not_due_nor_what_has_no_group() {
        for (int minutes = 1; minutes <= 3; minutes++) {
            UUID id = insert(grouped("g" + minutes, "a"));
            events.retry(id, 0, Duration.ofMinutes(-minutes), false);
        }
        insert(new NewEventRow(Ids.next(), "a", null, "later", HOUR.toMillis(), null, null));
        insert(row("a"));
        insert(grouped("other", "b"));
        events.retry(insert(grouped("g1", "a")), 0, HOUR_AGO, false);
        assertThat(due.groupsDueLast("a", 10)).containsExactly("g1", "g2", "g3", "g1");
        assertThat(due.groupsDueLast("a", 2)).containsExactly("g1", "g2");
        assertThat(due.groupsDueLast("c", 2)).isEmpty();
    }

    @Test
    void of_many_groups_those_are_told_whose_head_may_start() {
        EventTable parking = new EventTable(jdbc, dialect, true);
        UUID instance = liveInstance();
        UUID free = insert(grouped("free, {\"odd\"}", "a"));
        insert(grouped("free, {\"odd\"}", "a"));
        insert(grouped("of another name", "b"));
        insert(grouped("of another name", "a"));
        events.retry(insert(grouped("in retry", "a")), 0, HOUR, false);
        insert(grouped("in retry", "a"));
        UUID dead = insert(grouped("parked", "a"));
        insert(grouped("parked", "a"));
        parking.bury(dead, 0, Reason.FAILED, Failure.saying("no"));
        UUID held = insert(grouped("held by another", "a"));
        due.claim("a", new Demand(0, 0, 0, List.of("held by another")), liveInstance(), System.nanoTime());
        assertThat(column("holder", UUID.class, held)).isNotNull();
        List<String> groups = new ArrayList<>(due.groups("a", "", 10));
        assertThat(groups).hasSize(5);
        IntStream.range(0, 200).forEach(i -> groups.add("none" + i));
        assertThat(due.heads("a", groups, instance)).containsExactly(Map.entry("free, {\"odd\"}", free));
        assertThat(due.heads("a", List.of("none"), instance)).isEmpty();
        assertThat(due.heads("a", List.of(), instance)).isEmpty();
    }

    @Test
    void a_dead_head_parks_its_group_where_that_is_configured_unless_it_only_expired() {
        EventTable parking = new EventTable(jdbc, dialect, true);
        UUID dead = insert(grouped("g", "a"));
        UUID next = insert(grouped("g", "a"));
        UUID expired = insert(grouped("h", "a"));
        UUID other = insert(grouped("h", "a"));
        parking.bury(insert(row("a")), 0, Reason.FAILED, Failure.saying("no"));
        parking.bury(dead, 0, Reason.REJECTED, Failure.saying("no"));
        parking.bury(expired, 0, Reason.EXPIRED, Failure.saying("late"));
        assertThat(dueIds("a")).containsExactly(other);
        assertThat(figures.parkedGroups(10, 100)).singleElement().satisfies(parked -> {
            assertThat(parked.group()).isEqualTo("g");
            assertThat(parked.by()).isEqualTo(dead);
            assertThat(parked.dead()).isTrue();
            assertThat(parked.behind()).isEqualTo(1);
        });
        jdbc.update("DELETE FROM onevent_dead_event WHERE id = ?", dead);
        assertThat(dueIds("a")).containsExactlyInAnyOrder(other, next);
    }

    @Test
    void groups_behind_a_head_that_waits_or_that_nobody_handles_are_blocked() {
        UUID retried = insert(grouped("g", "a"));
        insert(grouped("g", "b"));
        insert(grouped("g", "a"));
        events.retry(retried, 0, HOUR, false);
        events.retry(insert(grouped("alone", "a")), 0, HOUR, false);
        insert(grouped("due", "a"));
        insert(grouped("due", "a"));
        UUID unhandled = insert(grouped("h", "b"));
        insert(grouped("h", "a"));
        assertThat(figures.groupsBehindHeads(Set.of("a"), 10, 100))
                .extracting(QueueStatus.BlockedGroup::by, QueueStatus.BlockedGroup::behind)
                .containsExactly(tuple(retried, 2L), tuple(unhandled, 1L));
        assertThat(figures.groupsBehindHeads(Set.of("a", "b"), 10, 1))
                .extracting(QueueStatus.BlockedGroup::group, QueueStatus.BlockedGroup::behind)
                .containsExactly(tuple("g", 1L));
        assertThat(figures.groupsBehindHeads(Set.of(), 1, 100)).isEmpty();
    }

    // Instances

    @Test
    void an_instance_whose_lease_has_run_out_is_dead_with_what_it_had_taken() throws SQLException {
        UUID live = UUID.randomUUID();
        UUID dead = UUID.randomUUID();
        UUID longDead = UUID.randomUUID();
        List<UUID> taken = List.of(UUID.randomUUID(), UUID.randomUUID());
        instances.enter(live, "live", HOUR, Map.of());
        assertThat(StoreSession.lockDead(instances)).isNull();
        instances.enter(dead, "shop/shop", Duration.ofSeconds(-10), Map.of());
        assertThat(instances.writeTaken(dead, taken)).isTrue();
        instances.enter(longDead, "shop/shop", HOUR_AGO, Map.of());
        try (StoreSession successor = open();
                StoreSession other = open()) {
            assertThat(StoreSession.lockDead(successor.instances()))
                    .extracting(
                            InstanceTable.Entered::id, InstanceTable.Entered::application, InstanceTable.Entered::taken)
                    .containsExactly(longDead, "shop/shop", List.of());
            assertThat(StoreSession.lockDead(other.instances()))
                    .extracting(
                            InstanceTable.Entered::id, InstanceTable.Entered::application, InstanceTable.Entered::taken)
                    .containsExactly(dead, "shop/shop", taken);
        }
    }

    @Test
    void an_error_before_the_commit_of_a_publication_without_a_transaction_leaves_nothing() throws SQLException {
        StackOverflowError error = new StackOverflowError("as it is told to");
        assertThatThrownBy(() -> {
                    try (Connection connection = dataSource.getConnection()) {
                        DataSource broken = StoreSession.whose(connection, "commit", () -> {
                            throw error;
                        });
                        publisherOn(broken).insertAlone(List.of(row("a"), row("a")));
                    }
                })
                .isSameAs(error);
        assertThat(count("onevent_event")).isZero();
    }

    @Test
    void a_rollback_that_fails_hides_no_cause_and_commits_nothing() throws SQLException {
        NewEventRow twice = row("a");
        assertThatThrownBy(() -> {
                    try (Connection connection = dataSource.getConnection()) {
                        DataSource broken = StoreSession.whose(connection, "rollback", () -> {
                            throw new SQLException("the rollback fails");
                        });
                        publisherOn(broken).insertAlone(List.of(row("a"), twice, twice));
                    }
                })
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining(twice.id().toString());
        assertThat(count("onevent_event")).isZero();
    }

    @Test
    void a_publication_without_a_transaction_leaves_its_connection_as_it_was() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            publisherOn(StoreSession.whose(connection, "close", () -> null)).insertAlone(List.of(row("a")));
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(count("onevent_event")).isOne();
        }
    }

    private EventInserts publisherOn(DataSource dataSource) {
        return inserts(new Jdbc(dataSource, dialect, 10), transactionCheck);
    }

    @Test
    void a_lease_that_was_renewed_since_it_was_read_is_not_taken_over() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR_AGO, Map.of());
        InstanceTable.Lease read = instances.leases().get(0);
        assertThat(instances.renew(id, HOUR)).isTrue();
        assertThat(instances.lockDead(read)).isNull();
        assertThat(instances.lockDead(instances.leases().get(0))).isNotNull();
    }

    @Test
    void a_lease_lasts_as_long_as_from_a_renewal_where_the_clock_was_set_since() {
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        Duration longest = Duration.ofSeconds(30);
        Instant until = noon.plusSeconds(20);
        assertThat(lease(until, noon, longest).left(false)).isEqualTo(Duration.ofSeconds(20));
        assertThat(lease(until, noon.plus(HOUR), longest).left(false)).isNegative();
        assertThat(lease(until, noon.plus(HOUR), longest).left(true)).isEqualTo(longest);
        assertThat(lease(until, noon.minus(HOUR), longest).left(false)).isEqualTo(longest);
        assertThat(lease(until, noon.minus(HOUR), null).left(false)).isEqualTo(HOUR.plusSeconds(20));
        assertThat(lease(Instant.MAX, noon, null).left(false)).isNegative();
        assertThat(lease(null, noon, longest).left(true)).isNegative();
    }

    private static InstanceTable.Lease lease(Instant until, Instant read, Duration longest) {
        return new InstanceTable.Lease(UUID.randomUUID(), until, read, longest, null);
    }

    @Test
    void a_lease_says_which_process_holds_it_and_whether_that_is_gone() {
        ServerProcess own = ServerProcess.own();
        assertThat(own).as("known on the Linux that runs the tests").isNotNull();
        UUID here = UUID.randomUUID();
        instances.enter(here, "a", HOUR, Map.of());
        UUID before = UUID.randomUUID();
        ServerProcess restarted = new ServerProcess(own.place(), own.pid(), own.start() - 1);
        instances.enter(before, "a", HOUR, Map.of(), restarted);
        UUID unknown = UUID.randomUUID();
        instances.enter(unknown, "a", HOUR, Map.of(), null);
        assertThat(instances.leases())
                .extracting(
                        InstanceTable.Lease::id,
                        InstanceTable.Lease::process,
                        InstanceTable.Lease::isOfProcessThatIsGone)
                .containsExactlyInAnyOrder(
                        tuple(here, own, false), tuple(before, restarted, true), tuple(unknown, null, false));
    }

    @Test
    void an_instance_that_renews_lives() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR_AGO, Map.of());
        assertThat(instances.renew(id, HOUR)).isTrue();
        assertThat(StoreSession.lockDead(instances)).isNull();
        assertThat(time("lease_until", "onevent_instance", id))
                .isCloseTo(clock.now().plus(HOUR), within(5, ChronoUnit.SECONDS));
    }

    @Test
    void an_instance_that_left_or_was_taken_over_learns_it() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR, Map.of());
        instances.leave(id);
        assertThat(instances.renew(id, HOUR)).isFalse();
        assertThat(instances.writeTaken(id, List.of(UUID.randomUUID()))).isFalse();
        assertThat(count("onevent_instance")).isZero();
    }

    @Test
    void what_an_instance_takes_replaces_what_it_had_taken_and_may_be_much() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR_AGO, Map.of());
        instances.writeTaken(id, List.of(UUID.randomUUID()));
        List<UUID> many =
                IntStream.range(0, 2_000).mapToObj(i -> UUID.randomUUID()).toList();
        instances.writeTaken(id, many);
        assertThat(StoreSession.lockDead(instances).taken()).isEqualTo(many);
        instances.writeTaken(id, List.of());
        assertThat(StoreSession.lockDead(instances).taken()).isEmpty();
    }

    // Leads

    private UUID liveInstance() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR, Map.of());
        return id;
    }

    @Test
    void a_lead_is_taken_by_the_first_that_comes() {
        UUID first = liveInstance();
        UUID second = liveInstance();
        assertThat(leads.take("a", first)).isFalse();
        leads.add("a");
        assertThat(leads.readAll().keySet()).containsExactly("a");
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
    void names_that_are_kept_free_cannot_be_led_before_the_end_of_the_transaction() throws SQLException {
        UUID leader = leaderOf("led");
        leads.add("free");
        leads.add("gone");
        UUID gone = liveInstance();
        leads.take("gone", gone);
        instances.leave(gone);
        CompletableFuture<Boolean> taking;
        try (StoreSession claiming = open()) {
            assertThat(claiming.leads().keepFree(Set.of("led", "free", "gone", "unknown")))
                    .containsExactly("free", "gone");
            taking = CompletableFuture.supplyAsync(() -> leads.take("free", leader));
            await("the leader to wait for the claim")
                    .during(Duration.ofMillis(100))
                    .until(() -> !taking.isDone());
            claiming.commit();
        }
        assertThat(taking.join()).isTrue();
        leads.release("free", UUID.randomUUID());
        assertThat(leads.read()).containsEntry("free", leader);
        leads.release("free", leader);
        assertThat(leads.read()).containsOnlyKeys("led");
    }

    /** By an instance that the transaction cannot have seen. */
    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void a_name_that_is_led_meanwhile_is_not_kept_free(int isolation) throws SQLException {
        leads.add("a");
        leads.add("b");
        try (StoreSession claiming = open(isolation)) {
            assertThat(claiming.leads().read()).isEmpty();
            assertThat(claiming.due().isAnyOf(List.of("a"))).isFalse();
            leads.take("a", liveInstance());
            passesOrIsContended(() ->
                    assertThat(claiming.leads().keepFree(Set.of("a", "b"))).containsExactly("b"));
        }
    }

    @Test
    void an_instance_tells_what_it_handles_whatever_the_names() {
        UUID id = UUID.randomUUID();
        Map<String, Integer> handles = Map.of("order.placed", 3, "a=b c\n%", 0);
        instances.enter(id, "shop/shop", HOUR, Map.of());
        assertThat(instances.read()).singleElement().satisfies(live -> {
            assertThat(live.handles()).isEmpty();
            assertThat(live.taken()).isEmpty();
        });
        instances.writeRunning(id, handles);
        List<UUID> taken = List.of(UUID.randomUUID());
        instances.writeTaken(id, taken);
        assertThat(instances.read()).singleElement().satisfies(live -> {
            assertThat(live.id()).isEqualTo(id);
            assertThat(live.application()).isEqualTo("shop/shop");
            assertThat(live.handles()).isEqualTo(handles);
            assertThat(live.taken()).isEqualTo(taken);
            assertThat(live.aliveSince()).isCloseTo(clock.now(), within(5, ChronoUnit.SECONDS));
        });
    }

    @Test
    void the_row_of_a_lead_is_added_once() {
        leads.add("a");
        assertThatThrownBy(() -> leads.add("a")).isExactlyInstanceOf(EventStoreException.class);
        assertThat(leads.readAll().keySet()).containsExactly("a");
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
