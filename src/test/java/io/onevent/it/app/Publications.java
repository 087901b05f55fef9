package io.onevent.it.app;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Publishes some events in one transaction. */
@ApplicationScoped
public class Publications {

    @Inject
    private EventPublisher publisher;

    @Transactional
    public List<UUID> publish(Collection<NewEvent> events) {
        return publisher.publishAll(events);
    }
}
