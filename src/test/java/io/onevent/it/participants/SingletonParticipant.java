package io.onevent.it.participants;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.ejb.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

@Singleton
public class SingletonParticipant {

    @PersistenceContext
    private EntityManager entities;

    @OnEvent("singleton")
    public void persist(StoredEvent event) {
        entities.persist(new Deed(event.id(), "singleton"));
        Deeds.spoil(event);
    }
}
