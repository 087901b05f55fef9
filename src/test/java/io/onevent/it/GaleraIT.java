package io.onevent.it;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two instances on a Galera cluster of two nodes, both on the same one or each on its own. */
@Tag("ha")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GaleraIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;
    private static final int EVENTS = 1_000;
    private static final int GROUPED = 200;
    private static final int MOST_ATTEMPTS = 50;

    private GaleraCluster cluster;
    private int databases;

    @BeforeAll
    void start() {
        cluster = new GaleraCluster();
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest(name = "mode {0}, the other instance on node {1}")
    @CsvSource({"single, 0", "all, 0", "single, 1", "all, 1"})
    void each_event_has_one_effect_in_the_order_of_its_group(String mode, int nodeOfOther) {
        Database first = newDatabase();
        try (Server one = server("first", first, mode);
                Server two = server("second", cluster.on(nodeOfOther, first.name()), mode)) {
            one.awaitReady();
            two.awaitReady();
            load(first, one, two, nodeOfOther == 0 ? 1 : MOST_ATTEMPTS);
        }
    }

    /** The data source of MariaDB's driver is one of XA. */
    @Test
    void a_data_source_of_xa_is_refused_at_the_deployment() {
        Database database = newDatabase();
        WebArchive war = TestApp.on(database, "app")
                .handlers(RecordHandler.class)
                .war()
                .setWebXML(new StringAsset(
                        TestApp.webXml(database, database.product().dataSourceClass(), "TRANSACTION_READ_COMMITTED")));
        try (Server server = new Server("galera-xa", TestApp.of("app", database, war))) {
            server.start().awaitBooted();
            assertThat(server.errors("ONEVENT-202")).isNotEmpty();
            assertThat(server.logged("XA transactions with Galera"))
                    .as("why, in the server's words")
                    .isTrue();
        }
    }

    private Database newDatabase() {
        String name = "shop" + ++databases;
        cluster.on(0, "").execute("CREATE DATABASE " + name);
        Database database = TestDatabase.withEventTables(cluster.on(0, name));
        // Those of the other tests keep versions of rows, which a cluster does not replicate.
        database.execute("CREATE TABLE ledger (n bigint AUTO_INCREMENT PRIMARY KEY, event_id uuid NOT NULL,"
                + " name varchar(100) NOT NULL, group_id varchar(100), instance varchar(100) NOT NULL,"
                + " retry int NOT NULL, at datetime(6) DEFAULT (UTC_TIMESTAMP(6)) NOT NULL)");
        database.execute("CREATE TABLE committed (event_id uuid PRIMARY KEY)");
        database.execute("CREATE TRIGGER note_event AFTER INSERT ON onevent_event FOR EACH ROW"
                + " INSERT INTO committed VALUES (NEW.id)");
        return database;
    }

    private static Server server(String application, Database database, String mode) {
        TestApp app = TestApp.on(database, application)
                .handlers(RecordHandler.class)
                .config("onevent.mode", mode)
                .build();
        return new Server("galera-" + database.name() + "-" + application, app).start();
    }

    /** Some publish on both servers what has no group; beside them one publishes to a group, by turns here and there. */
    private static void load(Database database, Server one, Server two, int mostAttempts) {
        List<String> grouped = new ArrayList<>();
        int refused = 0;
        try (Publishers publishers = Publishers.of("record", ofMillis(5), one, two)) {
            for (int i = 0; i < GROUPED; i++) {
                Attempted attempted = publishToGroup(i % 2 == 0 ? one : two, mostAttempts);
                grouped.add(attempted.id);
                refused += attempted.refused;
            }
            await("a load").atMost(ALLOWANCE).until(() -> publishers.count() > EVENTS);
            publishers.end();
            await("all are handled").atMost(ALLOWANCE).until(() -> database.waiting() == 0);
            publishers.assertOneEffectEach(database);
        }
        System.out.println(database.name() + ": " + refused + " of " + (GROUPED + refused) + " publishes were refused");
        assertThat(database.queryAll("SELECT event_id FROM committed EXCEPT SELECT event_id FROM ledger"))
                .as("events that are lost")
                .isEmpty();
        assertThat(database.queryAll("SELECT event_id FROM ledger WHERE group_id = 'g' ORDER BY at"))
                .as("in the order of their group")
                .filteredOn(grouped::contains)
                .isEqualTo(grouped);
    }

    private record Attempted(String id, int refused) {}

    /** Where both nodes are written to, the one that commits second is refused, and may try again. */
    private static Attempted publishToGroup(Server server, int mostAttempts) {
        for (int refused = 0; ; refused++) {
            try {
                return new Attempted(server.get("publish?name=record&group=g"), refused);
            } catch (IllegalStateException commitFailed) {
                if (refused + 1 == mostAttempts) {
                    throw commitFailed;
                }
            }
        }
    }
}
