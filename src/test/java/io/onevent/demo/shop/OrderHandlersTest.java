package io.onevent.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.StoredEvent;
import io.onevent.testkit.HandlerTest;
import io.onevent.testkit.RecordingEventPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OrderHandlersTest {

    private static final Duration WAREHOUSE_OPENS = Duration.ofSeconds(3);

    private final Order order = new Order(UUID.randomUUID(), "tea");
    private final OrderHandlers bean = new OrderHandlers();
    private final HandlerTest handlers = HandlerTest.of(bean);

    {
        bean.orders = ShopTables.orders("handle");
        bean.orders.insert(order);
    }

    @Test
    void an_order_is_dealt_with() {
        long before = bean.orders.figures().done();
        handlers.handle("order.placed", order).assertProcessed();
        assertThat(bean.orders.figures().done()).isEqualTo(before + 1);
    }

    @Test
    void the_one_that_fails_twice_succeeds_at_its_second_retry() {
        handlers.handle(retried("order.fails-twice", 0)).assertFailed(IllegalStateException.class);
        handlers.handle(retried("order.fails-twice", 1)).assertFailed(IllegalStateException.class);
        handlers.handle(retried("order.fails-twice", 2)).assertProcessed();
    }

    @Test
    void one_never_succeeds_and_another_one_is_rejected() {
        handlers.handle(retried("order.poison", 7)).assertFailed(IllegalStateException.class);
        handlers.handle("order.rejected", order).assertRejected();
    }

    @Test
    void one_is_postponed_until_the_warehouse_opens() {
        handlers.handle("order.postponed", order).assertPostponed(WAREHOUSE_OPENS);
        handlers.handle(stored("order.postponed", 0, Instant.now().minus(WAREHOUSE_OPENS)))
                .assertProcessed();
    }

    private StoredEvent retried(String name, int retry) {
        return stored(name, retry, Instant.now());
    }

    /** As it would lie in the database. */
    private StoredEvent stored(String name, int retry, Instant created) {
        RecordingEventPublisher publisher = new RecordingEventPublisher();
        publisher.publish(name, order);
        StoredEvent event = publisher.only(name).event();
        return new StoredEvent(event.id(), name, event.payload(), null, null, Map.of(), created, null, retry);
    }
}
