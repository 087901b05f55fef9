package io.onevent.it.shop;

import io.onevent.EventPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/** CDI catches what such an observer throws, and says nothing of it to the transaction. */
@ApplicationScoped
public class PublishesAtCompletion {

    @Inject
    private EventPublisher events;

    /** What is published when the transaction of whoever fires this completes. */
    public record Late(String name) {}

    void publish(@Observes(during = TransactionPhase.BEFORE_COMPLETION) Late late) {
        events.publish(late.name());
    }
}
