package io.onevent.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.demo.shop.LatestRuns.Together;
import io.onevent.demo.shop.WaitingEvents.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BurstsTest {

    private static final Instant PUBLISHED = Instant.EPOCH;

    @Test
    void what_runs_already_does_not_wait() {
        Waiting one = waiting("one", 1);
        Waiting other = waiting("one", 1);
        assertThat(Bursts.sumUp(List.of(one, other), List.of(running(one, 1)), List.of()))
                .containsExactly(other);
    }

    @Test
    void of_a_burst_those_that_run_are_not_counted() {
        Waiting many = waiting("many", 1000);
        assertThat(Bursts.sumUp(List.of(many), List.of(running(many, 7)), Bursts.of(List.of(many))))
                .containsExactly(many.times(993));
    }

    @Test
    void the_last_events_of_a_burst_are_still_one_line() {
        Waiting last = waiting("many", 1);
        Waiting lastButOne = waiting("many", 1);
        List<Together> known = List.of(new Together("many", PUBLISHED));
        assertThat(Bursts.sumUp(List.of(lastButOne, last), List.of(), known)).containsExactly(lastButOne.times(2));
        assertThat(Bursts.sumUp(List.of(lastButOne, last), List.of(running(last, 1)), known))
                .containsExactly(lastButOne);
        assertThat(Bursts.sumUp(List.of(last), List.of(running(last, 1)), known))
                .isEmpty();
    }

    private static Waiting waiting(String name, int count) {
        return new Waiting(UUID.randomUUID(), name, null, 0, PUBLISHED, PUBLISHED, null, true, count);
    }

    private static Run running(Waiting event, int count) {
        return new Run(
                event.id(),
                event.name(),
                PUBLISHED,
                null,
                1,
                PUBLISHED,
                0,
                "running",
                null,
                count,
                Map.of("first", count));
    }
}
