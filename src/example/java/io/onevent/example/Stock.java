package io.onevent.example;

import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;

/** Takes what was ordered out of the stock. */
@ApplicationScoped
public class Stock {

    private final EntityManager entities;

    /** Works with this. */
    @Inject
    public Stock(@OfShop EntityManager entities) {
        this.entities = entities;
    }

    /** For the client proxy. */
    Stock() {
        this(null);
    }

    /** Before the confirmation. */
    @Priority(1)
    @OnEvent("order.placed")
    void take(Order order) {
        Item item = entities.find(Item.class, order.item());
        if (item == null) {
            throw new RejectEventException("there is no item " + order.item());
        }
        if (item.pieces() < order.pieces()) {
            throw new PostponeEventException(Duration.ofHours(1));
        }
        item.take(order.pieces());
    }
}
