package io.onevent.it.places;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

@ApplicationScoped
public class TransactionalBean {

    @Inject
    private Desk desk;

    @Inject
    private Event<Observers.Ending> endings;

    /** Uses no connection before the transaction completes, and publishes there. */
    @Transactional
    public void persistAndEnd(String place) {
        desk.persist(place);
        endings.fire(new Observers.Ending(place));
    }

    @Transactional
    public void put(String place) {
        desk.put(place);
    }
}
