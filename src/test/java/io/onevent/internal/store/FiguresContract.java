package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.onevent.EventStoreException;
import io.onevent.Reason;
import io.onevent.internal.store.QueueFigures.Due;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What an operator is told of the tables. */
abstract class FiguresContract extends TablesContract {

    FiguresContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
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
    void the_names_of_all_stored_events_are_known() {
        assertThat(figures.storedNames(1_000)).isEmpty();
        List<String> names = List.of("order.placed", "Order.placed", "order", "\u00e4rger", "zebra", "a b", "!");
        names.forEach(name -> {
            insert(row(name));
            insert(due(name, HOUR));
        });
        assertThat(figures.storedNames(1_000)).containsExactlyInAnyOrderElementsOf(names);
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
}
