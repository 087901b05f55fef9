package io.onevent.bench.app;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;

/** Persists an entity for each of many events, in their one transaction. */
@ApplicationScoped
public class JpaBatchHandler {

    @Inject
    private Tally tally;

    @PersistenceContext
    private EntityManager entities;

    @OnEvent(value = "jpabatch", batch = 100)
    void handle(List<String> payloads) {
        tally.started();
        payloads.forEach(payload -> entities.persist(new EffectEntity(payload)));
        tally.ended(payloads.size());
    }
}
