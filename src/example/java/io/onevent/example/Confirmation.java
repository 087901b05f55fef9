package io.onevent.example;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Tells the customer. */
@ApplicationScoped
public class Confirmation {

    private final Mail mail;

    /** Writes by this. */
    @Inject
    public Confirmation(Mail mail) {
        this.mail = mail;
    }

    /** For the client proxy. */
    Confirmation() {
        this(null);
    }

    @OnEvent("order.placed")
    void confirm(Order order, StoredEvent event) {
        mail.send(order.customer(), "order " + order.number(), event.id());
    }

    @OnEvent("review.due")
    void askForReview(Order order, StoredEvent event) {
        mail.send(order.customer(), "your review of " + order.item(), event.id());
    }
}
