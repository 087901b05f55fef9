package io.onevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewEventTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant TIME = Instant.parse("2100-01-02T03:04:05Z");
    private static final NewEvent EVENT = NewEvent.named("order.placed");

    @Test
    void a_named_event_has_no_payload_no_group_no_delay_and_no_expiry() {
        assertThat(EVENT.name()).isEqualTo("order.placed");
        assertThat(EVENT.payload()).isNull();
        assertThat(EVENT.group()).isNull();
        assertThat(EVENT.delay()).isZero();
        assertThat(EVENT.expiresAfter()).isNull();
        assertThat(EVENT.expiresAt()).isNull();
    }

    @Test
    void options_add_up_in_any_order() {
        Object payload = new Object();
        for (NewEvent event : new NewEvent[] {
            EVENT.payload(payload).group("g").delay(HOUR).expiresAfter(HOUR),
            EVENT.expiresAfter(HOUR).delay(HOUR).group("g").payload(payload)
        }) {
            assertThat(event.name()).isEqualTo("order.placed");
            assertThat(event.payload()).isSameAs(payload);
            assertThat(event.group()).isEqualTo("g");
            assertThat(event.delay()).isEqualTo(HOUR);
            assertThat(event.expiresAfter()).isEqualTo(HOUR);
        }
        assertThat(EVENT.expiresAt(TIME).payload("p").group("g").delay(HOUR).expiresAt())
                .isEqualTo(TIME);
    }

    @Test
    void an_option_changes_nothing_in_the_event_it_is_called_on() {
        EVENT.payload("p").group("g").delay(HOUR).expiresAfter(HOUR).expiresAt(TIME);
        a_named_event_has_no_payload_no_group_no_delay_and_no_expiry();
    }

    @Test
    void a_payload_can_be_taken_back() {
        assertThat(EVENT.payload("p").payload(null).payload()).isNull();
    }

    @Test
    void of_the_two_kinds_of_expiry_the_last_one_counts() {
        NewEvent at = EVENT.expiresAfter(HOUR).expiresAt(TIME);
        assertThat(at.expiresAfter()).isNull();
        assertThat(at.expiresAt()).isEqualTo(TIME);
        NewEvent after = EVENT.expiresAt(TIME).expiresAfter(HOUR);
        assertThat(after.expiresAfter()).isEqualTo(HOUR);
        assertThat(after.expiresAt()).isNull();
    }

    static Stream<String> badNames() {
        return Stream.of("", "  ", "\t\n", "n".repeat(101), "\uD83D\uDE00".repeat(101), "a\0b");
    }

    @ParameterizedTest
    @NullSource
    @MethodSource("badNames")
    void a_name_that_cannot_be_stored_is_refused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewEvent.named(name))
                .withMessageStartingWith("name ");
    }

    @ParameterizedTest
    @NullSource
    @MethodSource("badNames")
    void a_group_that_cannot_be_stored_is_refused(String group) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EVENT.group(group))
                .withMessageStartingWith("group ");
    }

    @Test
    void what_is_too_long_is_said_with_its_length() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewEvent.named("abcdefghijklmnopqrst" + "u".repeat(81)))
                .withMessage("name \"abcdefghijklmnopqrst...\" has 101 characters: at most 100 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewEvent.named("\uD83D\uDE00".repeat(101)))
                .withMessageContaining("has 101 characters");
    }

    @Test
    void a_hundred_characters_are_allowed_whatever_their_script() {
        assertThat(NewEvent.named("n".repeat(100)).name()).hasSize(100);
        String emoji = "\uD83D\uDE00".repeat(100);
        assertThat(EVENT.group(emoji).group()).isEqualTo(emoji);
    }

    @Test
    void names_and_groups_are_kept_as_they_are() {
        assertThat(NewEvent.named(" a ").group(" g ").name()).isEqualTo(" a ");
        assertThat(NewEvent.named(" a ").group(" g ").group()).isEqualTo(" g ");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"-PT0.000000001S", "-P1D"})
    void a_duration_that_is_null_or_negative_is_refused(Duration duration) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EVENT.delay(duration))
                .withMessageStartingWith("delay is " + duration);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EVENT.expiresAfter(duration))
                .withMessageStartingWith("expiresAfter is " + duration);
    }

    @Test
    void an_expiry_time_that_is_null_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EVENT.expiresAt(null))
                .withMessageStartingWith("expiresAt is null");
    }

    @Test
    void an_event_says_what_it_is_but_not_its_payload() {
        assertThat(EVENT.payload("secret").group("g").delay(HOUR))
                .hasToString("NewEvent[name=order.placed, group=g,"
                        + " key=null, delay=PT1H, dueAt=null, expiresAfter=null, expiresAt=null]");
    }
}
