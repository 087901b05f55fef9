package io.onevent.internal.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.config.Mode;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.LocalQueueTest;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.publish.WakeUp;
import io.onevent.internal.store.Demand;
import io.onevent.internal.store.Ids;
import io.onevent.internal.store.NewEventRow;
import io.onevent.internal.store.Tables;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How soon groups whose next event may start are found, on every database. Polls are counted, not timed. */
@Tag("database")
abstract class LooksContract {

    private static final Set<String> OPEN = Set.of("a");
    private static final Duration TOMORROW = Duration.ofDays(1);

    private static final Duration UNHURRIED = Duration.ofHours(1);

    private final Tables tables;
    private UUID instance;
    private Life life;

    LooksContract(Tables tables) {
        this.tables = tables;
    }

    @BeforeEach
    void forgetAll() {
        tables.clear();
        instance = tables.enter();
        life = new Life(instance, System.nanoTime() + Duration.ofHours(1).toNanos(), System::nanoTime);
    }

    private LocalQueue taken(Mode mode) {
        LocalQueue queue = new LocalQueue(LocalQueueTest.ONE, mode, 8, 256, Map.of(), Map.of(), System::nanoTime);
        queue.live(life);
        return queue;
    }

    private static NewEventRow event(String group, Duration delay) {
        return new NewEventRow(Ids.next(), "a", null, group, delay.toMillis(), null, null);
    }

    private void insert(Stream<NewEventRow> rows) {
        List<NewEventRow> some = new ArrayList<>();
        rows.forEach(row -> {
            some.add(row);
            if (some.size() == 5_000) {
                tables.insert(some);
                some.clear();
            }
        });
        if (!some.isEmpty()) {
            tables.insert(some);
        }
    }

    private static IntStream groups(int count) {
        return IntStream.range(0, count);
    }

    /** What a poll makes the engine ask for; a look that is hurried takes one step of each kind. */
    private Set<String> poll(LocalQueue queue, boolean hurried) {
        queue.mayHaveMore();
        return look(queue, hurried);
    }

    private Set<String> look(LocalQueue queue, boolean hurried) {
        new Looks(tables.due(), queue, () -> {}, UNHURRIED, UNHURRIED).look(OPEN, instance, () -> hurried);
        Set<String> asked = new LinkedHashSet<>();
        while (queue.runsLow(OPEN)) {
            Map<String, Demand> wanted = queue.beginRead(OPEN);
            queue.readEnded();
            asked.addAll(wanted.get("a").groups());
        }
        return asked;
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void among_100_000_groups_that_are_not_due_one_poll_finds_the_one_that_is(Mode mode) {
        insert(groups(100_000).mapToObj(i -> event("idle" + i, TOMORROW)));
        LocalQueue queue = taken(mode);
        assertThat(poll(queue, true)).isEmpty();
        insert(Stream.of(event("idle99999-and-more", Duration.ZERO)));
        assertThat(poll(queue, true)).containsExactly("idle99999-and-more");
    }

    @Test
    void what_is_due_behind_heads_that_are_not_hides_no_head_that_is_for_longer_than_it_takes_to_look_through_all() {
        insert(Stream.of(event("g", Duration.ZERO)));
        insert(groups(3_000).mapToObj(i -> event("idle" + i, TOMORROW)));
        insert(groups(3_000).mapToObj(i -> event("idle" + i, Duration.ZERO)));
        insert(Stream.of(event("z", Duration.ZERO)));
        LocalQueue queue = taken(Mode.SINGLE);
        Set<String> asked = new LinkedHashSet<>();
        assertThat(poll(queue, true))
                .as("the last that came due, and what comes first")
                .containsExactly("z", "g");
        for (int polls = 0; polls < 7; polls++) {
            asked.addAll(poll(queue, true));
        }
        assertThat(asked).containsExactlyInAnyOrder("g", "z");
        assertThat(poll(taken(Mode.SINGLE), false))
                .as("an instance that idles looks through more at once")
                .contains("g", "z");
    }

    @Test
    void heads_of_another_name_that_are_due_are_none() {
        insert(Stream.of(new NewEventRow(Ids.next(), "b", null, "g", 0, null, null), event("g", Duration.ZERO)));
        assertThat(poll(taken(Mode.SINGLE), true)).isEmpty();
    }

    @Test
    void of_many_groups_that_something_woke_those_are_asked_for_that_have_an_event_to_start() {
        insert(groups(1_000).mapToObj(i -> event("idle" + i, TOMORROW)));
        insert(groups(1_000).mapToObj(i -> event("idle" + i, Duration.ZERO)));
        insert(Stream.of(event("g", Duration.ZERO)));
        LocalQueue queue = taken(Mode.ALL);
        groups(1_000).forEach(i -> queue.mayHaveMore(new WakeUp("a", "idle" + i, false)));
        queue.mayHaveMore(new WakeUp("a", "g", false));
        assertThat(look(queue, false)).containsExactly("g");
    }

    @Test
    void what_waits_or_runs_here_is_not_found_again() {
        insert(Stream.of(event("g", Duration.ZERO), event("h", Duration.ZERO)));
        LocalQueue queue = taken(Mode.SINGLE);
        assertThat(poll(queue, false)).containsExactlyInAnyOrder("g", "h");
        List<TakenEvent> read =
                tables.due().read("a", new Demand(0, 0, 0, List.of("g")), instance, Set.of(), System.nanoTime());
        queue.offer(life, read);
        assertThat(poll(queue, false)).containsExactly("h");
        queue.enterWorker();
        Run run = queue.next();
        assertThat(poll(queue, false)).containsExactly("h");
        queue.ended(run);
        assertThat(look(queue, false)).as("its end wakes its group").containsExactly("g");
    }

    @Test
    void a_group_that_was_forgotten_is_found() {
        insert(groups(2_500).mapToObj(i -> event("g" + i, Duration.ZERO)));
        LocalQueue queue = taken(Mode.SINGLE);
        Set<String> asked = poll(queue, false);
        while (asked.size() < 2_500) {
            Set<String> more = look(queue, false);
            assertThat(more)
                    .as("without another poll, while something comes of it")
                    .isNotEmpty();
            asked.addAll(more);
        }
        assertThat(poll(queue, false)).as("and once more").isNotEmpty();
    }
}
