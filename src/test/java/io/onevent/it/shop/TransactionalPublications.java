package io.onevent.it.shop;

import io.onevent.EventPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.UUID;

/** Publishes from a CDI bean. */
@ApplicationScoped
public class TransactionalPublications {

    @Inject
    private EventPublisher events;

    @Inject
    @OfServer
    private EntityManager entities;

    @Inject
    private Event<PublishesAtCompletion.Late> atCompletion;

    @Transactional
    public void persistAndPublishAtCompletion(long purchase, String name) {
        entities.persist(new Purchase(purchase));
        atCompletion.fire(new PublishesAtCompletion.Late(name));
    }

    @Transactional
    public UUID publish(boolean fail) {
        UUID id = events.publish("effect");
        if (fail) {
            throw new IllegalStateException("rolled back by the interceptor");
        }
        return id;
    }
}
