package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.store.Orphans.Orphan;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a dead instance leaves behind. */
abstract class OrphansContract extends TablesContract {

    OrphansContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
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
    void the_names_that_an_instance_holds_are_those_of_its_claims() {
        UUID instance = liveInstance();
        UUID held = insert(row("a"));
        UUID free = insert(row("b"));
        claim(instance, "a", 1);
        assertThat(orphans.namesHeldBy(instance, List.of(held, free, UUID.randomUUID())))
                .containsExactly("a");
        assertThat(orphans.namesHeldBy(liveInstance(), List.of(held))).isEmpty();
    }
}
