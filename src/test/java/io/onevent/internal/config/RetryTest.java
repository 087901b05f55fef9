package io.onevent.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private static Retry retry(double multiplier, double jitter) {
        return new Retry(5, SECOND, multiplier, FIVE_MINUTES, jitter);
    }

    @Test
    void each_wait_is_longer_by_the_multiplier() {
        assertThat(IntStream.range(0, 5).mapToObj(retry(3, 0)::after))
                .containsExactly(
                        SECOND,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(27),
                        Duration.ofSeconds(81));
    }

    @Test
    void a_multiplier_of_one_keeps_the_wait() {
        assertThat(retry(1, 0).after(1_000)).isEqualTo(SECOND);
    }

    @Test
    void the_wait_grows_to_the_longest_one_and_no_further() {
        assertThat(retry(2, 0).after(8)).isEqualTo(Duration.ofSeconds(256));
        assertThat(retry(2, 0).after(9)).isEqualTo(FIVE_MINUTES);
    }

    @Test
    void a_growth_beyond_all_numbers_is_the_longest_wait() {
        assertThat(retry(1_000, 0).after(10_000)).isEqualTo(FIVE_MINUTES);
    }

    @Test
    void no_delay_stays_none_however_often_it_is_multiplied() {
        Retry none = new Retry(10_000, Duration.ZERO, 1_000, FIVE_MINUTES, 1);
        assertThat(none.after(10_000)).isZero();
    }

    @Test
    void jitter_spreads_the_wait_evenly_below_and_above() {
        Retry spread = retry(2, 0.2);
        long[] millis = IntStream.range(0, 10_000)
                .mapToLong(i -> spread.after(3).toMillis())
                .sorted()
                .toArray();
        assertThat(millis[0]).isBetween(6_400L, 6_600L);
        assertThat(millis[5_000]).isBetween(7_800L, 8_200L);
        assertThat(millis[9_999]).isBetween(9_400L, 9_600L);
    }

    @Test
    void jitter_of_one_spreads_from_nothing_to_twice_the_wait() {
        Retry spread = retry(2, 1);
        assertThat(IntStream.range(0, 10_000).mapToObj(i -> spread.after(0)))
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ZERO, Duration.ofSeconds(2)))
                .anySatisfy(wait -> assertThat(wait).isLessThan(Duration.ofMillis(100)))
                .anySatisfy(wait -> assertThat(wait).isGreaterThan(Duration.ofMillis(1_900)));
    }

    @Test
    void the_longest_wait_is_spread_too_and_not_exceeded() {
        Retry spread = retry(2, 0.2);
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> spread.after(100)))
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(200), Duration.ofMinutes(5)));
    }
}
