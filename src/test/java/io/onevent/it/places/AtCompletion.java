package io.onevent.it.places;

import jakarta.ejb.BeforeCompletion;
import jakarta.ejb.Stateful;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

@Stateful
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class AtCompletion {

    @Inject
    private Desk desk;

    private String place;

    public void leave(String place) {
        this.place = place;
    }

    @BeforeCompletion
    void put() {
        desk.put(place);
    }
}
