package io.onevent.kit;

import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.ats.jta.TransactionManager;
import io.onevent.kit.app.Effects;
import io.onevent.kit.app.Parcels;
import io.onevent.testkit.TestServer;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The test kit in Weld SE, with H2 and Narayana. */
@Tag("se")
class TestEventsSeTest extends TestEventsContract {

    static final Map<String, String> CONFIG = Map.of(
            "onevent.testkit",
            "true",
            "onevent.retry.max-delay",
            "PT1H",
            "onevent.retry.delay",
            "PT1M",
            "onevent.event.fragile.break-after",
            "3",
            "onevent.event.kept.keep-processed",
            "PT1H");

    private static TestServer server;
    private static SeContainer container;

    @BeforeAll
    static void boot() throws Exception {
        CONFIG.forEach(System::setProperty);
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:kit;DB_CLOSE_DELAY=-1");
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute(Effects.TABLE);
        }
        server = TestServer.start(
                database, TransactionManager.transactionManager(), new TransactionSynchronizationRegistryImple());
        container = SeContainerInitializer.newInstance()
                .addBeanClasses(Effects.class, Parcels.class)
                .initialize();
    }

    @AfterAll
    static void stop() {
        if (container != null) {
            container.close();
        }
        if (server != null) {
            server.close();
        }
        CONFIG.keySet().forEach(System::clearProperty);
    }

    @Override
    protected <T> T bean(Class<T> type) {
        return container.select(type).get();
    }

    @Override
    protected UserTransaction transaction() {
        return com.arjuna.ats.jta.UserTransaction.userTransaction();
    }
}
