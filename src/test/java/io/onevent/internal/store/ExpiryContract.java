package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What was not started in time. */
abstract class ExpiryContract extends TablesContract {

    ExpiryContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
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
}
