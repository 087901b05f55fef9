package io.onevent.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.testkit.HandledEvent;
import io.onevent.testkit.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("se")
class ShopSeTest extends ShopInSe {

    @Test
    void a_placed_order_is_taken_from_the_stock_and_confirmed() throws SQLException {
        orders.place(new Order(1, "tea", 3, "Ada"));
        events.drain().forEach(HandledEvent::assertProcessed);
        assertThat(pieces()).isEqualTo(7);
        assertThat(mail.sent()).containsExactly("Ada: order 1");
    }

    @Test
    void a_review_is_asked_for_a_week_later() {
        orders.place(new Order(1, "tea", 3, "Ada"));
        events.drain();
        events.advance(Duration.ofDays(7));
        events.drain();
        assertThat(mail.sent()).containsExactly("Ada: order 1", "Ada: your review of tea");
    }

    @Test
    void after_a_failure_it_is_tried_again() throws SQLException {
        orders.place(new Order(1, "tea", 3, "Ada"));
        events.failNext("order.placed", new IllegalStateException("the remote system is down"));
        events.drain().forEach(run -> run.assertFailed(IllegalStateException.class));
        assertThat(pieces()).isEqualTo(10);
        events.advance(Duration.ofMinutes(1));
        events.drain().forEach(HandledEvent::assertProcessed);
        assertThat(pieces()).isEqualTo(7);
    }

    @Test
    void an_order_that_is_delivered_twice_is_taken_once_and_confirmed_once() throws SQLException {
        orders.place(new Order(1, "tea", 3, "Ada"));
        UUID id = events.only("order.placed").id();
        assertThat(events.redeliver(id))
                .extracting(HandledEvent::outcome)
                .containsExactly(Outcome.SUPERSEDED, Outcome.PROCESSED);
        assertThat(pieces()).isEqualTo(7);
        assertThat(mail.sent()).containsExactly("Ada: order 1");
    }
}
