package io.onevent.internal.drain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupScanTest {

    private final GroupScan groups = new GroupScan();

    private static List<String> named(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    @Test
    void what_was_woken_goes_first_and_one_in_four_is_one_that_a_look_has_found() {
        groups.foundNewest(named("found", 10), true);
        named("woken", 100).forEach(groups::wake);
        assertThat(groups.take(8))
                .containsExactly("woken0", "woken1", "woken2", "woken3", "woken4", "woken5", "found0", "found1");
        assertThat(groups.take(4)).containsExactly("woken6", "woken7", "woken8", "found2");
    }

    @Test
    void what_a_look_has_found_has_its_turn_also_where_one_is_taken_at_a_time() {
        groups.foundNewest(named("found", 10), true);
        named("woken", 100).forEach(groups::wake);
        assertThat(IntStream.range(0, 8).mapToObj(i -> groups.take(1).get(0)))
                .containsExactly("woken0", "woken1", "woken2", "found0", "woken3", "woken4", "woken5", "found1");
    }

    @Test
    void what_a_look_has_found_fills_up_where_little_was_woken() {
        groups.foundNewest(named("found", 10), true);
        groups.wake("woken");
        assertThat(groups.take(4)).containsExactly("woken", "found0", "found1", "found2");
    }

    @Test
    void a_group_that_was_found_and_is_woken_then_goes_first_and_is_taken_once() {
        groups.foundNewest(named("found", 3), true);
        groups.wake("found2");
        assertThat(groups.take(10)).containsExactly("found2", "found0", "found1");
    }

    @Test
    void few_guesses_are_not_sorted_out_and_of_many_the_right_ones_stay_in_front() {
        named("woken", 20).forEach(groups::wake);
        assertThat(groups.takeGuesses(20, 500)).isEmpty();
        assertThat(groups.takeGuesses(16, 10)).isEqualTo(named("woken", 10));
        groups.wereRight(List.of("woken7"));
        assertThat(groups.take(2)).containsExactly("woken7", "woken10");
    }

    @Test
    void of_a_million_that_are_woken_a_bounded_number_is_remembered() {
        named("woken", 1_000_000).forEach(groups::wake);
        assertThat(groups.size()).isEqualTo(GroupScan.MOST_WOKEN);
    }

    @Test
    void guesses_that_were_right_are_bounded_too() {
        while (groups.size() < 20_000) {
            int before = groups.size();
            named("woken", GroupScan.MOST_WOKEN).stream()
                    .map(group -> before + group)
                    .forEach(groups::wake);
            List<String> guesses = groups.takeGuesses(16, 500);
            if (guesses.isEmpty()) {
                break;
            }
            groups.wereRight(guesses);
        }
        assertThat(groups.size()).isLessThanOrEqualTo(GroupScan.MOST_WOKEN + GroupScan.MOST_FOUND + 500);
    }

    @Test
    void it_looks_once_for_each_time_that_it_is_time_and_only_where_there_is_room() {
        assertThat(groups.beginLookAtNewest()).isFalse();
        groups.mayLook();
        assertThat(groups.beginLookAtNewest()).isTrue();
        assertThat(groups.beginLookAtNewest()).isFalse();
        groups.foundNewest(named("found", GroupScan.MOST_FOUND), true);
        groups.mayLook();
        assertThat(groups.beginLookAtNewest()).isFalse();
        groups.take(GroupScan.MOST_FOUND);
        assertThat(groups.beginLookAtNewest()).as("made up for").isTrue();
    }

    @Test
    void the_groups_are_looked_through_from_the_first_to_the_last_where_not_all_that_is_due_was_seen() {
        assertThat(groups.lookThroughAfter()).isNull();
        groups.foundNewest(List.of(), true);
        assertThat(groups.lookThroughAfter()).isNull();
        groups.foundNewest(List.of(), false);
        assertThat(groups.lookThroughAfter()).isEmpty();
        groups.foundThrough(List.of("g"), "h");
        assertThat(groups.lookThroughAfter()).isEqualTo("h");
        groups.rest();
        assertThat(groups.lookThroughAfter()).isNull();
        groups.foundNewest(List.of(), false);
        assertThat(groups.lookThroughAfter()).as("it goes on where it rested").isEqualTo("h");
        groups.foundThrough(List.of(), null);
        assertThat(groups.lookThroughAfter()).isNull();
        groups.foundNewest(List.of(), false);
        assertThat(groups.lookThroughAfter()).isEmpty();
    }

    @Test
    void no_more_are_looked_for_while_many_wait_for_their_turn() {
        groups.foundNewest(named("found", GroupScan.MOST_FOUND), false);
        assertThat(groups.lookThroughAfter()).isNull();
        groups.take(1);
        assertThat(groups.lookThroughAfter()).isEmpty();
    }
}
