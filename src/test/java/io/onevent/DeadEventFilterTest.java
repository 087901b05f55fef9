package io.onevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadEventFilterTest {

    private static final DeadEventFilter ALL = DeadEventFilter.all();
    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2026-02-01T00:00:00Z");

    @Test
    void all_has_no_condition_and_lists_a_hundred() {
        assertThat(ALL.name()).isNull();
        assertThat(ALL.group()).isNull();
        assertThat(ALL.reason()).isNull();
        assertThat(ALL.diedAfter()).isNull();
        assertThat(ALL.diedBefore()).isNull();
        assertThat(ALL.offset()).isZero();
        assertThat(ALL.limit()).isEqualTo(100);
    }

    @Test
    void conditions_add_up_in_any_order() {
        for (DeadEventFilter filter : new DeadEventFilter[] {
            ALL.name("a")
                    .group("g")
                    .reason(Reason.LOST)
                    .diedAfter(EARLY)
                    .diedBefore(LATE)
                    .offset(7)
                    .limit(8),
            ALL.limit(8)
                    .offset(7)
                    .diedBefore(LATE)
                    .diedAfter(EARLY)
                    .reason(Reason.LOST)
                    .group("g")
                    .name("a")
        }) {
            assertThat(filter.name()).isEqualTo("a");
            assertThat(filter.group()).isEqualTo("g");
            assertThat(filter.reason()).isEqualTo(Reason.LOST);
            assertThat(filter.diedAfter()).isEqualTo(EARLY);
            assertThat(filter.diedBefore()).isEqualTo(LATE);
            assertThat(filter.offset()).isEqualTo(7);
            assertThat(filter.limit()).isEqualTo(8);
        }
    }

    @Test
    void a_condition_changes_nothing_in_the_filter_it_is_added_to() {
        ALL.name("a")
                .group("g")
                .reason(Reason.LOST)
                .diedAfter(EARLY)
                .diedBefore(LATE)
                .offset(7)
                .limit(8);
        all_has_no_condition_and_lists_a_hundred();
    }

    @Test
    void null_takes_a_condition_back() {
        DeadEventFilter any = ALL.name("a")
                .group("g")
                .reason(Reason.LOST)
                .diedAfter(EARLY)
                .diedBefore(LATE)
                .name(null)
                .group(null)
                .reason(null)
                .diedAfter(null)
                .diedBefore(null);
        assertThat(any).usingRecursiveComparison().isEqualTo(ALL);
    }

    @Test
    void a_character_that_no_database_stores_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.name("a\0b"))
                .withMessage("name holds the character U+0000, which databases refuse");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.group("a\0b"))
                .withMessage("group holds the character U+0000, which databases refuse");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProcessedEventFilter.all().name("a\0b"))
                .withMessage("name holds the character U+0000, which databases refuse");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProcessedEventFilter.all().group("a\0b"))
                .withMessage("group holds the character U+0000, which databases refuse");
    }

    @Test
    void times_are_kept_however_far_they_are() {
        assertThat(ALL.diedAfter(Instant.MIN).diedBefore(Instant.MAX))
                .extracting(DeadEventFilter::diedAfter, DeadEventFilter::diedBefore)
                .containsExactly(Instant.MIN, Instant.MAX);
    }

    @Test
    void a_negative_offset_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.offset(-1))
                .withMessage("offset is -1: it must be zero or more");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void a_limit_below_one_is_refused(int limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.limit(limit))
                .withMessage("limit is " + limit + ": it must be one or more");
    }
}
