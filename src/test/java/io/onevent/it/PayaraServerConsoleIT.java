package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.FailingHandler;
import io.onevent.it.app.GatedHandler;
import io.onevent.it.app.RecordHandler;
import java.nio.file.Path;
import java.rmi.UnmarshalException;
import java.time.Duration;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** What an administrator of Payara Server sees of the queue. The application's name has a dot, as one with a version has. */
@Tag("payara-console")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PayaraServerConsoleIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;
    private static final String COMMANDS = "server-config/payara/monitoring.asadmin";
    private static final String FIGURES = "server.applications.shop-1\\.0.resources.EventQueue.*";
    private static final String PAGE = "/monitoring/domain/server/applications/shop-1.0/resources/EventQueue";

    private final Database database = TestDatabase.newDatabase();
    private TestApp app;
    private PayaraServer server;

    @BeforeAll
    void deploy() {
        app = TestApp.on(database, "shop-1.0")
                .ownDataSource()
                .handlers(RecordHandler.class, GatedHandler.class, FailingHandler.class)
                .config("test.server", "payara-server")
                .config("onevent.event.gated.max-concurrency", "2")
                .build();
        server = new PayaraServer("console");
        server.asadmin(
                "deploy",
                "--name",
                app.name(),
                "--contextroot",
                app.name(),
                app.archive().toString());
        server.get(app, "publish?name=gated&count=7");
        server.get(app, "publish?name=failing&payload=reject&count=4");
        server.get(app, "publish?name=unknown&count=3");
        await("it has come to rest").atMost(ALLOWANCE).until(() -> database.dead() == 4);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void the_figures_are_there_from_the_moment_on_when_monitoring_is_switched_on() {
        assertThat(server.asadmin("list", "-m", "server.applications.*")).doesNotContain("EventQueue");
        server.asadmin("multimode", "--file", Path.of(COMMANDS).toString());
        await("the figures are right").atMost(ALLOWANCE).untilAsserted(() -> assertThat(
                        server.asadmin("get", "-m", FIGURES).lines())
                .map(line -> line.substring(line.indexOf(".EventQueue.") + 12))
                .contains(
                        "waiting-count = 8",
                        "running-count = 2",
                        "dead-count = 4",
                        "unhandled-count = 3",
                        "overdue-count = 0"));
    }

    @Test
    @Order(2)
    void the_monitoring_pages_of_the_admin_port_show_them() {
        assertThat(server.adminPage(PAGE, "application/json"))
                .contains("\"dead\"")
                .contains("\"count\":4");
        assertThat(server.adminPage(PAGE, "text/html")).contains("Dead");
        assertThat(server.adminStatusForAnybody(PAGE)).isEqualTo(401);
    }

    @Test
    @Order(3)
    void the_queue_is_in_jmx_for_the_administrator_alone() throws Exception {
        var credentials = Map.of(JMXConnector.CREDENTIALS, new String[] {PayaraServer.USER, PayaraServer.PASSWORD});
        try (JMXConnector connector = JMXConnectorFactory.connect(jmx(), credentials)) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            assertThat(connection.getAttribute(queue(), "Dead")).isEqualTo(4L);
            assertThat(connection.invoke(
                            queue(), "discardAll", new Object[] {"failing"}, new String[] {String.class.getName()}))
                    .isEqualTo(4);
        }
        // Payara cannot send its own exception to one who says no password.
        assertThatThrownBy(() -> JMXConnectorFactory.connect(jmx()))
                .isInstanceOfAny(SecurityException.class, UnmarshalException.class);
        var wrong = Map.of(JMXConnector.CREDENTIALS, new String[] {PayaraServer.USER, "wrong"});
        assertThatThrownBy(() -> JMXConnectorFactory.connect(jmx(), wrong))
                .isInstanceOfAny(SecurityException.class, UnmarshalException.class);
    }

    @Test
    @Order(4)
    void undeployment_leaves_nothing_behind() throws Exception {
        server.get(app, "open-gate");
        server.asadmin("undeploy", app.name());
        assertThat(server.asadmin("list", "-m", "server.applications.*")).doesNotContain("shop-1");
        var credentials = Map.of(JMXConnector.CREDENTIALS, new String[] {PayaraServer.USER, PayaraServer.PASSWORD});
        try (JMXConnector connector = JMXConnectorFactory.connect(jmx(), credentials)) {
            assertThat(connector.getMBeanServerConnection().isRegistered(queue()))
                    .isFalse();
        }
        assertThat(server.instancesOf("io.onevent.internal.monitor.ConsoleStatistics$Statistics"))
                .isZero();
    }

    private JMXServiceURL jmx() throws Exception {
        return new JMXServiceURL("service:jmx:rmi:///jndi/rmi://localhost:" + server.jmxPort() + "/jmxrmi");
    }

    private ObjectName queue() throws Exception {
        return new ObjectName("io.onevent:type=EventQueue,app=" + app.name() + ",module=" + app.name());
    }
}
