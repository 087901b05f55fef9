package io.onevent.bench.app;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Persists an entity in the event's transaction. */
@ApplicationScoped
public class JpaHandler {

    @Inject
    private Tally tally;

    @PersistenceContext
    private EntityManager entities;

    @OnEvent("jpa")
    void handle(String payload) {
        tally.started();
        entities.persist(new EffectEntity(payload));
        tally.ended();
    }
}
