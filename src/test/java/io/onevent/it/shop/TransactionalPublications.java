package io.onevent.it.shop;

import io.onevent.EventPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.UUID;

/** Publishes from a CDI bean. */
@ApplicationScoped
public class TransactionalPublications {

    @Inject
    private EventPublisher events;

    @Transactional
    public UUID publish(boolean fail) {
        UUID id = events.publish("effect");
        if (fail) {
            throw new IllegalStateException("rolled back by the interceptor");
        }
        return id;
    }
}
