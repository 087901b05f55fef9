package io.onevent.it.participants;

import jakarta.ejb.Remove;
import jakarta.ejb.Stateful;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.UUID;

/** Works with the transaction's entities, in a WAR where another has its own. */
@Stateful
public class StatefulParticipant {

    @PersistenceContext
    private EntityManager entities;

    public void persist(UUID event) {
        entities.persist(new Deed(event, "stateful"));
    }

    @Remove
    public void remove() {}
}
