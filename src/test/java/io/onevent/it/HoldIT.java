package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.AlarmHandler;
import io.onevent.it.app.FailingHandler;
import io.onevent.it.app.NoopHandler;
import io.onevent.it.app.RecordHandler;
import java.time.Duration;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Names that are paused, by hand or because they fail, and deaths that are told, on a server. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HoldIT {

    private static final String TEXT = String.class.getName();

    private final Database database = TestDatabase.newDatabase();
    private Server server;
    private AttachedQueue attached;
    private MBeanServerConnection connection;
    private ObjectName queue;

    @BeforeAll
    void attach() throws Exception {
        TestApp app = TestApp.on(database, "hold")
                .handlers(RecordHandler.class, NoopHandler.class, FailingHandler.class, AlarmHandler.class)
                .config("onevent.event.failing.break-after", "3")
                .config("onevent.event.failing.break-for", "PT2S")
                .config("onevent.retry.delay", "PT0.1S")
                .build();
        server = new Server("hold", app).start().awaitReady();
        attached = AttachedQueue.of(server);
        connection = attached.connection();
        queue = attached.name();
    }

    @AfterAll
    void stop() throws Exception {
        if (attached != null) {
            attached.close();
        }
        server.close();
    }

    private static void until(String what, ThrowingRunnable holds) {
        await(what).atMost(ClusterContract.ALLOWANCE).untilAsserted(holds);
    }

    private void assertPaused(String name, int shown) {
        // Not every server has metrics: JMX always says it.
        server.monitoring()
                .map(monitoring -> monitoring.resolve("/metrics"))
                .ifPresent(metrics -> until("the metric says so", () -> assertThat(
                                Server.request(metrics).lines())
                        .anyMatch(line -> line.startsWith("onevent_paused{")
                                && line.contains("name=\"" + name + "\"")
                                && line.endsWith("} " + shown + ".0"))));
    }

    @Test
    void a_name_that_the_application_pauses_waits_and_the_others_go_on() {
        server.get("pause-name?name=record");
        String id = server.get("publish?name=record");
        server.get("publish?name=noop");
        until("the other is handled", () -> assertThat(
                        database.queryLong("SELECT count(*) FROM onevent_event WHERE name = 'noop'"))
                .isZero());
        assertThat(server.get("explain?id=" + id)).startsWith("PAUSED record").contains("EventQueue.resume");
        until("the status says so", () -> assertThat(server.get("status"))
                .contains("paused name record until null broke false", "paused false"));
        assertPaused("record", 1);
        server.get("resume-name?name=record");
        until("it is handled", () -> assertThat(server.get("written")).contains(id));
        assertPaused("record", 0);
        assertThat(server.log()).contains("ONEVENT-340: events named record are paused");
    }

    @Test
    void a_name_that_an_operator_pauses_in_JMX_waits() throws Exception {
        connection.invoke(queue, "pauseNameFor", new Object[] {"noop", 3_600L}, new String[] {TEXT, "long"});
        String id = server.get("publish?name=noop");
        assertThat((String) connection.invoke(queue, "explain", new Object[] {id}, new String[] {TEXT}))
                .contains("events named noop are paused since", "until");
        until("the attribute says so", () -> assertThat((String[]) connection.getAttribute(queue, "PausedNames"))
                .anyMatch(line -> line.startsWith("noop since ") && line.contains(" until ")));
        connection.invoke(queue, "resumeName", new Object[] {"noop"}, new String[] {TEXT});
        until("it is handled", () -> assertThat(
                        database.queryLong("SELECT count(*) FROM onevent_event WHERE name = 'noop'"))
                .isZero());
        connection.invoke(queue, "pauseName", new Object[] {"noop"}, new String[] {TEXT});
        assertThat(database.queryLong(
                        "SELECT count(*) FROM onevent_paused_name WHERE name = 'noop'" + " AND paused_until IS NULL"))
                .isOne();
        connection.invoke(queue, "resumeName", new Object[] {"noop"}, new String[] {TEXT});
        assertThatThrownBy(() -> connection.invoke(
                        queue, "pauseNameFor", new Object[] {"noop", 0L}, new String[] {TEXT, "long"}))
                .hasMessageContaining("seconds");
        assertThatThrownBy(() -> connection.invoke(queue, "pauseName", new Object[] {" "}, new String[] {TEXT}))
                .hasMessageContaining("name is empty");
    }

    @Test
    void a_name_that_fails_is_broken_off_and_its_event_lives() {
        String id = server.get("publish?name=failing");
        until("it breaks", () -> assertThat(server.log()).contains("ONEVENT-343"));
        until("a probe fails", () -> assertThat(server.log()).contains("ONEVENT-344"));
        assertPaused("failing", 1);
        await("some probes more")
                .during(Duration.ofSeconds(5))
                .atMost(ClusterContract.ALLOWANCE)
                .until(() -> database.queryLong("SELECT retry FROM onevent_event WHERE id = '" + id + "'") == 3);
        database.execute("DELETE FROM onevent_event WHERE id = '" + id + "'");
        server.get("resume-name?name=failing");
    }

    @Test
    void a_death_is_told() {
        server.get("resume-name?name=failing");
        String id = server.get("publish?name=failing&payload=reject&group=g");
        until("it is told", () -> assertThat(server.get("written"))
                .contains(id + " failing", "reason=REJECTED", "message=not wanted", "payload=null", "group=g"));
        assertThat(database.dead()).isOne();
    }
}
