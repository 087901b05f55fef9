package io.onevent.demo.shop;

import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;

/** Handles the shop's events: each method in a transaction of its own, which commits together with the end of the event. */
@Recorded
@ApplicationScoped
class OrderHandlers {

    private static final Duration WAREHOUSE_OPENS = Duration.ofSeconds(3);

    @Inject
    OrderTable orders;

    @OnEvent("order.placed")
    void ship(Order order, StoredEvent event) {
        orders.markDone(order.id());
    }

    @OnEvent("order.burst")
    void shipOneOfMany(Order order, StoredEvent event) {
        orders.markDone(order.id());
    }

    @OnEvent("order.slow")
    void wrapSlowly(Order order, StoredEvent event) throws InterruptedException {
        Thread.sleep(10_000);
        orders.markDone(order.id());
    }

    @OnEvent("order.step")
    void takeOneStep(Order order, StoredEvent event) throws InterruptedException {
        Thread.sleep(800);
        orders.markDone(order.id());
    }

    /** Marks the order done before it fails: a failed run's work is rolled back, so the page never counts it. */
    @OnEvent("order.fails-twice")
    void shipAtTheThirdRun(Order order, StoredEvent event) {
        orders.markDone(order.id());
        if (event.retry() < 2) {
            throw new IllegalStateException("the parcel service is busy (failed run " + (event.retry() + 1) + " of 2)");
        }
    }

    @OnEvent("order.poison")
    void neverShip(Order order, StoredEvent event) {
        throw new IllegalStateException(
                "no run of this handler ever succeeds", new ArithmeticException("the parcel weighs minus one gram"));
    }

    @OnEvent("order.rejected")
    void refuse(Order order, StoredEvent event) {
        throw new RejectEventException("we do not ship to <the Moon>: trying again would not help");
    }

    @OnEvent("order.postponed")
    void shipWhenTheWarehouseIsOpen(Order order, StoredEvent event) {
        if (Instant.now().isBefore(event.createDate().plus(WAREHOUSE_OPENS))) {
            throw new PostponeEventException(WAREHOUSE_OPENS);
        }
        orders.markDone(order.id());
    }
}
