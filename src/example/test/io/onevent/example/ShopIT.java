package io.onevent.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.it.ExampleArchive;
import io.onevent.testkit.HandledEvent;
import io.onevent.testkit.TestEvents;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.UserTransaction;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("server")
@ExtendWith(ArquillianExtension.class)
class ShopIT {

    @Inject
    private TestEvents events;

    @Inject
    private Orders orders;

    @Inject
    private Mail mail;

    @Inject
    @OfShop
    private EntityManager entities;

    @Inject
    private UserTransaction transaction;

    @Deployment
    static WebArchive shop() {
        return ExampleArchive.war();
    }

    @Test
    void a_placed_order_is_taken_from_the_stock_and_confirmed() throws Exception {
        events.clear();
        transaction.begin();
        entities.persist(new Item("tea", 10));
        orders.place(new Order(1, "tea", 3, "Ada"));
        assertThat(events.only("order.placed", Order.class).pieces()).isEqualTo(3);
        transaction.commit();
        events.drain().forEach(HandledEvent::assertProcessed);
        assertThat(entities.find(Item.class, "tea").pieces()).isEqualTo(7);
        assertThat(mail.sent()).containsExactly("Ada: order 1");
    }
}
