package io.onevent.internal.drain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.StoredEvent;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LowWaterTest {

    private long nanos;
    private final LowWater lowWater = new LowWater(() -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private TakenEvent dueNow(String group, Long startBeforeNanos) {
        StoredEvent event = new StoredEvent(UUID.randomUUID(), "a", null, group, null, null, Instant.EPOCH, null, 0);
        return new TakenEvent(event, 0, false, false, false, nanos, startBeforeNanos);
    }

    /** All that is due was read, of which this was the last. */
    private void readAll() {
        assertThat(lowWater.beginRead()).isNull();
        lowWater.read(List.of(dueNow(null, null)));
    }

    @Test
    void a_read_begins_where_the_last_one_has_ended_and_two_seconds_before_that() {
        readAll();
        pass(Duration.ofMillis(300));
        assertThat(lowWater.beginRead()).isEqualTo(2_300);
        lowWater.read(List.of(dueNow(null, null)));
        pass(Duration.ofMillis(100));
        assertThat(lowWater.beginRead())
                .as("and never after the last look at the table")
                .isEqualTo(2_400);
    }

    @Test
    void a_read_that_has_found_nothing_changes_nothing() {
        readAll();
        pass(Duration.ofSeconds(1));
        lowWater.beginRead();
        lowWater.read(List.of());
        pass(Duration.ofSeconds(1));
        assertThat(lowWater.beginRead()).isEqualTo(4_000);
    }

    @Test
    void all_is_read_after_each_look_at_the_table_and_where_something_may_be_due_from_before() {
        readAll();
        lowWater.looks();
        readAll();
        lowWater.forget();
        readAll();
        assertThat(lowWater.beginRead()).isNotNull();
    }

    @Test
    void what_is_read_in_another_way_says_nothing() {
        assertThat(lowWater.beginRead()).isNull();
        lowWater.read(List.of(dueNow("g", null), dueNow(null, nanos + 1)));
        assertThat(lowWater.beginRead()).isNull();
    }
}
