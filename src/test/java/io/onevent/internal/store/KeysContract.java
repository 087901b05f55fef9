package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.onevent.EventStoreException;
import io.onevent.Reason;
import io.onevent.internal.store.tx.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing with keys: one of a name and key waits at any time, whoever publishes, replays or ends it. */
abstract class KeysContract extends TablesContract {

    /** An event to be, of the name a. */
    private record Keyed(String key, String payload, String group, Duration keyFor, boolean replacing) {

        NewEventRow row() {
            return row(0);
        }

        NewEventRow row(long delayMillis) {
            return new NewEventRow(
                    Ids.next(),
                    "a",
                    payload,
                    group,
                    key,
                    keyFor == null ? null : (Long) keyFor.toMillis(),
                    replacing,
                    "{\"p\":\"" + payload + "\"}",
                    delayMillis,
                    null,
                    null,
                    null,
                    null);
        }
    }

    private final Replays deadReplays;
    private final CleaningTable cleaning;

    KeysContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
        deadReplays = new Replays("onevent_dead_event", jdbc, dialect, new GroupLocks(jdbc, jdbc, dialect));
        cleaning = new CleaningTable(jdbc, dialect);
    }

    @BeforeEach
    void forgetKeys() {
        jdbc.update("DELETE FROM onevent_key");
    }

    private static NewEventRow plain(String key, String payload) {
        return new Keyed(key, payload, null, null, false).row();
    }

    private static NewEventRow replacing(String key, String payload) {
        return new Keyed(key, payload, null, null, true).row();
    }

    private static NewEventRow keptFor(String key, Duration time) {
        return new Keyed(key, null, null, time, false).row();
    }

    private static NewEventRow grouped(String key, String payload, String group, boolean replacing) {
        return new Keyed(key, payload, group, null, replacing).row();
    }

    private UUID publish(NewEventRow row) {
        return inserts.insertAlone(List.of(row)).ids().get(0);
    }

    /** As at most servers, where a write of what has just changed does not fail on any database. */
    private UUID publishCommitted(NewEventRow... rows) {
        try (StoreSession session = open()) {
            UUID id = session.inserts().insert(List.of(rows)).ids().get(0);
            session.commit();
            return id;
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    private List<String> payloads() {
        return jdbc.texts("SELECT payload FROM onevent_event ORDER BY seq");
    }

    private int version(UUID id) {
        return column("version", Integer.class, id);
    }

    @Test
    void a_second_of_the_same_key_is_not_stored_and_its_id_is_that_of_the_first() {
        NewEventRow first = plain("k", "1");
        Inserted stored = inserts.insertAlone(List.of(first));
        assertThat(stored).isEqualTo(new Inserted(List.of(first.id()), List.of(first), List.of(first)));
        Inserted second = inserts.insertAlone(List.of(plain("k", "2")));
        assertThat(second).isEqualTo(new Inserted(List.of(first.id()), List.of(), List.of()));
        assertThat(payloads()).containsExactly("1");
        assertThat(version(first.id())).isZero();
    }

    @Test
    void another_name_or_a_key_that_differs_in_a_letters_case_or_a_blank_is_another() {
        List<NewEventRow> rows = List.of(
                plain("k", "1"),
                plain("K", "2"),
                plain("k ", "3"),
                new NewEventRow(Ids.next(), "b", "4", null, "k", null, false, null, 0, null, null, null, null));
        assertThat(inserts.insertAlone(rows).stored()).hasSize(4);
    }

    @Test
    void one_that_has_ended_makes_room() {
        UUID first = publish(plain("k", "1"));
        events.end(first, 0);
        UUID second = publish(plain("k", "2"));
        assertThat(second).isNotEqualTo(first);
        events.bury(second, 0, Reason.FAILED, Failure.saying("dead"));
        assertThat(publish(plain("k", "3"))).isNotEqualTo(second);
        assertThat(payloads()).containsExactly("3");
        assertThat(column("event_key", "onevent_dead_event", String.class, second))
                .isEqualTo("k");
    }

    @Test
    void a_replacing_one_changes_what_waits_as_if_it_had_never_run_but_for_its_place() {
        UUID id = publish(plain("k", "1"));
        events.retry(id, 0, HOUR, true);
        UUID holder = liveInstance();
        jdbc.update("UPDATE onevent_event SET holder = ? WHERE id = ?", holder, id);
        long seq = column("seq", Long.class, id);
        Instant created = time("create_date", "onevent_event", id);
        NewEventRow by = new NewEventRow(
                Ids.next(), "a", "2", null, "k", null, true, "{\"h\":\"2\"}", 60_000, null, null, 90_000L, null);
        Inserted replaced = inserts.insertAlone(List.of(by));
        assertThat(replaced).isEqualTo(new Inserted(List.of(id), List.of(), List.of(by)));
        assertThat(payloads()).containsExactly("2");
        assertThat(column("headers", String.class, id)).isEqualTo("{\"h\":\"2\"}");
        assertThat(time("due_at", "onevent_event", id))
                .isCloseTo(clock.now().plusSeconds(60), within(5, ChronoUnit.SECONDS));
        assertThat(time("expired_at", "onevent_event", id))
                .isCloseTo(clock.now().plusSeconds(90), within(5, ChronoUnit.SECONDS));
        assertThat(time("first_failure", "onevent_event", id)).isNull();
        assertThat(jdbc.texts("SELECT concat(retry, started, suspect, version) FROM onevent_event"))
                .containsExactly("0002");
        assertThat(column("holder", UUID.class, id)).isEqualTo(holder);
        assertThat(column("seq", Long.class, id)).isEqualTo(seq);
        assertThat(time("create_date", "onevent_event", id)).isEqualTo(created);
        publish(replacing("k", "3"));
        assertThat(time("expired_at", "onevent_event", id)).isNull();
    }

    @Test
    void a_run_that_has_begun_cannot_end_one_that_was_replaced() {
        UUID id = publish(plain("k", "1"));
        TakenEvent run = only("a");
        assertThat(publish(replacing("k", "2"))).isEqualTo(id);
        assertThat(events.end(id, run.version())).isFalse();
        assertThat(events.endAll(List.of(run))).isEmpty();
        TakenEvent next = only("a");
        assertThat(next.event().payload()).isEqualTo("2");
        assertThat(events.end(id, next.version())).isTrue();
    }

    @Test
    void a_replacing_one_is_stored_where_none_waits() {
        UUID first = publish(replacing("k", "1"));
        events.end(first, 0);
        assertThat(publish(replacing("k", "2"))).isNotEqualTo(first);
        assertThat(payloads()).containsExactly("2");
    }

    @Test
    void a_replacing_one_of_another_group_is_refused_and_nothing_is_stored() throws SQLException {
        publish(grouped("k", "1", "g", false));
        for (String group : new String[] {"h", null}) {
            NewEventRow other = grouped("k", "2", group, true);
            try (StoreSession session = open()) {
                assertThatThrownBy(() -> session.inserts().insert(List.of(other)))
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessageContainingAll("\"k\"", "\"g\"");
                assertThatThrownBy(() -> session.inserts().insert(List.of(plain("a", "x"), row("a"), other)))
                        .isExactlyInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> session.inserts()
                                .insert(List.of(grouped("n", "x", "g", false), grouped("n", "x", "h", true))))
                        .isExactlyInstanceOf(IllegalArgumentException.class);
                session.commit();
            }
        }
        assertThat(payloads()).containsExactly("1");
    }

    /** What is left out for its time may have any group: only when it is its turn can that be seen. */
    @Test
    void one_that_is_refused_when_others_are_stored_says_so() throws SQLException {
        List<NewEventRow> list =
                List.of(row("a"), new Keyed("k", "1", "g", HOUR, false).row(), grouped("k", "2", "h", true));
        try (StoreSession session = open()) {
            assertThatThrownBy(() -> session.inserts().insert(list)).isInstanceOf(RefusedMidwayException.class);
        }
        assertThatThrownBy(() -> inserts.insertAlone(list)).isInstanceOf(IllegalArgumentException.class);
        assertThat(count("onevent_event") + count("onevent_key")).isZero();
    }

    @Test
    void in_one_list_the_second_of_a_key_sees_the_first() {
        NewEventRow first = plain("k", "1");
        NewEventRow last = replacing("k", "3");
        Inserted inserted = inserts.insertAlone(List.of(first, plain("k", "2"), last, plain("k", "4")));
        assertThat(inserted.ids()).containsOnly(first.id()).hasSize(4);
        assertThat(inserted.stored()).containsExactly(first);
        assertThat(inserted.changed()).containsExactly(first, last);
        assertThat(payloads()).containsExactly("3");
    }

    @Test
    void a_list_keeps_the_order_of_its_groups_though_its_keys_have_one_of_their_own() {
        List<NewEventRow> rows = new ArrayList<>();
        for (int i = 0; i < 1_234; i++) {
            // Every third without a key, the keys backwards.
            rows.add(grouped(i % 3 == 0 ? null : "k" + (9_999 - i), String.valueOf(i), "g" + i % 2, false));
        }
        Inserted inserted = inserts.insertAlone(rows);
        assertThat(inserted.ids())
                .containsExactlyElementsOf(rows.stream().map(NewEventRow::id).toList());
        assertThat(inserted.stored()).hasSize(rows.size());
        assertThat(payloads())
                .containsExactlyElementsOf(
                        IntStream.range(0, 1_234).mapToObj(String::valueOf).toList());
        UUID next = publish(grouped("z", "last", "g1", false));
        assertThat(column("seq", Long.class, next))
                .isGreaterThan(jdbc.query(
                                "SELECT max(seq) FROM onevent_event WHERE payload <> 'last'",
                                result -> result.getLong(1))
                        .get(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void who_publishes_a_key_that_another_has_published_waits_for_its_end(boolean commits) throws SQLException {
        for (NewEventRow second : List.of(plain("k", "2"), replacing("k", "2"), keptFor("k", HOUR))) {
            forgetAll();
            forgetKeys();
            NewEventRow first = second.keyForMillis() == null ? plain("k", "1") : keptFor("k", HOUR);
            CompletableFuture<UUID> published;
            try (StoreSession session = open()) {
                session.inserts().insert(List.of(first));
                published = CompletableFuture.supplyAsync(() -> publishCommitted(second));
                awaitWaiting(published);
                if (commits) {
                    session.commit();
                }
            }
            assertThat(published.join()).isEqualTo(commits ? first.id() : second.id());
            assertThat(jdbc.ids("SELECT id FROM onevent_event")).containsExactly(commits ? first.id() : second.id());
            assertThat(payloads()).containsExactly(commits && !second.replacing() ? first.payload() : second.payload());
        }
    }

    private static void awaitWaiting(CompletableFuture<?> second) {
        await("the second to wait for the first").during(Duration.ofMillis(100)).until(() -> !second.isDone());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void who_publishes_a_key_whose_event_is_being_ended_waits_and_is_stored_if_it_was(boolean commits)
            throws SQLException {
        for (NewEventRow second : List.of(plain("k", "2"), replacing("k", "2"))) {
            forgetAll();
            UUID first = publish(plain("k", "1"));
            CompletableFuture<UUID> published;
            try (StoreSession session = open()) {
                session.events().end(first, 0);
                published = CompletableFuture.supplyAsync(() -> publishCommitted(second));
                if (waits(second)) {
                    awaitWaiting(published);
                } else {
                    assertThat(published.join()).isEqualTo(first);
                }
                if (commits) {
                    session.commit();
                }
            }
            if (waits(second)) {
                assertThat(published.join()).isEqualTo(commits ? second.id() : first);
                assertThat(payloads()).containsExactly(commits || second.replacing() ? "2" : "1");
            }
        }
    }

    /** Others than PostgreSQL say at once that there is one until its end is committed, and that is true. */
    private boolean waits(NewEventRow second) {
        return dialect == Dialect.POSTGRESQL || second.replacing();
    }

    @Test
    void a_run_that_ends_while_it_is_being_replaced_waits_and_is_superseded() throws SQLException {
        UUID id = publish(plain("k", "1"));
        CompletableFuture<Boolean> end;
        try (StoreSession session = open()) {
            session.inserts().insert(List.of(replacing("k", "2")));
            end = CompletableFuture.supplyAsync(() -> events.end(id, 0));
            awaitWaiting(end);
            session.commit();
        }
        assertThat(end.join()).isFalse();
        assertThat(payloads()).containsExactly("2");
    }

    /** A snapshot that is older than the other's commit: it is seen, or the transaction fails as one that may be run again. */
    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void with_a_snapshot_that_is_older_than_the_other_no_second_is_stored(int isolation) throws SQLException {
        for (NewEventRow second : List.of(plain("k", "2"), replacing("k", "2"), keptFor("k", HOUR))) {
            forgetAll();
            forgetKeys();
            UUID first;
            boolean passed;
            try (StoreSession session = open(isolation)) {
                assertThat(session.due().isAnyOf(List.of("a"))).isFalse();
                first = publish(second.keyForMillis() == null ? plain("k", "1") : keptFor("k", HOUR));
                passed = passes(() -> {
                    assertThat(session.inserts().insert(List.of(second)).ids()).containsExactly(first);
                    session.commit();
                    return null;
                });
            }
            assertThat(passed || isolation != Connection.TRANSACTION_READ_COMMITTED)
                    .isTrue();
            assertThat(jdbc.ids("SELECT id FROM onevent_event")).containsExactly(first);
            assertThat(payloads())
                    .containsExactly(passed && second.replacing() ? "2" : second.keyForMillis() == null ? "1" : null);
        }
    }

    /**
     * As the other way round: what the snapshot shows has ended. It may count as waiting, for it does by the snapshot,
     * but not to be replaced.
     */
    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void with_a_snapshot_that_is_older_than_the_end_of_the_other_no_replacing_one_is_lost(int isolation)
            throws SQLException {
        boolean sees = isolation == Connection.TRANSACTION_READ_COMMITTED;
        for (NewEventRow second : List.of(plain("k", "2"), replacing("k", "2"), keptFor("k", HOUR))) {
            forgetAll();
            forgetKeys();
            UUID first = publish(plain("k", "1"));
            try (StoreSession session = open(isolation)) {
                assertThat(session.due().isAnyOf(List.of("a"))).isTrue();
                events.end(first, 0);
                List<UUID> ids = new ArrayList<>();
                boolean passed = passes(() -> {
                    ids.addAll(session.inserts().insert(List.of(second)).ids());
                    session.commit();
                    return null;
                });
                assertThat(passed || !sees).isTrue();
                assertThat(ids)
                        .isSubsetOf(sees || second.replacing() ? List.of(second.id()) : List.of(first, second.id()));
                assertThat(count("onevent_event")).isEqualTo(ids.contains(second.id()) ? 1 : 0);
            }
        }
    }

    private static boolean passes(Callable<Void> step) throws SQLException {
        try {
            step.call();
            return true;
        } catch (EventStoreException refused) {
            assertThat(SqlStates.isContention(refused)).as("%s", refused).isTrue();
            return false;
        } catch (Exception other) {
            throw new SQLException(other);
        }
    }

    @Test
    void a_key_is_remembered_for_its_time_whether_or_not_its_event_has_ended() {
        UUID first = publish(keptFor("k", HOUR));
        assertThat(publish(keptFor("k", HOUR))).isEqualTo(first);
        events.end(first, 0);
        assertThat(publish(keptFor("k", HOUR))).isEqualTo(first);
        assertThat(count("onevent_event")).isZero();
        age("onevent_key", "published_at", HOUR.plusMinutes(1));
        UUID second = publish(keptFor("k", HOUR));
        assertThat(second).isNotEqualTo(first);
        events.end(second, 0);
        assertThat(publish(keptFor("k", HOUR))).isEqualTo(second);
        UUID plain = publish(plain("k", "plain"));
        assertThat(plain).isNotEqualTo(second);
        assertThat(publish(keptFor("k", HOUR))).isEqualTo(plain);
        assertThat(jdbc.query("SELECT event_id FROM onevent_key", result -> Jdbc.uuid(result, "event_id")))
                .containsExactly(second);
    }

    @Test
    void a_shorter_time_looks_less_far_back_and_a_longer_one_no_farther_than_is_kept() {
        UUID first = publish(keptFor("k", HOUR));
        events.end(first, 0);
        age("onevent_key", "published_at", Duration.ofMinutes(10));
        assertThat(publish(keptFor("k", HOUR.multipliedBy(2)))).isEqualTo(first);
        UUID second = publish(keptFor("k", Duration.ofMinutes(5)));
        assertThat(second).isNotEqualTo(first);
        assertThat(jdbc.query("SELECT kept_until FROM onevent_key", result -> jdbc.instant(result, "kept_until")))
                .singleElement()
                .satisfies(until -> assertThat(until)
                        .isCloseTo(clock.now().plus(Duration.ofMinutes(5)), within(5, ChronoUnit.SECONDS)));
        events.end(second, 0);
        age("onevent_key", "kept_until", Duration.ofMinutes(6));
        assertThat(publish(keptFor("k", HOUR))).isNotEqualTo(second);
    }

    @Test
    void a_key_whose_publication_was_rolled_back_is_not_remembered() throws SQLException {
        try (StoreSession session = open()) {
            session.inserts().insert(List.of(keptFor("k", HOUR)));
        }
        NewEventRow next = keptFor("k", HOUR);
        assertThat(publish(next)).isEqualTo(next.id());
    }

    @Test
    void keys_that_nobody_keeps_any_more_are_cleaned_in_batches_but_for_those_being_published() throws Exception {
        for (int i = 0; i < 5; i++) {
            events.end(publish(keptFor("k" + i, HOUR)), 0);
        }
        age("onevent_key", "kept_until", HOUR.plusMinutes(1));
        publish(keptFor("young", HOUR));
        assertThat(cleaned(3)).isEqualTo(3);
        String left = jdbc.texts("SELECT event_key FROM onevent_key WHERE event_key <> 'young' ORDER BY event_key")
                .get(0);
        try (StoreSession session = open()) {
            session.inserts().insert(List.of(keptFor(left, HOUR)));
            assertThat(cleaned(3)).isEqualTo(1);
            session.commit();
        }
        assertThat(cleaned(3)).isZero();
        assertThat(jdbc.texts("SELECT event_key FROM onevent_key")).containsExactlyInAnyOrder("young", left);
    }

    private int cleaned(int most) throws SQLException {
        try (StoreSession session = open()) {
            int cleaned = session.cleaning().cleanKeys(most);
            session.commit();
            return cleaned;
        }
    }

    private void age(String table, String column, Duration by) {
        Instant then = jdbc.query(
                        "SELECT " + column + " AS found FROM " + table, result -> jdbc.instant(result, "found"))
                .get(0)
                .minus(by);
        jdbc.update("UPDATE " + table + " SET " + column + " = ?", then);
    }

    private UUID dead(NewEventRow row) {
        UUID id = publish(row);
        assertThat(events.bury(id, version(id), Reason.FAILED, Failure.saying("dead")))
                .isTrue();
        return id;
    }

    @Test
    void a_dead_event_whose_key_waits_is_not_replayed_and_keeps_no_other() {
        UUID blocked = dead(plain("k", "1"));
        UUID free = dead(plain("l", "2"));
        UUID keyless = dead(row("a"));
        UUID waiting = publish(plain("k", "3"));
        assertThat(deadReplays.replay(List.of(blocked))).isEmpty();
        assertThat(deadReplays.replay(List.of(blocked, free, keyless)))
                .extracting(Gone::id)
                .containsExactlyInAnyOrder(free, keyless);
        assertThat(jdbc.ids("SELECT id FROM onevent_dead_event")).containsExactly(blocked);
        events.end(waiting, 0);
        assertThat(deadReplays.replay(List.of(blocked))).hasSize(1);
        assertThat(publish(plain("k", "4"))).isEqualTo(blocked);
        assertThat(publish(replacing("k", "5"))).isEqualTo(blocked);
    }

    @Test
    void of_two_dead_ones_of_a_key_the_one_that_was_published_last_is_replayed() {
        UUID one = dead(plain("k", "1"));
        UUID other = dead(plain("k", "2"));
        assertThat(deadReplays.replay(List.of(other, one))).extracting(Gone::id).containsExactly(other);
        assertThat(jdbc.ids("SELECT id FROM onevent_dead_event")).containsExactly(one);
    }

    @Test
    void more_with_keys_are_replayed_than_one_statement_takes() {
        List<UUID> ids = IntStream.range(0, 450)
                .mapToObj(i -> dead(plain(i % 2 == 0 ? "k" + i : null, null)))
                .toList();
        assertThat(deadReplays.replay(ids)).hasSize(450);
        assertThat(count("onevent_dead_event")).isZero();
    }

    @Test
    void a_replay_waits_for_who_publishes_the_key() throws SQLException {
        UUID id = dead(plain("k", "1"));
        CompletableFuture<List<Gone>> replay;
        try (StoreSession publisher = open()) {
            publisher.inserts().insert(List.of(plain("k", "2")));
            replay = CompletableFuture.supplyAsync(() -> deadReplays.replay(List.of(id)));
            awaitWaiting(replay);
            publisher.commit();
        }
        assertThat(replay.join()).isEmpty();
        assertThat(payloads()).containsExactly("2");
    }

    /**
     * Lists in any order, ends in between: nobody waits for somebody who waits for him. But MariaDB locks gaps beside a
     * key whose event is just being ended: there it seldom happens all the same.
     */
    @Test
    void many_that_publish_lists_of_the_same_keys_do_not_deadlock() {
        AtomicInteger deadlocks = new AtomicInteger();
        List<CompletableFuture<Void>> publishers = IntStream.range(0, 6)
                .mapToObj(publisher -> CompletableFuture.runAsync(() -> publishLists(new Random(publisher), deadlocks)))
                .toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(publishers.toArray(CompletableFuture[]::new));
        while (!all.isDone()) {
            jdbc.query("SELECT id, version FROM onevent_event", result ->
                            new Object[] {Jdbc.uuid(result, "id"), result.getInt("version")})
                    .forEach(found -> unlessDeadlocked(deadlocks, () -> events.end((UUID) found[0], (int) found[1])));
            assertThat(jdbc.texts("SELECT event_key FROM onevent_event GROUP BY event_key HAVING count(*) > 1"))
                    .isEmpty();
        }
        all.join();
        assertThat(deadlocks).hasValueLessThanOrEqualTo(dialect == Dialect.MARIADB ? 20 : 0);
    }

    private static void unlessDeadlocked(AtomicInteger deadlocks, Runnable step) {
        if (!passesOrIsContended(step)) {
            deadlocks.incrementAndGet();
        }
    }

    private void publishLists(Random random, AtomicInteger deadlocks) {
        for (int i = 0; i < 100; i++) {
            List<NewEventRow> rows = new ArrayList<>(IntStream.range(0, 5)
                    .mapToObj(n -> new Keyed("k" + random.nextInt(8), "p", null, null, random.nextBoolean()).row())
                    .toList());
            Collections.shuffle(rows, random);
            unlessDeadlocked(deadlocks, () -> publishCommitted(rows.toArray(NewEventRow[]::new)));
        }
    }
}
