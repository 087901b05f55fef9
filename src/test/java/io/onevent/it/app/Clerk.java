package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** A bean with an entity manager, which a handler and a page share. */
@ApplicationScoped
public class Clerk {

    @PersistenceContext(unitName = "clerk")
    private EntityManager em;

    @Inject
    private Ledger ledger;

    @OnEvent("clerk")
    void handle(StoredEvent event) {
        em.createNativeQuery("SELECT 1").getSingleResult();
        ledger.write(event);
    }

    boolean isOpen() {
        return em.isOpen();
    }
}
