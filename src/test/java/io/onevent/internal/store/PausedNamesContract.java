package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.onevent.EventStoreException;
import io.onevent.internal.store.PausedNames.Held;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Which names are held, by whom, and until when. */
abstract class PausedNamesContract extends TablesContract {

    private static final UUID ONE = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();

    PausedNamesContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
    }

    private Held only() {
        assertThat(pausedNames.read()).hasSize(1);
        return pausedNames.read().get(0);
    }

    /** The instance that may start one event of the only name, or null. */
    private UUID prober() {
        UUID[] prober = {null};
        jdbc.query("SELECT prober FROM onevent_paused_name", result -> prober[0] = Jdbc.uuid(result, "prober"));
        return prober[0];
    }

    /** As if its time were over. */
    private void letTimePass() {
        jdbc.update("UPDATE onevent_paused_name SET paused_until = " + dialect.afterMillis, -1_000L);
    }

    @Test
    void a_name_that_is_held_without_an_end_is_held_until_it_is_resumed() {
        pausedNames.hold("a", null);
        assertThat(only().name()).isEqualTo("a");
        assertThat(only().since()).isCloseTo(clock.now(), within(5, ChronoUnit.SECONDS));
        assertThat(only().until()).isNull();
        assertThat(only().left()).isNull();
        assertThat(only().broken()).isFalse();
        assertThat(only().holds()).isTrue();
        pausedNames.resume("b");
        pausedNames.forgetOver("a");
        assertThat(pausedNames.read()).hasSize(1);
        pausedNames.resume("a");
        assertThat(pausedNames.read()).isEmpty();
    }

    @Test
    void a_name_that_is_held_until_a_time_goes_on_then_and_is_forgotten() {
        Instant until = clock.now().plus(HOUR).truncatedTo(ChronoUnit.MICROS);
        pausedNames.hold("a", until);
        assertThat(only().until()).isEqualTo(until);
        assertThat(only().left()).isCloseTo(HOUR, Duration.ofSeconds(5));
        assertThat(only().holds()).isTrue();
        pausedNames.forgetOver("a");
        assertThat(only().holds()).isTrue();
        letTimePass();
        assertThat(only().left()).isNegative();
        assertThat(only().holds()).isFalse();
        pausedNames.forgetOver("a");
        assertThat(pausedNames.read()).isEmpty();
    }

    @Test
    void the_last_time_that_can_be_stored_is_an_end_like_any_other() {
        pausedNames.hold("a", Times.LAST);
        assertThat(only().until()).isEqualTo(Times.LAST);
        assertThat(only().holds()).isTrue();
    }

    @Test
    void who_holds_a_name_last_says_until_when() {
        pausedNames.hold("a", null);
        pausedNames.hold("a", clock.now().plus(HOUR));
        assertThat(only().until()).isNotNull();
        pausedNames.hold("a", null);
        assertThat(only().until()).isNull();
    }

    @Test
    void names_that_differ_in_a_letter_are_held_apart_and_read_in_order() {
        pausedNames.hold("b", null);
        pausedNames.hold("B", null);
        pausedNames.hold("b ", null);
        pausedNames.hold("a", null);
        assertThat(pausedNames.read()).extracting(Held::name).containsExactlyInAnyOrder("a", "b", "B", "b ");
        pausedNames.resume("b");
        assertThat(pausedNames.read()).extracting(Held::name).containsExactlyInAnyOrder("a", "B", "b ");
    }

    @Test
    void a_name_breaks_once_and_not_where_an_operator_holds_it() {
        assertThat(pausedNames.breakOff("a", HOUR)).isTrue();
        assertThat(pausedNames.breakOff("a", HOUR.multipliedBy(2))).isFalse();
        assertThat(only().broken()).isTrue();
        assertThat(only().left()).isCloseTo(HOUR, Duration.ofSeconds(5));
        assertThat(prober()).isNull();
        pausedNames.hold("a", null);
        assertThat(only().broken()).isFalse();
        assertThat(pausedNames.breakOff("a", HOUR)).isFalse();
        assertThat(only().broken()).isFalse();
    }

    @Test
    void what_broke_holds_also_when_its_time_is_over_and_is_no_operators_to_let_go() {
        pausedNames.breakOff("a", HOUR);
        letTimePass();
        assertThat(only().isOver()).isTrue();
        assertThat(only().holds()).isTrue();
        pausedNames.forgetOver("a");
        pausedNames.resumeHeld("a");
        assertThat(pausedNames.read()).hasSize(1);
        pausedNames.resume("a");
        assertThat(pausedNames.read()).isEmpty();
    }

    @Test
    void the_probe_is_claimed_by_one_and_not_before_its_time() {
        pausedNames.breakOff("a", HOUR);
        assertThat(pausedNames.claimProbe("a", ONE, HOUR)).isFalse();
        letTimePass();
        assertThat(pausedNames.claimProbe("a", ONE, HOUR)).isTrue();
        assertThat(pausedNames.claimProbe("a", OTHER, HOUR)).isFalse();
        assertThat(prober()).isEqualTo(ONE);
        assertThat(only().isOver()).isFalse();
        letTimePass();
        assertThat(pausedNames.claimProbe("a", OTHER, HOUR)).isTrue();
        assertThat(prober()).isEqualTo(OTHER);
    }

    @Test
    void of_two_that_claim_the_probe_at_once_one_waits_and_gets_nothing() throws SQLException {
        pausedNames.breakOff("a", HOUR);
        letTimePass();
        CompletableFuture<Boolean> second;
        try (StoreSession first = open()) {
            assertThat(first.pausedNames().claimProbe("a", ONE, HOUR)).isTrue();
            second = CompletableFuture.supplyAsync(() -> {
                try {
                    return pausedNames.claimProbe("a", OTHER, HOUR);
                } catch (EventStoreException contended) {
                    return false;
                }
            });
            first.commit();
        }
        assertThat(second.join()).isFalse();
        assertThat(prober()).isEqualTo(ONE);
    }

    @Test
    void a_row_by_hand_without_an_end_that_broke_may_be_probed() {
        pausedNames.breakOff("a", HOUR);
        jdbc.update("UPDATE onevent_paused_name SET paused_until = NULL, broken = 7");
        assertThat(only().broken()).isTrue();
        assertThat(pausedNames.claimProbe("a", ONE, HOUR)).isTrue();
    }

    @Test
    void only_the_prober_puts_off_and_closes() {
        pausedNames.breakOff("a", HOUR);
        letTimePass();
        pausedNames.claimProbe("a", ONE, HOUR);
        assertThat(pausedNames.putOff("a", OTHER, HOUR)).isFalse();
        assertThat(pausedNames.putOff("a", ONE, HOUR.multipliedBy(3))).isTrue();
        assertThat(only().left()).isCloseTo(HOUR.multipliedBy(3), Duration.ofSeconds(5));
        assertThat(pausedNames.close("a", OTHER)).isFalse();
        assertThat(pausedNames.close("a", ONE)).isTrue();
        assertThat(pausedNames.read()).isEmpty();
        assertThat(pausedNames.close("a", ONE)).isFalse();
    }

    @Test
    void what_an_operator_holds_is_neither_probed_nor_closed() {
        pausedNames.breakOff("a", HOUR);
        letTimePass();
        pausedNames.claimProbe("a", ONE, HOUR);
        pausedNames.hold("a", null);
        assertThat(prober()).isNull();
        assertThat(pausedNames.claimProbe("a", ONE, HOUR)).isFalse();
        assertThat(pausedNames.putOff("a", ONE, HOUR)).isFalse();
        assertThat(pausedNames.close("a", ONE)).isFalse();
        assertThat(only().until()).isNull();
    }

    @Test
    void a_pause_that_is_rolled_back_is_none() throws SQLException {
        try (StoreSession session = open()) {
            session.pausedNames().hold("a", null);
            assertThat(session.pausedNames().read()).hasSize(1);
        }
        assertThat(pausedNames.read()).isEmpty();
    }

    @Test
    void two_that_hold_a_name_at_once_both_do() throws SQLException {
        CompletableFuture<Void> second;
        try (StoreSession first = open()) {
            first.pausedNames().hold("a", clock.now().plus(HOUR));
            second = CompletableFuture.runAsync(() -> pausedNames.hold("a", null));
            first.commit();
        }
        second.join();
        assertThat(only().holds()).isTrue();
    }

    @Test
    void a_name_that_is_too_long_is_refused_by_the_database() {
        assertThatThrownBy(() -> pausedNames.hold("a".repeat(101), null)).isInstanceOf(EventStoreException.class);
    }
}
