package io.onevent.it.places;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

@ApplicationScoped
public class TransactionalBean {

    @Inject
    private Desk desk;

    @Transactional
    public void put(String place) {
        desk.put(place);
    }
}
