package io.onevent.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.DeadEventFilter;
import io.onevent.DeadEvents;
import io.onevent.testkit.HandledEvent;
import io.onevent.testkit.Outcome;
import io.onevent.testkit.TestEvents;
import io.onevent.testkit.TestServer;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("se")
class ShopSeTest {

    private static TestServer server;
    private static SeContainer container;

    private TestEvents events;
    private Orders orders;
    private Mail mail;

    @BeforeAll
    static void boot() {
        System.setProperty("onevent.testkit", "true");
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1");
        server = TestServer.start(database, TestTransactions.manager(), TestTransactions.registry());
        container = SeContainerInitializer.newInstance()
                .addBeanClasses(Orders.class, Stock.class, Confirmation.class, Mail.class, EntitiesOfTest.class)
                .initialize();
    }

    @AfterAll
    static void stop() {
        container.close();
        server.close();
        System.clearProperty("onevent.testkit");
    }

    @BeforeEach
    void begin() throws SQLException {
        events = container.select(TestEvents.class).get();
        orders = container.select(Orders.class).get();
        mail = container.select(Mail.class).get();
        events.clear();
        mail.forget();
        container.select(EntitiesOfTest.class).get().entities().close();
        try (Connection connection = server.dataSource().getConnection()) {
            connection.createStatement().execute("DELETE FROM item");
            connection.createStatement().execute("INSERT INTO item (name, pieces) VALUES ('tea', 10)");
        }
    }

    private static int pieces() throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                ResultSet row = connection.createStatement().executeQuery("SELECT pieces FROM item")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void a_placed_order_is_taken_from_the_stock_and_confirmed() throws SQLException {
        orders.place(new Order(1, "tea", 3, "Ada"));
        events.drain().forEach(HandledEvent::assertProcessed);
        assertThat(pieces()).isEqualTo(7);
        assertThat(mail.sent()).containsExactly("Ada: order 1");
    }

    @Test
    void a_review_is_asked_for_a_week_later() {
        orders.place(new Order(1, "tea", 3, "Ada"));
        events.drain();
        events.advance(Duration.ofDays(7));
        events.drain();
        assertThat(mail.sent()).containsExactly("Ada: order 1", "Ada: your review of tea");
    }

    @Test
    void after_a_failure_it_is_tried_again() throws SQLException {
        orders.place(new Order(1, "tea", 3, "Ada"));
        events.failNext("order.placed", new IllegalStateException("the database is down"));
        assertThat(events.drain()).singleElement().satisfies(run -> run.assertFailed(IllegalStateException.class));
        assertThat(pieces()).isEqualTo(10);
        events.advance(Duration.ofMinutes(1));
        assertThat(events.drain()).singleElement().satisfies(HandledEvent::assertProcessed);
        assertThat(pieces()).isEqualTo(7);
    }

    @Test
    void an_order_that_is_delivered_twice_is_taken_once_and_confirmed_once() throws SQLException {
        orders.place(new Order(1, "tea", 3, "Ada"));
        UUID id = events.only("order.placed").id();
        assertThat(events.redeliver(id))
                .extracting(HandledEvent::outcome)
                .containsExactly(Outcome.SUPERSEDED, Outcome.PROCESSED);
        assertThat(pieces()).isEqualTo(7);
        assertThat(mail.sent()).containsExactly("Ada: order 1");
    }

    @Test
    void an_order_of_what_does_not_exist_is_dead() {
        orders.place(new Order(1, "gold", 1, "Ada"));
        events.step(events.only("order.placed").id()).assertRejected();
        assertThat(container.select(DeadEvents.class).get().count(DeadEventFilter.all()))
                .isEqualTo(1);
        assertThat(mail.sent()).isEmpty();
    }
}
