package io.onevent.example;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** What a server injects by annotations of its own, for all beans. */
@ApplicationScoped
public class EntitiesOfServer {

    @Produces
    @OfShop
    @PersistenceContext
    private EntityManager entities;
}
