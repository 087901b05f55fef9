package io.onevent.demo.shop;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Stores orders and publishes what happened to them: both in one transaction, so both exist or neither does. */
@ApplicationScoped
class Shop {

    /** Ends the transaction of {@link #placeAndFail} after the order was stored and its event published. */
    static class PaymentFailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PaymentFailedException() {
            super("the payment failed: order and event are rolled back together");
        }
    }

    @Inject
    EventPublisher events;

    @Inject
    OrderTable orders;

    @Transactional
    List<UUID> place(String eventName) {
        return List.of(events.publish(eventName, newOrder()));
    }

    @Transactional
    List<UUID> placeAndFail() {
        events.publish("order.placed", newOrder());
        throw new PaymentFailedException();
    }

    @Transactional
    List<UUID> placeForLater(Duration delay) {
        return List.of(events.publish(
                NewEvent.named("order.placed").payload(newOrder()).delay(delay)));
    }

    /** The second one may not start before the slow first one of its group has ended, and expires before that. */
    @Transactional
    List<UUID> placeBehindSlowOne(Duration expiry) {
        NewEvent ofGroup = NewEvent.named("order.slow").group("customer-8");
        return events.publishAll(
                List.of(ofGroup.payload(newOrder()), ofGroup.payload(newOrder()).expiresAfter(expiry)));
    }

    @Transactional
    List<UUID> placeInOrder(int steps, String group) {
        return placeMany(steps, NewEvent.named("order.step").group(group));
    }

    @Transactional
    List<UUID> placeBurst(int size) {
        return placeMany(size, NewEvent.named("order.burst"));
    }

    private List<UUID> placeMany(int size, NewEvent event) {
        List<NewEvent> many = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            many.add(event.payload(newOrder()));
        }
        return events.publishAll(many);
    }

    private Order newOrder() {
        Order order = new Order(UUID.randomUUID(), "a box of tea");
        orders.insert(order);
        return order;
    }
}
