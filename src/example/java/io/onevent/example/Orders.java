package io.onevent.example;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;

/** Takes orders. */
@ApplicationScoped
public class Orders {

    private final EventPublisher events;

    /** Publishes with this. */
    @Inject
    public Orders(EventPublisher events) {
        this.events = events;
    }

    /** For the client proxy. */
    Orders() {
        this(null);
    }

    /** Takes an order, and asks for a review a week later. */
    @Transactional
    public void place(Order order) {
        if (order.pieces() < 1) {
            throw new IllegalArgumentException("an order of nothing");
        }
        events.publish(NewEvent.named("order.placed").payload(order).group(order.customer()));
        events.publish(NewEvent.named("review.due").payload(order).delay(Duration.ofDays(7)));
    }
}
