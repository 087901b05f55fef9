package io.onevent.it.participants;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceUnit;

/** Handlers whose effects come by JPA, none of them flushed by the handler. */
@ApplicationScoped
public class JpaParticipants {

    @PersistenceContext
    private EntityManager entities;

    @PersistenceUnit
    private EntityManagerFactory factory;

    @Inject
    private StatelessParticipant stateless;

    @OnEvent("persist")
    void persist(StoredEvent event) {
        entities.persist(new Deed(event.id(), "persist"));
        Deeds.spoil(event);
    }

    @OnEvent("merge")
    void merge(StoredEvent event) {
        entities.merge(new Deed(event.id(), "merge"));
        Deeds.spoil(event);
    }

    /** The row is there. */
    @OnEvent("find")
    void findAndChange(StoredEvent event) {
        entities.find(Deed.class, event.id().toString()).again();
        Deeds.spoil(event);
    }

    /** The row is there. */
    @OnEvent("reference")
    void referToAndChange(StoredEvent event) {
        entities.getReference(Deed.class, event.id().toString()).again();
        Deeds.spoil(event);
    }

    @OnEvent("own.manager")
    void persistWithItsOwn(StoredEvent event) {
        EntityManager own = factory.createEntityManager();
        try {
            own.joinTransaction();
            own.persist(new Deed(event.id(), "own.manager"));
        } finally {
            own.close();
        }
        Deeds.spoil(event);
    }

    @OnEvent("requires.new")
    void persistBesideAnother(StoredEvent event) {
        stateless.readInAnotherTransaction();
        entities.persist(new Deed(event.id(), "requires.new"));
        Deeds.spoil(event);
    }

    /** How many rows there are, for the web application. */
    public long count() {
        return entities.createQuery("SELECT count(d) FROM Deed d", Long.class).getSingleResult();
    }
}
