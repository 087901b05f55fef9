package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is due and read ahead, in which order. */
abstract class ReadsContract extends TablesContract {

    ReadsContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
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
    void what_came_due_just_now_is_found_in_each_part_and_nothing_that_was_due_before() {
        UUID undated = insert(row("a"));
        UUID grouped = insert(new NewEventRow(Ids.next(), "a", null, "g", 0, null, null));
        UUID dated = insert(
                new NewEventRow(Ids.next(), "b", null, null, 0, clock.now().plus(HOUR), null));
        insert(new NewEventRow(Ids.next(), "a", null, null, HOUR.toMillis(), null, null));
        insert(new NewEventRow(Ids.next(), "a", null, "h", HOUR.toMillis(), null, null));
        insert(row("other"));
        assertThat(due.newer(List.of("none", "a", "b"), HOUR.toMillis()))
                .containsExactlyInAnyOrder(
                        new DueEvents.Newer(undated, "a", null, false),
                        new DueEvents.Newer(grouped, "a", "g", false),
                        new DueEvents.Newer(dated, "b", null, true));
        jdbc.update("UPDATE onevent_event SET due_at = ?", clock.now().minus(HOUR));
        assertThat(due.newer(List.of("a", "b"), HOUR.minusMinutes(1).toMillis()))
                .isEmpty();
        assertThat(due.newer(List.of("a", "b"), HOUR.plusMinutes(1).toMillis())).hasSize(5);
    }

    @Test
    void of_a_thousand_names_each_is_looked_at() {
        List<String> names = IntStream.range(0, 1_000).mapToObj(i -> "n" + i).toList();
        insert(row("n0"));
        insert(row("n999"));
        assertThat(due.newer(names, HOUR.toMillis()))
                .extracting(DueEvents.Newer::name)
                .containsExactlyInAnyOrder("n0", "n999");
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
}
