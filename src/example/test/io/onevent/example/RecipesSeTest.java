package io.onevent.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.DeadEvents;
import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.Reason;
import io.onevent.WaitingEvents;
import io.onevent.testkit.HandledEvent;
import io.onevent.testkit.HandlerTest;
import io.onevent.testkit.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("se")
class RecipesSeTest extends ShopInSe {

    private final Order order = new Order(1, "tea", 1, "Ada");

    @Test
    void retries_end_with_a_dead_event_that_can_be_replayed() {
        orders.place(order);
        UUID id = events.only("order.placed").id();
        for (int retry = 0; retry <= 5; retry++) { // onevent.retry.max-retries is 5
            events.failNext("order.placed", new IllegalStateException("down"));
            events.step(id).assertFailed(IllegalStateException.class);
            events.advance(Duration.ofMinutes(5)); // onevent.retry.max-delay
        }
        DeadEvents dead = bean(DeadEvents.class);
        assertThat(dead.find(id).orElseThrow().reason()).isEqualTo(Reason.FAILED);
        dead.replay(id);
        events.step(id).assertProcessed();
    }

    @Test
    void an_event_expires() {
        UUID id = bean(EventPublisher.class)
                .publish(NewEvent.named("order.placed").payload(order).expiresAfter(Duration.ofHours(1)));
        events.advance(Duration.ofHours(1));
        assertThat(events.drain()).isEmpty();
        assertThat(bean(DeadEvents.class).find(id).orElseThrow().reason()).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void in_its_group_an_event_waits_for_the_retry_of_the_one_before() {
        orders.place(order);
        orders.place(new Order(2, "tea", 1, "Ada"));
        events.failNext("order.placed", new IllegalStateException("down"));
        assertThat(events.drain()).hasSize(1);
        assertThat(mail.sent()).isEmpty();
        events.advance(Duration.ofMinutes(1));
        events.drain();
        assertThat(mail.sent()).containsExactly("Ada: order 1", "Ada: order 2");
    }

    @Test
    void a_rejected_event_is_dead() {
        orders.place(new Order(1, "gold", 1, "Ada"));
        UUID id = events.only("order.placed").id();
        events.step(id).assertRejected();
        assertThat(bean(DeadEvents.class).find(id).orElseThrow().message()).isEqualTo("there is no item gold");
    }

    @Test
    void a_cancelled_event_is_not_handled() {
        orders.place(order);
        bean(WaitingEvents.class).cancel(events.only("review.due").id());
        events.assertNone("review.due");
        events.advance(Duration.ofDays(7));
        events.drain();
        assertThat(mail.sent()).containsExactly("Ada: order 1");
    }

    @Test
    void a_trace_goes_from_the_publisher_to_the_handler() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        bean(EventPublisher.class)
                .publish(NewEvent.named("order.placed").payload(order).header("traceparent", trace));
        HandledEvent run = events.step(events.only("order.placed").id()).assertProcessed();
        assertThat(run.event().headers()).containsEntry("traceparent", trace);
    }

    static class Index {

        int calls;

        @OnEvent(value = "order.indexed", batch = 10)
        void index(List<Order> some) {
            calls++;
            if (some.stream().anyMatch(each -> each.pieces() < 0)) {
                throw new IllegalArgumentException("one of " + some.size());
            }
        }
    }

    @Test
    void a_batch_is_one_call_and_if_one_event_is_wrong_a_call_for_each() {
        Index index = new Index();
        List<HandledEvent> runs =
                HandlerTest.of(index).handleAll("order.indexed", List.of(order, new Order(2, "tea", -1, "Bob")));
        assertThat(runs).extracting(HandledEvent::outcome).containsExactly(Outcome.PROCESSED, Outcome.FAILED);
        assertThat(index.calls).isEqualTo(3);
    }
}
