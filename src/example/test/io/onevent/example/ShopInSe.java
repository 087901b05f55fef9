package io.onevent.example;

import io.onevent.testkit.TestEvents;
import io.onevent.testkit.TestServer;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The application in CDI SE, with ten pieces of tea. */
abstract class ShopInSe {

    static TestServer server;
    static SeContainer container;

    TestEvents events;
    Orders orders;
    Mail mail;

    @BeforeAll
    static void boot() {
        System.setProperty("onevent.testkit", "true");
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1");
        server = TestServer.start(database, TestTransactions.manager(), TestTransactions.registry());
        container = SeContainerInitializer.newInstance()
                .addBeanClasses(Orders.class, Stock.class, Confirmation.class, Mail.class, EntitiesOfTest.class)
                .initialize();
        bean(EntitiesOfTest.class).entities().close(); // creates its tables
    }

    @AfterAll
    static void stop() {
        container.close();
        server.close();
        System.clearProperty("onevent.testkit");
    }

    static <T> T bean(Class<T> type) {
        return container.select(type).get();
    }

    @BeforeEach
    void begin() throws SQLException {
        events = bean(TestEvents.class);
        orders = bean(Orders.class);
        mail = bean(Mail.class);
        events.clear();
        mail.forget();
        try (Connection connection = server.dataSource().getConnection()) {
            connection.createStatement().execute("DELETE FROM item");
            connection.createStatement().execute("INSERT INTO item (name, pieces) VALUES ('tea', 10)");
        }
    }

    int pieces() throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                ResultSet row = connection.createStatement().executeQuery("SELECT pieces FROM item")) {
            row.next();
            return row.getInt(1);
        }
    }
}
