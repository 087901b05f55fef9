package io.onevent.it.participants;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

@Stateless
public class StatelessParticipant {

    @PersistenceContext
    private EntityManager entities;

    @OnEvent("stateless")
    public void persist(StoredEvent event) {
        entities.persist(new Deed(event.id(), "stateless"));
        Deeds.spoil(event);
    }

    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void readInAnotherTransaction() {
        entities.find(Deed.class, "none");
    }
}
