package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.onevent.QueueStatus;
import io.onevent.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order within groups: heads, locks, parking. */
abstract class GroupsContract extends TablesContract {

    GroupsContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
    }

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
}
