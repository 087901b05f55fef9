package io.onevent.example;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.Map;

/** What a server would inject: an entity manager in each request, which joins its transaction. */
@ApplicationScoped
public class EntitiesOfTest {

    private final EntityManagerFactory factory = Persistence.createEntityManagerFactory(
            "shop",
            Map.of(
                    "jakarta.persistence.transactionType", "JTA",
                    "jakarta.persistence.jtaDataSource", "java:comp/DefaultDataSource",
                    "jakarta.persistence.sharedCache.mode", "NONE",
                    "jakarta.persistence.schema-generation.database.action", "create"));

    @Produces
    @OfShop
    @RequestScoped
    EntityManager entities() {
        return factory.createEntityManager();
    }

    void close(@Disposes @OfShop EntityManager entities) {
        entities.close();
    }
}
