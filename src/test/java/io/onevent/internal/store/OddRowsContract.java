package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.EventStoreException;
import io.onevent.ProcessedEventFilter;
import io.onevent.Reason;
import io.onevent.internal.store.ExpiredEvents.Expired;
import io.onevent.internal.store.InstanceTable.Entered;
import io.onevent.internal.store.ProcessedEventTable.Done;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every database must do with rows that hold what their types allow and OnEvent does not write. */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OddRowsContract {

    private static final Duration HOUR = Duration.ofHours(1);

    /** The largest and the smallest number of the column. */
    private static final int[] LAST_VERSIONS = {Integer.MAX_VALUE, Integer.MIN_VALUE};

    private final Dialect dialect;
    final Jdbc jdbc;
    final Store store;
    private final EventInserts inserts;
    private final DueEvents due;
    private final EventTable events;
    private final UnreadableEvents unreadable;
    private final ExpiredEvents expired;
    private final Orphans orphans;
    private final InstanceTable instances;

    /** What the persistence provider has asked of the database. */
    private final List<String> sql = new CopyOnWriteArrayList<>();

    OddRowsContract(DataSource dataSource, Dialect dialect) {
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
                        dialect.forEntities(noting(dataSource))),
                "test");
        inserts = store.inserts();
        due = store.due();
        events = store.events();
        unreadable = store.unreadable();
        expired = store.expired();
        orphans = store.orphans();
        instances = store.instances();
    }

    /** Times at the ends of what a column of time can hold, as literals. */
    abstract Stream<String> oddTimes();

    /** Notes the statements that are prepared. */
    private DataSource noting(DataSource dataSource) {
        return noting(DataSource.class, dataSource);
    }

    private <T> T noting(Class<T> type, T noted) {
        return type.cast(Proxy.newProxyInstance(
                OddRowsContract.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof String statement) {
                        sql.add(statement);
                    }
                    try {
                        Object returned = method.invoke(noted, arguments);
                        if (returned instanceof Connection connection) {
                            return noting(Connection.class, connection);
                        }
                        return returned != null && method.getReturnType() == Statement.class
                                ? noting(Statement.class, (Statement) returned)
                                : returned;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    @AfterAll
    void close() {
        store.close();
    }

    @BeforeEach
    void forgetAll() {
        for (String table : List.of(
                "onevent_event", "onevent_dead_event", "onevent_processed_event", "onevent_instance", "onevent_lead")) {
            jdbc.update("TRUNCATE TABLE " + table);
        }
    }

    UUID insert(String name) {
        return insert(new NewEventRow(Ids.next(), name, "p", null, 0, null, HOUR.toMillis()));
    }

    private UUID undated(String name) {
        return insert(new NewEventRow(Ids.next(), name, "p", null, 0, null, null));
    }

    private UUID insert(NewEventRow row) {
        inserts.insertAlone(List.of(row));
        return row.id();
    }

    void set(String table, String column, String literal, UUID id) {
        assertThat(jdbc.update("UPDATE " + table + " SET " + column + " = " + literal + " WHERE id = ?", id))
                .isEqualTo(1);
    }

    private List<TakenEvent> read(String name) {
        return as(reader -> due.read(name, wanted(name), reader, Set.of(), System.nanoTime()));
    }

    private List<TakenEvent> claim(String name) {
        return as(reader -> due.claim(name, wanted(name), reader, System.nanoTime()));
    }

    private interface Taking {
        List<TakenEvent> as(UUID instance);
    }

    private List<TakenEvent> as(Taking taking) {
        UUID reader = UUID.randomUUID();
        instances.enter(reader, "reader", HOUR, Map.of());
        try {
            return taking.as(reader);
        } finally {
            instances.leave(reader);
        }
    }

    private Demand wanted(String name) {
        return new Demand(100, 100, 1, due.groups(name, "", 100));
    }

    private int version(UUID id) {
        return jdbc.query("SELECT version FROM onevent_event WHERE id = ?", result -> result.getInt(1), id)
                .get(0);
    }

    private static List<UUID> ids(List<TakenEvent> events) {
        return events.stream().map(TakenEvent::id).toList();
    }

    @ParameterizedTest
    @MethodSource("oddTimes")
    void an_expiry_of_any_time_keeps_no_event_from_being_taken(String time) {
        UUID innocent = insert("a");
        UUID odd = insert("a");
        set("onevent_event", "expired_at", time, odd);
        List<TakenEvent> read = read("a");
        assertThat(ids(read)).contains(innocent);
        assertThat(read).noneMatch(event -> event.isTooLate(System.nanoTime()));
        assertThat(read)
                .allMatch(event -> !event.beforeExpiry(System.nanoTime()).isNegative());
        assertThat(ids(claim("a"))).contains(innocent);
    }

    @ParameterizedTest
    @MethodSource("oddTimes")
    void a_due_time_of_any_time_keeps_no_event_from_being_taken(String time) {
        UUID innocent = undated("a");
        UUID odd = undated("a");
        set("onevent_event", "due_at", time, odd);
        assertThat(ids(read("a"))).contains(innocent);
        assertThat(read("a"))
                .allMatch(event -> !event.afterDue(System.nanoTime()).isNegative());
        assertThat(store.figures().oldestDue("a", null, Set.of(), 10)).isNotNull();
        assertThat(ids(claim("a"))).contains(innocent);
    }

    @ParameterizedTest
    @MethodSource("oddTimes")
    void what_is_expired_at_any_time_is_buried_with_the_others(String time) {
        UUID other = insert("a");
        set("onevent_event", "expired_at", "create_date", other);
        UUID odd = insert("a");
        set("onevent_event", "expired_at", time, odd);
        List<Expired> locked = expired.lock(Set.of("a"), Set.of(), HOUR, 100);
        assertThat(locked).extracting(Expired::id).contains(other);
        expired.bury(locked);
        assertThat(store.dead().list(DeadEventFilter.all()))
                .extracting(each -> each.event().id())
                .contains(other);
    }

    @ParameterizedTest
    @MethodSource("oddTimes")
    void any_time_of_an_event_that_has_ended_is_listed_with_the_others(String time) {
        UUID innocent = undated("a");
        UUID odd = undated("a");
        assertThat(events.bury(innocent, 0, Reason.FAILED, Failure.saying("no")))
                .isTrue();
        assertThat(events.bury(odd, 0, Reason.FAILED, Failure.saying("no"))).isTrue();
        for (String column : List.of("create_date", "expired_at", "first_failure", "last_failure")) {
            set("onevent_dead_event", column, time, odd);
            assertThat(store.dead().list(DeadEventFilter.all()))
                    .as(column)
                    .extracting(each -> each.event().id())
                    .containsExactlyInAnyOrder(innocent, odd);
            assertThat(store.dead().find(odd)).as(column).isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("oddTimes")
    void any_time_of_an_event_that_waits_can_be_explained(String time) {
        UUID odd = insert("a");
        for (String column : List.of("create_date", "due_at", "expired_at")) {
            set("onevent_event", column, time, odd);
            assertThat(store.waiting().find(odd)).as(column).isPresent();
        }
    }

    @Test
    void the_version_after_the_last_is_another_one() {
        for (int version : LAST_VERSIONS) {
            for (String verb :
                    List.of("claim", "retry", "postpone", "release", "start", "suspect", "bury", "expire", "keep")) {
                UUID id = insert("a");
                set("onevent_event", "version", String.valueOf(version), id);
                UUID instance = UUID.randomUUID();
                instances.enter(instance, "one", HOUR, Map.of());
                TakenEvent taken = due.read("a", wanted("a"), instance, Set.of(), System.nanoTime())
                        .get(0);
                switch (verb) {
                    case "claim" -> assertThat(due.claim("a", wanted("a"), instance, System.nanoTime()))
                            .singleElement()
                            .satisfies(event -> assertThat(event.version()).isEqualTo(version(id)));
                    case "retry" -> assertThat(events.retry(id, version, Duration.ZERO, false))
                            .isTrue();
                    case "postpone" -> assertThat(events.postpone(id, version, Duration.ZERO))
                            .isTrue();
                    case "release" -> {
                        set("onevent_event", "holder", "'" + instance + "'", id);
                        assertThat(events.release(List.of(id), instance)).isEqualTo(1);
                    }
                    case "start" -> assertThat(events.start(id, version, instance))
                            .isTrue();
                    case "suspect" -> {
                        set("onevent_event", "holder", "'" + instance + "'", id);
                        List<Orphans.Orphan> lost = orphans.lock(instance, List.of(id));
                        assertThat(lost).hasSize(1);
                        orphans.suspect(lost);
                    }
                    case "bury" -> assertThat(events.bury(id, version, Reason.FAILED, Failure.saying("no")))
                            .isTrue();
                    case "expire" -> expired.bury(List.of(
                            new Expired(id, version, taken.name(), taken.event().expiredAt())));
                    case "keep" -> assertThat(store.processedTable().keep(List.of(new Done(taken, 1))))
                            .containsExactly(id);
                    default -> throw new AssertionError(verb);
                }
                if (Set.of("bury", "expire").contains(verb)) {
                    set("onevent_dead_event", "version", String.valueOf(version), id);
                    assertThat(store.deadReplays().replay(List.of(id))).hasSize(1);
                }
                if (verb.equals("keep")) {
                    assertThat(store.processedReplays().replay(List.of(id))).hasSize(1);
                }
                assertThat(version(id)).as(verb).isNotEqualTo(version);
                forgetAll();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-32768, -1, 32767})
    void a_number_of_retries_that_nobody_counted_is_taken_for_the_nearest_one_that_can_be(int retry) {
        UUID id = undated("a");
        set("onevent_event", "retry", String.valueOf(retry), id);
        assertThat(read("a").get(0).event().retry()).isEqualTo(Math.max(0, retry));
        assertThat(events.retry(id, 0, Duration.ZERO, false)).isTrue();
        assertThat(read("a").get(0).event().retry()).isEqualTo(retry < 0 ? 1 : Short.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "=",
                "a",
                "a=b",
                "a=1 b",
                "%=1",
                "%zz=1",
                "a=99999999999",
                "a=1  b=2",
                " ",
                "\u0130=1 =",
                "a=-1"
            })
    void what_an_instance_says_that_it_handles_keeps_no_other_from_being_read(String handles) {
        UUID odd = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        instances.enter(odd, "odd", Duration.ofHours(-1), Map.of());
        instances.enter(other, "other", HOUR, Map.of("a", 1));
        jdbc.update("UPDATE onevent_instance SET handles = ? WHERE id = ?", handles, odd);
        assertThat(instances.read()).extracting(Entered::id).containsExactlyInAnyOrder(odd, other);
        assertThat(StoreSession.lockDead(instances)).extracting(Entered::id).isEqualTo(odd);
    }

    @Test
    void what_an_instance_handles_is_known_as_far_as_it_can_be_read() {
        UUID odd = UUID.randomUUID();
        instances.enter(odd, "odd", HOUR, Map.of());
        jdbc.update("UPDATE onevent_instance SET handles = 'a=1 rubbish b=x %zz=3 c+d=2' WHERE id = ?", odd);
        assertThat(instances.read().get(0).handles()).isEqualTo(Map.of("a", 1, "c d", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", ",", ",,x,", "0", "1-1-1-1-1", "\u0130"})
    void what_an_instance_says_that_it_has_taken_keeps_its_successor_from_nothing(String rubbish) {
        UUID held = undated("a");
        UUID odd = UUID.randomUUID();
        instances.enter(odd, "odd", Duration.ofHours(-1), Map.of());
        set("onevent_event", "holder", "'" + odd + "'", held);
        jdbc.update("UPDATE onevent_instance SET taken = ? WHERE id = ?", rubbish + "," + held + "," + rubbish, odd);
        assertThat(instances.read().get(0).taken()).contains(held);
        assertThat(instances.lockTaken(odd)).contains(held);
        Entered dead = StoreSession.lockDead(instances);
        assertThat(orphans.lock(odd, dead.taken()))
                .extracting(Orphans.Orphan::id)
                .containsExactly(held);
    }

    @ParameterizedTest
    @MethodSource("oddTimes")
    void a_lease_that_no_instance_has_written_has_run_out(String time) {
        UUID odd = UUID.randomUUID();
        instances.enter(odd, "odd", HOUR, Map.of());
        assertThat(StoreSession.lockDead(instances)).isNull();
        set("onevent_instance", "lease_until", time, odd);
        assertThat(StoreSession.lockDead(instances)).extracting(Entered::id).isEqualTo(odd);
    }

    @ParameterizedTest
    @MethodSource("oddTimes")
    void any_time_since_when_an_instance_lives_is_read(String time) {
        UUID odd = UUID.randomUUID();
        instances.enter(odd, "odd", HOUR, Map.of());
        set("onevent_instance", "alive_since", time, odd);
        assertThat(instances.read()).extracting(Entered::id).containsExactly(odd);
    }

    @Test
    void a_pause_that_does_not_say_since_when_is_one() {
        try {
            jdbc.update("UPDATE onevent_pause SET paused = 1, since = NULL");
            assertThat(store.pause().since()).isPresent();
        } finally {
            jdbc.update("UPDATE onevent_pause SET paused = 0, since = NULL");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, -1, 32767})
    void a_pause_that_is_written_in_another_way_can_be_ended(int paused) {
        try {
            jdbc.update("UPDATE onevent_pause SET paused = ?, since = NULL", paused);
            assertThat(store.pause().since()).isPresent();
            store.pause().resume();
            assertThat(store.pause().since()).isEmpty();
            store.pause().pause();
            assertThat(store.pause().since()).isPresent();
        } finally {
            jdbc.update("UPDATE onevent_pause SET paused = 0, since = NULL");
        }
    }

    @Test
    void a_reason_that_is_not_known_is_listed_with_the_others() {
        UUID innocent = undated("a");
        UUID odd = undated("a");
        assertThat(events.bury(innocent, 0, Reason.FAILED, Failure.saying("no")))
                .isTrue();
        assertThat(events.bury(odd, 0, Reason.FAILED, Failure.saying("no"))).isTrue();
        for (String reason : List.of("BORED", "", "failed", " ")) {
            set("onevent_dead_event", "reason", "'" + reason + "'", odd);
            List<DeadEvent> dead = store.dead().list(DeadEventFilter.all());
            assertThat(dead).extracting(each -> each.event().id()).containsExactlyInAnyOrder(innocent, odd);
            assertThat(store.dead().find(odd)).isPresent();
        }
    }

    @Test
    void times_without_end_are_no_bounds_of_a_filter() {
        UUID dead = undated("a");
        assertThat(events.bury(dead, 0, Reason.FAILED, Failure.saying("no"))).isTrue();
        DeadEventFilter all = DeadEventFilter.all();
        assertThat(store.dead().count(all.diedAfter(Instant.MIN).diedBefore(Instant.MAX)))
                .isEqualTo(1);
        assertThat(store.dead().count(all.diedAfter(Instant.parse("-4800-01-01T00:00:00Z"))))
                .isEqualTo(1);
        assertThat(store.dead().count(all.diedAfter(Instant.MAX))).isZero();
        assertThat(store.dead().count(all.diedBefore(Instant.MIN))).isZero();
        assertThat(store.processedTable().figures(Instant.MIN, Instant.MAX)).isEmpty();
        assertThat(store.processedTable().figures(Instant.MAX, Instant.MIN)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("oddTimes")
    void figures_of_processed_events_are_told_whatever_one_row_says(String time) {
        UUID odd = processed("a");
        processed("b");
        set("onevent_processed_event", "due_at", time, odd);
        assertThat(store.processedTable().figures(Instant.EPOCH, Instant.now().plus(HOUR)))
                .extracting("name")
                .containsExactly("a", "b");
        set("onevent_processed_event", "start_date", time, odd);
        assertThat(store.processedTable().figures(Instant.MIN, Instant.MAX))
                .extracting("name")
                .contains("b");
    }

    private UUID processed(String name) {
        UUID id = undated(name);
        assertThat(store.processedTable().keep(List.of(new Done(read(name).get(0), 20))))
                .containsExactly(id);
        return id;
    }

    @Test
    void the_last_time_that_can_be_published_is_kept_to_the_microsecond() {
        Instant last = Instant.parse("9999-12-31T23:59:59.999999999Z");
        UUID id = insert(new NewEventRow(Ids.next(), "a", "p", null, 0, last, null));
        assertThat(read("a")).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo(id);
            assertThat(event.event().expiredAt()).isEqualTo(Instant.parse("9999-12-31T23:59:59.999999Z"));
            assertThat(event.isTooLate(System.nanoTime())).isFalse();
        });
    }

    /** Drops what keeps nulls out of a column, for as long as something is done. */
    void withNulls(String table, String column, Runnable work) {
        String type = dialect == Dialect.MARIADB
                ? jdbc.texts(
                                "SELECT concat(column_type, CASE WHEN column_default IS NULL OR column_default = 'NULL' THEN ''"
                                        + " ELSE concat(' DEFAULT ', column_default) END)"
                                        + " FROM information_schema.columns WHERE table_schema = database()"
                                        + " AND table_name = ? AND column_name = ?",
                                table,
                                column)
                        .get(0)
                : null;
        String alter =
                "ALTER TABLE " + table + (type == null ? " ALTER COLUMN " + column : " MODIFY " + column + " " + type);
        jdbc.update(alter + (type == null ? " DROP NOT NULL" : " NULL"));
        try {
            work.run();
        } finally {
            jdbc.update("DELETE FROM " + table);
            jdbc.update(alter + (type == null ? " SET NOT NULL" : " NOT NULL"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"create_date", "retry", "seq", "version", "started", "suspect"})
    void a_null_where_none_may_be_keeps_no_event_from_being_taken(String column) {
        withNulls("onevent_event", column, () -> {
            List<UUID> innocent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                set("onevent_event", column, "NULL", insert("a"));
                set("onevent_event", column, "NULL", undated("a"));
                innocent.add(insert("a"));
                innocent.add(undated("a"));
            }
            assertThat(ids(read("a"))).containsAll(innocent);
            assertThat(ids(claim("a"))).containsAll(innocent);
            jdbc.update("UPDATE onevent_event SET expired_at = due_at, holder = NULL WHERE expired_at IS NOT NULL");
            assertThat(expired.lock(Set.of("a"), Set.of(), HOUR, 100))
                    .extracting(Expired::id)
                    .contains(innocent.get(0));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"create_date", "version"})
    void what_cannot_be_understood_is_met_once_and_can_be_buried_and_replayed(String column) {
        withNulls("onevent_event", column, () -> {
            UUID odd = insert(new NewEventRow(Ids.next(), "a", "p", "g", 0, null, null));
            UUID next = insert(new NewEventRow(Ids.next(), "a", "p", "g", 0, null, null));
            set("onevent_event", column, "NULL", odd);
            assertThat(read("a")).isEmpty();
            assertThat(unreadable.met().fresh()).contains(odd);
            UUID instance = UUID.randomUUID();
            UnreadableEvents.Unreadable locked = unreadable.lock(odd, instance);
            assertThat(locked).isEqualTo(new UnreadableEvents.Unreadable("a", "g", column + " is null"));
            events.buryUnreadable(odd, "its row cannot be read: " + locked.why());
            unreadable.met().forget(odd);
            assertThat(unreadable.lock(odd, instance)).isNull();
            assertThat(store.dead().find(odd)).hasValueSatisfying(dead -> {
                assertThat(dead.reason()).isEqualTo(Reason.UNREADABLE);
                assertThat(dead.message()).isEqualTo("its row cannot be read: " + column + " is null");
                assertThat(dead.event().payload()).isEqualTo("p");
                assertThat(dead.event().createDate()).isNotNull();
            });
            assertThat(ids(read("a"))).containsExactly(next);
            assertThat(store.deadReplays().replay(List.of(odd))).hasSize(1);
            assertThat(ids(read("a"))).containsExactly(odd);
        });
    }

    @Test
    void many_that_cannot_be_understood_take_nobodys_place_once_they_were_met() {
        withNulls("onevent_event", "create_date", () -> {
            for (int i = 0; i < 20; i++) {
                insert("a");
                undated("a");
            }
            jdbc.update("UPDATE onevent_event SET create_date = NULL");
            UUID dated = insert("a");
            UUID undated = undated("a");
            Demand few = new Demand(5, 10, 1, List.of());
            List<UUID> found = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                found.addAll(ids(as(reader -> due.read("a", few, reader, Set.of(), System.nanoTime()))));
            }
            assertThat(found).contains(dated, undated);
        });
    }

    @Test
    void what_can_be_read_is_not_taken_for_unreadable() {
        UUID id = undated("a");
        assertThat(unreadable.lock(id, UUID.randomUUID())).isNull();
    }

    @Test
    void what_another_live_instance_holds_is_left_to_it() {
        withNulls("onevent_event", "create_date", () -> {
            UUID id = undated("a");
            UUID holder = UUID.randomUUID();
            instances.enter(holder, "holder", HOUR, Map.of());
            set("onevent_event", "holder", "'" + holder + "'", id);
            set("onevent_event", "create_date", "NULL", id);
            assertThat(unreadable.lock(id, UUID.randomUUID())).isNull();
            assertThat(unreadable.lock(id, holder)).isNotNull();
        });
    }

    @ParameterizedTest
    @MethodSource("tooFar")
    void what_is_due_or_expires_after_the_last_year_is_refused_and_nothing_is_inserted(NewEventRow row) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        inserts.insertAlone(List.of(new NewEventRow(Ids.next(), "a", null, null, 0, null, null), row)))
                .withMessageContaining("after the year 9999");
        assertThat(read("a")).isEmpty();
    }

    static Stream<NewEventRow> tooFar() {
        long years = Duration.ofDays(366 * 8_000L).toMillis();
        return Stream.of(
                new NewEventRow(Ids.next(), "a", null, null, years, null, null),
                new NewEventRow(Ids.next(), "a", null, null, Long.MAX_VALUE, null, null),
                new NewEventRow(Ids.next(), "a", null, null, 0, null, years),
                new NewEventRow(Ids.next(), "a", null, null, 0, null, Long.MAX_VALUE),
                new NewEventRow(Ids.next(), "a", null, null, years, null, Long.MAX_VALUE),
                new NewEventRow(Ids.next(), "a", null, null, 0, Instant.parse("+10000-01-01T00:00:00Z"), null),
                new NewEventRow(Ids.next(), "a", null, null, 0, Instant.MAX, null));
    }

    @Test
    void the_first_time_that_an_instant_can_hold_is_in_the_past() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> insert(new NewEventRow(Ids.next(), "a", null, null, 0, Instant.MIN, null)))
                .withMessageContaining("which is in the past");
    }

    @ParameterizedTest
    @ValueSource(longs = {366 * 300, 366 * 5_000})
    void what_is_due_or_expires_in_centuries_is_stored(long days) {
        long millis = Duration.ofDays(days).toMillis();
        insert(new NewEventRow(Ids.next(), "a", null, null, 0, null, millis));
        insert(new NewEventRow(Ids.next(), "a", null, null, millis - 1, null, millis));
        assertThat(read("a")).singleElement().satisfies(event -> {
            assertThat(event.isTooLate(System.nanoTime())).isFalse();
            assertThat(event.beforeExpiry(System.nanoTime())).isGreaterThan(Duration.ofDays(30_000));
        });
    }

    /** More than a statement takes parameters, on PostgreSQL. */
    @Test
    void as_many_as_are_asked_for_are_listed() {
        int many = 70_000;
        String columns = "id, create_date, name, payload, retry, seq, version";
        for (String into : List.of(
                "onevent_dead_event (" + columns + ", reason, first_failure, last_failure)",
                "onevent_processed_event (" + columns + ", due_at, start_date, processed_date)")) {
            String last = into.contains("reason") ? "'FAILED', ?, ?" : "?, ?, ?";
            Instant now = Instant.now();
            List<Object[]> rows = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                Instant at = now.minusMillis(i);
                rows.add(
                        into.contains("reason")
                                ? new Object[] {Ids.next(), at, i, at, at}
                                : new Object[] {Ids.next(), at, i, at, at, at});
            }
            for (int from = 0; from < many; from += 5_000) {
                jdbc.batch(
                        "INSERT INTO " + into + " VALUES (?, ?, 'many', 'p', 0, ?, 0, " + last + ")",
                        rows.subList(from, from + 5_000));
            }
        }
        List<DeadEvent> dead = store.dead().list(DeadEventFilter.all().limit(100_000));
        assertThat(dead)
                .hasSize(many)
                .extracting(DeadEvent::lastFailure)
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(store.processed().list(ProcessedEventFilter.all().limit(100_000)))
                .hasSize(many);
        assertThat(store.dead().briefly(DeadEventFilter.all().offset(10).limit(66_000)))
                .hasSize(66_000);
    }

    @Test
    void a_brief_list_reads_no_payload_and_no_stack_trace() {
        UUID id = insert(new NewEventRow(Ids.next(), "a", "x".repeat(100_000), null, 0, null, null));
        assertThat(events.bury(id, 0, Reason.FAILED, Failure.of(new IllegalStateException("no"))))
                .isTrue();
        sql.clear();
        assertThat(store.dead().briefly(DeadEventFilter.all())).singleElement().satisfies(brief -> {
            assertThat(brief.event().id()).isEqualTo(id);
            assertThat(brief.event().name()).isEqualTo("a");
            assertThat(brief.reason()).isEqualTo(Reason.FAILED);
            assertThat(brief.errorClass()).isEqualTo(IllegalStateException.class.getName());
            assertThat(brief.message()).isEqualTo("no");
            assertThat(brief.lastFailure()).isNotNull();
        });
        assertThat(sql).hasSize(2).noneMatch(statement -> statement.matches("(?is).*(payload|stack_trace).*"));
    }

    @Test
    void what_the_database_refuses_is_told_in_a_bounded_text() {
        String statement = "SELECT nothing FROM nowhere WHERE id IN " + Jdbc.marks(10_000);
        assertThatThrownBy(() ->
                        jdbc.texts(statement, Collections.nCopies(10_000, 1).toArray()))
                .isInstanceOf(EventStoreException.class)
                .satisfies(refused ->
                        assertThat(refused.getMessage().indexOf("\": ")).isLessThan(1_000));
    }
}
