package io.onevent.se;

import io.onevent.DeadEvents;
import io.onevent.EventPublisher;
import io.onevent.EventQueue;
import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.ProcessedEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

/** An application as its own unit test boots it, by what is on the class path. */
public class Application implements Callable<String> {

    private static final Class<?>[] BEANS = {Shop.class, Basket.class, Shipping.class};

    /** What an application may inject, into a bean of a scope that wants what can be serialised. */
    @SessionScoped
    static class Basket implements Serializable {

        private static final long serialVersionUID = 1L;

        @Inject
        private EventPublisher events;
    }

    @ApplicationScoped
    static class Shop {

        @Inject
        EventPublisher events;

        @Inject
        EventQueue queue;

        @Inject
        DeadEvents dead;

        @Inject
        ProcessedEvents processed;

        @Transactional
        UUID place(String order) {
            return events.publish("order.placed", order);
        }
    }

    @ApplicationScoped
    static class Shipping {

        final List<String> shipped = new ArrayList<>();

        @OnEvent("order.placed")
        void ship(String order) {
            shipped.add(order);
        }

        List<String> shipped() {
            return shipped;
        }
    }

    /** Records what is published, for a test. */
    @ApplicationScoped
    static class Fake implements EventPublisher {

        private final List<String> published = new ArrayList<>();

        List<String> published() {
            return published;
        }

        @Override
        public UUID publish(String name) {
            return publish(NewEvent.named(name));
        }

        @Override
        public UUID publish(String name, Object payload) {
            return publish(NewEvent.named(name).payload(payload));
        }

        @Override
        public UUID publish(NewEvent event) {
            published.add(event.name());
            return new UUID(0, published.size());
        }

        @Override
        public List<UUID> publishAll(Collection<NewEvent> events) {
            return events.stream().map(this::publish).toList();
        }
    }

    static SeContainer boot(Class<?>... more) {
        return SeContainerInitializer.newInstance()
                .addBeanClasses(BEANS)
                .addBeanClasses(more)
                .initialize();
    }

    /** Boots, handles, and publishes: what came of it. */
    @Override
    public String call() {
        try (SeContainer container = boot()) {
            Shipping shipping = container.select(Shipping.class).get();
            shipping.ship("42");
            String handled = "shipped " + shipping.shipped();
            try {
                return handled + ", published "
                        + container.select(Shop.class).get().place("42");
            } catch (IllegalStateException refused) {
                return handled + ", " + refused.getMessage();
            }
        }
    }
}
