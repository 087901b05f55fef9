package io.onevent.it.shop;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** What the test gets by {@code @Inject}: Open Liberty puts resources into components alone, and the test is none. */
@Dependent
public class Resources {

    /** Without a unit name on purpose: a persistence unit of the library would make it ambiguous. */
    @Produces
    @OfServer
    @PersistenceContext
    private EntityManager entities;

    @Produces
    @OfServer
    @Resource
    private TransactionSynchronizationRegistry registry;
}
