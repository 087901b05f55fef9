package io.onevent.it.participants;

import jakarta.ejb.Stateful;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceContextType;

/** A bean of the application's pages. That it is there is enough. */
@Stateful
public class ExtendedBasket {

    @PersistenceContext(type = PersistenceContextType.EXTENDED)
    private EntityManager entities;

    public long count() {
        return entities.createQuery("SELECT count(d) FROM Deed d", Long.class).getSingleResult();
    }
}
