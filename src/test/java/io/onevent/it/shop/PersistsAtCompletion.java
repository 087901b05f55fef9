package io.onevent.it.shop;

import jakarta.ejb.BeforeCompletion;
import jakarta.ejb.Stateful;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Does its work when the transaction of its caller completes. */
@Stateful
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class PersistsAtCompletion {

    @PersistenceContext
    private EntityManager entities;

    private long id;

    public void leaveToCompletion(long id) {
        this.id = id;
    }

    @BeforeCompletion
    void persist() {
        entities.persist(new Purchase(id));
        entities.flush();
    }
}
