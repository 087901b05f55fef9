package io.onevent.it.places;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

@ApplicationScoped
public class Observers {

    /** The end of a transaction that has written the row of a place. */
    public record Ending(String place) {}

    @Inject
    private Desk desk;

    @Inject
    private Beans beans;

    void before(@Observes(during = TransactionPhase.BEFORE_COMPLETION) Ending end) {
        if (end.place().startsWith("observer.before")) {
            desk.publish(end.place());
        }
    }

    void after(@Observes(during = TransactionPhase.AFTER_SUCCESS) Ending end) {
        if (end.place().equals("observer.after")) {
            desk.publish(end.place());
        }
        if (end.place().equals("observer.after.new")) {
            beans.putInAnother(end.place());
        }
    }
}
