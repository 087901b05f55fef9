package io.onevent.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.testkit.RecordingEventPublisher;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OrdersTest {

    private final RecordingEventPublisher events = new RecordingEventPublisher();

    @Test
    void a_placed_order_is_published_and_its_review_is_due_a_week_later() {
        new Orders(events).place(new Order(1, "tea", 2, "Ada"));
        assertThat(events.only("order.placed", Order.class).item()).isEqualTo("tea");
        assertThat(events.only("order.placed").group()).isEqualTo("Ada");
        assertThat(events.only("review.due").delay()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void an_order_of_nothing_is_not_published() {
        assertThatThrownBy(() -> new Orders(events).place(new Order(1, "tea", 0, "Ada")));
        events.assertNone("order.placed");
    }
}
