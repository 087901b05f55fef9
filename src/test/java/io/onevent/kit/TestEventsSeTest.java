package io.onevent.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.ats.jta.TransactionManager;
import io.onevent.EventPublisher;
import io.onevent.ProcessedEventFilter;
import io.onevent.ProcessedEvents;
import io.onevent.kit.app.Effects;
import io.onevent.kit.app.Parcels;
import io.onevent.testkit.TestEvents;
import io.onevent.testkit.TestServer;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
            "onevent.handler-timeout",
            "PT2S",
            "onevent.event.fragile.break-after",
            "3",
            "onevent.event.kept.keep-processed",
            "PT1H");

    /** More than one look has time for. */
    private static final int MANY = 10_000;

    private static final String COPY_OF_KEPT =
            """
            INSERT INTO onevent_processed_event
                (id, create_date, name, retry, seq, version, due_at, start_date, processed_date)
            SELECT random_uuid(), create_date, name, retry, seq, version, due_at, start_date, processed_date
            FROM onevent_processed_event, SYSTEM_RANGE(1, %d) WHERE name = 'kept'
            """
                    .formatted(MANY);

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

    @Test
    void a_drain_without_an_end_is_told() {
        bean(EventPublisher.class).publish("echo");
        TestEvents testEvents = bean(TestEvents.class);
        assertThatThrownBy(testEvents::drain)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("drain finds no end after 501 looks and these runs: {echo=50")
                .hasMessageEndingWith("does a handler publish the event that it handles, or is a retry delay zero?");
        testEvents.clear();
        assertThat(testEvents.drain()).isEmpty();
    }

    @Test
    void a_drain_cleans_all_that_was_kept_however_long_that_takes() throws SQLException {
        bean(EventPublisher.class).publish("kept");
        TestEvents testEvents = bean(TestEvents.class);
        testEvents.drain();
        try (Connection connection = server.dataSource().getConnection()) {
            connection.createStatement().execute(COPY_OF_KEPT);
        }
        testEvents.advance(Duration.ofHours(2));
        testEvents.drain();
        assertThat(bean(ProcessedEvents.class).count(ProcessedEventFilter.all().name("kept")))
                .isZero();
    }

    @Test
    void a_stage_that_stays_open_has_failed_when_its_time_is_over() {
        bean(EventPublisher.class).publish("open");
        assertThat(bean(TestEvents.class).drain())
                .singleElement()
                .satisfies(run -> run.assertFailed(TimeoutException.class));
    }

    @Test
    void a_server_of_the_test_is_started_once() {
        assertThatThrownBy(() -> TestServer.start(
                        new JdbcDataSource(),
                        TransactionManager.transactionManager(),
                        new TransactionSynchronizationRegistryImple()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a TestServer is started already: close it before the next");
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
