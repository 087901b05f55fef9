package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.CappedHandler;
import io.onevent.it.app.FailingHandler;
import io.onevent.it.app.GatedHandler;
import io.onevent.it.app.NoopHandler;
import io.onevent.it.app.RecordHandler;
import io.onevent.server.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an operator sees and does: metrics, health, JMX, explanations, dead and processed events, cleaning, the log. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatingIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;

    private final Database database = TestDatabase.newDatabase();
    private Server server;
    private int jmxPort;

    @BeforeAll
    void deploy() throws IOException {
        TestApp app = TestApp.on(database, "ops")
                .handlers(RecordHandler.class, GatedHandler.class, CappedHandler.class, FailingHandler.class)
                .handlers(NoopHandler.class)
                .config("onevent.lease", "PT15S")
                .config("onevent.poll-interval", "PT2S")
                .config("onevent.retry.max-retries", "1")
                .config("onevent.warn-waiting", "PT2S")
                .config("onevent.handler-timeout", "PT5M")
                .config("onevent.event.capped.max-concurrency", "1")
                .config("onevent.event.record.keep-processed", "P1D")
                .config("onevent.event.noop.keep-processed", "PT3S")
                .build();
        jmxPort = Ports.free();
        server = new Server("operated", app)
                .with("com.sun.management.jmxremote.port", String.valueOf(jmxPort))
                .with("com.sun.management.jmxremote.authenticate", "false")
                .with("com.sun.management.jmxremote.ssl", "false")
                .with("java.rmi.server.hostname", "localhost");
        server.start().awaitReady();
    }

    @BeforeEach
    void begin_anew() {
        server.get("open-gate");
        server.get("resume");
        await("what an earlier test has left is over")
                .atMost(ALLOWANCE)
                .until(() -> database.queryLong("SELECT count(*) FROM onevent_event WHERE name <> 'unknown'") == 0);
        database.clear();
        database.execute("TRUNCATE onevent_processed_event");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String publish(String query) {
        return server.get("publish?" + query);
    }

    private String explain(String id) {
        return server.get("explain?id=" + id);
    }

    private void awaitExplanation(String id, String begin) {
        await("the explanation begins with " + begin).atMost(ALLOWANCE).untilAsserted(() -> assertThat(explain(id))
                .startsWith(begin));
    }

    @Test
    void an_event_that_runs_is_held_by_its_instance() {
        server.get("shut-gate");
        String id = publish("name=gated");
        awaitExplanation(id, "HELD gated at null by " + database.queryOne("SELECT id FROM onevent_instance"));
    }

    @Test
    void an_event_of_a_paused_queue_waits_for_its_resumption() {
        server.get("pause");
        assertThat(explain(publish("name=record")))
                .startsWith("PAUSED record at 20")
                .contains("EventQueue.resume");
    }

    @Test
    void an_event_that_comes_after_another_of_its_group_names_that() {
        server.get("shut-gate");
        String first = publish("name=gated&group=g");
        String second = publish("name=record&group=g");
        assertThat(explain(second)).startsWith("BEHIND record at null by " + first);
    }

    @Test
    void a_delayed_event_tells_when_it_is_due() {
        String id = publish("name=record&delay=PT5S");
        String due = database.queryInstant("SELECT due_at FROM onevent_event WHERE id = '" + id + "'")
                .toString();
        assertThat(explain(id)).startsWith("NOT_DUE record at " + due);
    }

    @Test
    void an_event_without_a_handler_is_unhandled() {
        assertThat(explain(publish("name=unknown"))).startsWith("UNHANDLED unknown ");
    }

    @Test
    void an_event_of_a_name_that_is_full_is_at_the_limit() {
        server.get("shut-gate");
        String running = publish("name=capped");
        awaitExplanation(running, "HELD");
        assertThat(explain(publish("name=capped")))
                .startsWith("AT_LIMIT capped ")
                .contains("onevent.event.capped.max-concurrency");
    }

    /** Put into the table by hand an event wakes nobody: until the next poll nothing keeps it. */
    @Test
    void an_event_that_nothing_keeps_is_ready() {
        await("asked between two polls").atMost(ALLOWANCE).untilAsserted(() -> {
            UUID id = UUID.randomUUID();
            database.execute("INSERT INTO onevent_event (id, create_date, name, seq, due_at) VALUES ('" + id
                    + "', now(), 'record', nextval('onevent_event_seq'), now())");
            assertThat(explain(id.toString())).startsWith("READY record ");
        });
    }

    @Test
    void a_dead_event_tells_its_reason() {
        String id = publish("name=failing&payload=reject");
        awaitExplanation(id, "DEAD failing at 20");
        assertThat(explain(id))
                .contains("reason REJECTED")
                .contains("not wanted")
                .contains("DeadEvents.replay");
    }

    @Test
    void an_event_that_has_expired_and_is_not_buried_yet_is_dead_in_all_but_place() {
        server.get("pause");
        String id = publish("name=unknown&expiresAfter=PT0.1S");
        server.get("resume");
        awaitExplanation(id, "DEAD unknown at 20");
        assertThat(explain(id)).contains("reason EXPIRED");
    }

    @Test
    void a_kept_event_is_processed_and_one_that_nobody_knows_is_unknown() {
        String id = publish("name=record");
        awaitExplanation(id, "PROCESSED record at 20");
        assertThat(explain(UUID.randomUUID().toString())).startsWith("UNKNOWN null at null by null reason null: ");
    }

    @Test
    void processed_events_are_listed_measured_and_restored() {
        String id = publish("name=record");
        awaitExplanation(id, "PROCESSED");
        assertThat(server.get("processed?name=record")).isEqualTo(id);
        assertThat(server.get("figures")).startsWith("record 1 PT");
        database.execute("TRUNCATE ledger");
        assertThat(server.get("replay-processed?id=" + id)).isEqualTo("true");
        await("it runs again").atMost(ALLOWANCE).until(() -> database.effects("record") == 1);
        awaitExplanation(id, "PROCESSED");
        assertThat(server.get("replay-processed?id=" + UUID.randomUUID())).isEqualTo("false");
    }

    @Test
    void the_end_of_an_event_and_its_being_kept_are_one_transaction_with_its_effect() {
        String id = publish("name=record");
        awaitExplanation(id, "PROCESSED");
        assertThat(database.queryLong(
                        "SELECT count(*) FROM ledger l JOIN onevent_processed_event p ON p.id = l.event_id"
                                + " AND p.xmin = l.xmin WHERE p.id = '" + id + "'"))
                .isEqualTo(1);
    }

    @Test
    void processed_events_are_cleaned_when_their_time_is_over_and_not_before() {
        String kept = publish("name=record");
        awaitExplanation(kept, "PROCESSED");
        List<String> some = publish("name=noop&count=50").lines().toList();
        await("all are processed").atMost(ALLOWANCE).until(() -> database.waiting() == 0);
        await("they are cleaned")
                .atMost(ALLOWANCE)
                .until(() -> database.queryLong("SELECT count(*) FROM onevent_processed_event") == 1);
        assertThat(explain(some.get(0))).startsWith("UNKNOWN");
        assertThat(explain(kept)).startsWith("PROCESSED");
        await("it is said, at the end of the pass over all names")
                .atMost(ALLOWANCE)
                .until(() -> !server.logEntries("ONEVENT-320").isEmpty());
    }

    @Test
    void what_waits_too_long_is_said_with_the_reason() {
        String id = publish("name=unknown");
        await("it is said").atMost(ALLOWANCE).until(() -> !server.logEntries(
                        "ONEVENT-416", "no live instance has a handler for the name unknown")
                .isEmpty());
        assertThat(server.logEntries("ONEVENT-416")).anyMatch(entry -> entry.contains("unknown "));
        assertThat(explain(id)).startsWith("UNHANDLED");
        database.execute("DELETE FROM onevent_event WHERE name = 'unknown'");
    }

    private String metrics() {
        return server.request("/metrics");
    }

    /** The value of the one line that has this name and these labels. */
    private double metric(String name, String... labels) {
        List<String> lines = metrics()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .toList();
        assertThat(lines).as(name + Arrays.toString(labels)).hasSize(1);
        return Double.parseDouble(lines.get(0).substring(lines.get(0).lastIndexOf(' ') + 1));
    }

    private void awaitMetric(double value, String name, String... labels) {
        await(name + " is " + value).atMost(ALLOWANCE).untilAsserted(() -> assertThat(metric(name, labels))
                .isEqualTo(value));
    }

    @Test
    void metrics_count_what_is_published_and_how_runs_end() {
        double published = valueOr0("onevent_published_total", "name=\"record\"");
        double processed = valueOr0("onevent_runs_total", "name=\"record\"", "outcome=\"processed\"");
        publish("name=record&count=20");
        publish("name=failing");
        publish("name=failing&payload=reject");
        awaitMetric(published + 20, "onevent_published_total", "name=\"record\"");
        awaitMetric(processed + 20, "onevent_runs_total", "name=\"record\"", "outcome=\"processed\"");
        awaitMetric(1, "onevent_dead", "name=\"failing\"", "reason=\"FAILED\"");
        awaitMetric(1, "onevent_dead", "name=\"failing\"", "reason=\"REJECTED\"");
        assertThat(metric("onevent_runs_total", "name=\"failing\"", "outcome=\"failed\""))
                .isPositive();
        assertThat(metric("onevent_runs_total", "name=\"failing\"", "outcome=\"rejected\""))
                .isPositive();
    }

    private double valueOr0(String name, String... labels) {
        return metrics().lines().anyMatch(line -> line.startsWith(name + "{") && line.contains(labels[0]))
                ? metric(name, labels)
                : 0;
    }

    @Test
    void metrics_measure_in_seconds() {
        publish("name=record&count=10");
        publish("name=record&expiresAfter=PT1H");
        await("it has run").atMost(ALLOWANCE).until(() -> metrics().contains("onevent_start_slack_seconds_count"));
        assertThat(mean("onevent_run_seconds")).isBetween(1e-6, 60.0);
        assertThat(metric("onevent_run_seconds_sum", "name=\"record\"")).isBetween(1e-6, 600.0);
        assertThat(metric("onevent_run_seconds_count", "name=\"record\"")).isGreaterThanOrEqualTo(11);
        assertThat(mean("onevent_start_slack_seconds")).isBetween(3_000.0, 3_600.0);
        assertThat(metrics().lines().filter(line -> line.startsWith("onevent_")))
                .as("quantiles, which Payara prints in nanoseconds")
                .noneMatch(line -> line.contains("quantile"));
    }

    /** Payara 7 shows 0, whatever was measured. */
    @Test
    @Tag("metric-max")
    void metrics_tell_the_longest_delay_of_a_while() {
        publish("name=record");
        await("it has run").atMost(ALLOWANCE).until(() -> metrics().contains("onevent_start_delay_seconds_max{"));
        assertThat(metric("onevent_start_delay_seconds_max", "name=\"record\"")).isBetween(1e-6, 60.0);
    }

    /** Not every server prints it, as Payara 7 does not. */
    private double mean(String name) {
        return metric(name + "_sum", "name=\"record\"") / metric(name + "_count", "name=\"record\"");
    }

    @Test
    void metrics_tell_what_waits_and_runs() {
        server.get("shut-gate");
        publish("name=gated&count=10");
        publish("name=unknown&count=3");
        awaitMetric(6, "onevent_running");
        awaitMetric(4, "onevent_waiting", "name=\"gated\"");
        awaitMetric(3, "onevent_unhandled", "name=\"unknown\"");
        await("it has waited")
                .atMost(ALLOWANCE)
                .until(() -> metric("onevent_oldest_waiting_seconds", "name=\"unknown\"") > 1);
        assertThat(metric("onevent_overdue", "name=\"gated\"")).isZero();
        assertThat(metric("onevent_longest_run_seconds", "name=\"gated\"")).isBetween(0.1, 60.0);
        assertThat(metric("onevent_longest_run_seconds", "name=\"record\"")).isZero();
        database.execute("DELETE FROM onevent_event WHERE name = 'unknown'");
    }

    /** What is read belongs to the last sample. */
    @Test
    void a_scrape_asks_the_database_nothing() {
        metrics();
        database.execute("ALTER TABLE onevent_event RENAME TO hidden_event");
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(metrics()).contains("onevent_waiting{");
            }
        } finally {
            database.execute("ALTER TABLE hidden_event RENAME TO onevent_event");
        }
    }

    @Test
    void an_instance_whose_tables_are_gone_is_not_ready_but_alive() {
        assertThat(server.request("/health/ready")).startsWith("200 ").contains("onevent");
        database.execute("ALTER TABLE onevent_instance RENAME TO hidden_instance");
        try {
            await("it is not ready").atMost(ALLOWANCE).untilAsserted(() -> assertThat(server.request("/health/ready"))
                    .startsWith("503 ")
                    .contains("onevent_instance"));
            assertThat(server.request("/health/live")).startsWith("200 ").contains("onevent");
        } finally {
            database.execute("ALTER TABLE hidden_instance RENAME TO onevent_instance");
        }
        await("it is ready again").atMost(ALLOWANCE).untilAsserted(() -> assertThat(server.request("/health/ready"))
                .startsWith("200 "));
    }

    private interface JmxWork {
        void with(MBeanServerConnection connection, ObjectName queue) throws Exception;
    }

    private void inJmx(JmxWork work) throws Exception {
        JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://localhost:" + jmxPort + "/jmxrmi");
        try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
            work.with(
                    connector.getMBeanServerConnection(),
                    new ObjectName("io.onevent:type=EventQueue,app=ops,module=ops"));
        }
    }

    private static Object call(MBeanServerConnection connection, ObjectName queue, String operation, String argument)
            throws Exception {
        return connection.invoke(queue, operation, new Object[] {argument}, new String[] {String.class.getName()});
    }

    @Test
    void jmx_shows_the_figures() throws Exception {
        publish("name=failing&payload=reject");
        inJmx((connection, queue) -> {
            await("one is dead")
                    .atMost(ALLOWANCE)
                    .until(() -> connection.getAttribute(queue, "Dead").equals(1L));
            assertThat(connection.getAttribute(queue, "Waiting")).isEqualTo(0L);
            assertThat(connection.getAttribute(queue, "Paused")).isEqualTo(false);
            assertThat((double) connection.getAttribute(queue, "LongestRunSeconds"))
                    .isBetween(0.0, 60.0);
            assertThat((String[]) connection.getAttribute(queue, "Obstacles")).isEmpty();
            assertThat((String[]) connection.getAttribute(queue, "Instances"))
                    .singleElement()
                    .asString()
                    .contains("ops/ops");
            assertThat((CompositeData[]) connection.getAttribute(queue, "Names"))
                    .filteredOn(name -> name.get("name").equals("failing"))
                    .singleElement()
                    .satisfies(name -> assertThat(name.get("dead")).isEqualTo(1L));
        });
    }

    @Test
    void jmx_pauses_and_resumes_the_queue() throws Exception {
        inJmx((connection, queue) -> {
            connection.invoke(queue, "pause", null, null);
            String id = publish("name=record");
            assertThat((String) call(connection, queue, "explain", id)).contains("paused");
            connection.invoke(queue, "resume", null, null);
            awaitExplanation(id, "PROCESSED");
        });
    }

    @Test
    void jmx_lists_waiting_events_runs_them_now_and_cancels_them_also_one_that_runs() throws Exception {
        String delayed = publish("name=record&delay=PT1H");
        String cancelled = publish("name=record&delay=PT1H");
        String running = publish("name=record&payload=PT1H");
        inJmx((connection, queue) -> {
            awaitExplanation(running, "HELD");
            assertThat((String[]) connection.invoke(queue, "listWaiting", new Object[] {"record", 10}, new String[] {
                        String.class.getName(), "int"
                    }))
                    .hasSize(3)
                    .anyMatch(line -> line.contains(delayed + " record DELAYED"))
                    .anyMatch(line -> line.contains(running + " record DUE"));
            assertThat(call(connection, queue, "runNow", delayed)).isEqualTo(true);
            awaitExplanation(delayed, "PROCESSED");
            assertThat(call(connection, queue, "cancel", running)).isEqualTo(true);
            await("its handler is interrupted").atMost(ALLOWANCE).untilAsserted(() -> {
                assertThat(server.logEntries("ONEVENT-405", running)).isNotEmpty();
                assertThat(server.logEntries("ONEVENT-430", running)).hasSize(1);
            });
            assertThat(call(connection, queue, "cancel", cancelled)).isEqualTo(true);
            assertThat(call(connection, queue, "cancel", cancelled)).isEqualTo(false);
            publish("name=record&delay=PT1H");
            assertThat(call(connection, queue, "cancelAll", "record")).isEqualTo(1);
            assertThatThrownBy(() -> call(connection, queue, "cancelAll", " ")).hasMessageContaining("name is empty");
            assertThat(database.effects("record")).isOne();
        });
    }

    @Test
    void jmx_lists_replays_and_discards_dead_events() throws Exception {
        String one = publish("name=failing&payload=reject");
        String other = publish("name=failing&payload=reject");
        await("both are dead").atMost(ALLOWANCE).until(() -> database.dead() == 2);
        inJmx((connection, queue) -> {
            String[] dead = (String[]) connection.invoke(
                    queue, "listDead", new Object[] {"failing", 10}, new String[] {String.class.getName(), "int"});
            assertThat(dead).hasSize(2).allMatch(line -> line.contains("REJECTED") && line.contains("not wanted"));
            assertThat(call(connection, queue, "discard", one)).isEqualTo(true);
            assertThat(call(connection, queue, "discard", one)).isEqualTo(false);
            assertThat(call(connection, queue, "replay", other)).isEqualTo(true);
            await("it is dead again").atMost(ALLOWANCE).until(() -> database.dead() == 1);
            assertThat(call(connection, queue, "replayAll", "failing")).isEqualTo(1);
            await("it is dead again").atMost(ALLOWANCE).until(() -> database.dead() == 1);
            assertThat(call(connection, queue, "discardAll", "failing")).isEqualTo(1);
            assertThat(database.queryAll("SELECT concat(who, ' ', deed, ' ', events) FROM onevent_audit"))
                    .contains("JMX discard 1", "JMX replay 1");
            assertThat(database.dead()).isZero();
            assertThatThrownBy(() -> call(connection, queue, "replay", "42")).hasMessageContaining("is no event's id");
            assertThatThrownBy(() -> call(connection, queue, "discardAll", "")).hasMessageContaining("name is empty");
        });
    }

    @Test
    void a_payload_is_in_no_log_and_no_metric() {
        publish("name=failing&payload=top-secret");
        await("it is dead").atMost(ALLOWANCE).until(() -> database.dead() == 1);
        Matcher secret = Pattern.compile("top-secret").matcher(server.log() + metrics());
        assertThat(secret.find()).isFalse();
    }
}
