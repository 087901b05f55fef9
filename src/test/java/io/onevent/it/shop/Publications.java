package io.onevent.it.shop;

import io.onevent.EventPublisher;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.UUID;

/** Publishes from an EJB. */
@Stateless
public class Publications {

    @Inject
    private EventPublisher events;

    public UUID inContainerTransaction(boolean fail) {
        UUID id = events.publish("effect");
        if (fail) {
            throw new IllegalStateException("rolled back by the container");
        }
        return id;
    }

    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public UUID withoutTransaction() {
        return events.publish("effect");
    }
}
