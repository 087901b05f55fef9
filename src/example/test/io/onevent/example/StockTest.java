package io.onevent.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.testkit.HandlerTest;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Persistence;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StockTest {

    private final EntityManager entities = Persistence.createEntityManagerFactory(
                    "shop",
                    Map.of(
                            "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                            "jakarta.persistence.jdbc.url", "jdbc:h2:mem:stock",
                            "jakarta.persistence.schema-generation.database.action", "create"))
            .createEntityManager();

    private final HandlerTest stock = HandlerTest.of(new Stock(entities));

    @Test
    void what_was_ordered_is_taken_and_what_is_not_there_waits_or_is_rejected() {
        entities.getTransaction().begin();
        entities.persist(new Item("tea", 10));
        stock.handle("order.placed", new Order(1, "tea", 7, "Ada")).assertProcessed();
        assertThat(entities.find(Item.class, "tea").pieces()).isEqualTo(3);
        stock.handle("order.placed", new Order(2, "tea", 7, "Bob")).assertPostponed(Duration.ofHours(1));
        stock.handle("order.placed", new Order(3, "gold", 1, "Bob")).assertRejected();
    }

    @AfterEach
    void forget() {
        entities.getTransaction().rollback();
        entities.getEntityManagerFactory().close();
    }
}
