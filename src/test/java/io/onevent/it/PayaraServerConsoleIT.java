package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.VirtualMachine;
import io.onevent.it.app.FailingHandler;
import io.onevent.it.app.GatedHandler;
import io.onevent.it.app.RecordHandler;
import io.onevent.server.Asadmin;
import io.onevent.server.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.rmi.UnmarshalException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
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
@Tag("payara-server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PayaraServerConsoleIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;
    private static final String COMMANDS = "server-config/payara/monitoring.asadmin";
    private static final String FIGURES = "server.applications.shop-1\\.0.resources.EventQueue.*";
    private static final String PAGE = "/monitoring/domain/server/applications/shop-1.0/resources/EventQueue";

    private static final String STATISTICS = "io.onevent.internal.monitor.ConsoleStatistics$Statistics";

    private final Database database = TestDatabase.newDatabase();
    private TestApp app;
    private Server server;
    private int adminPort;
    private int jmxPort;

    @BeforeAll
    void deploy() throws IOException {
        app = TestApp.on(database, "shop-1.0")
                .handlers(RecordHandler.class, GatedHandler.class, FailingHandler.class)
                .config("onevent.event.gated.max-concurrency", "2")
                .build();
        adminPort = Ports.free();
        jmxPort = Ports.free();
        server = new Server("console", app)
                .with(Asadmin.ADMIN_PORT, String.valueOf(adminPort))
                .with(Asadmin.JMX_PORT, String.valueOf(jmxPort));
        server.start().awaitReady();
        server.get("publish?name=gated&count=7");
        server.get("publish?name=failing&payload=reject&count=4");
        server.get("publish?name=unknown&count=3");
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
        assertThat(asadmin("list", "-m", "server.applications.*")).doesNotContain("EventQueue");
        asadmin("multimode", "--file", COMMANDS);
        await("the figures are right").atMost(ALLOWANCE).untilAsserted(() -> assertThat(
                        asadmin("get", "-m", FIGURES).lines())
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
    void the_monitoring_pages_of_the_admin_port_show_them() throws Exception {
        assertThat(adminPage("application/json", Asadmin.PASSWORD).body())
                .contains("\"dead\"")
                .contains("\"count\":4");
        assertThat(adminPage("text/html", Asadmin.PASSWORD).body()).contains("Dead");
        assertThat(adminPage("application/json", "wrong").statusCode()).isEqualTo(401);
    }

    @Test
    @Order(3)
    void the_queue_is_in_jmx_for_the_administrator_alone() throws Exception {
        try (JMXConnector connector = connect(Asadmin.USER, Asadmin.PASSWORD)) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            assertThat(connection.getAttribute(queue(), "Dead")).isEqualTo(4L);
            assertThat(connection.invoke(
                            queue(), "discardAll", new Object[] {"failing"}, new String[] {String.class.getName()}))
                    .isEqualTo(4);
        }
        // Payara cannot send its own exception to one who says no password.
        assertThatThrownBy(this::connect).isInstanceOfAny(SecurityException.class, UnmarshalException.class);
        assertThatThrownBy(() -> connect(Asadmin.USER, "wrong"))
                .isInstanceOfAny(SecurityException.class, UnmarshalException.class);
    }

    /** On a thread that knows no application. */
    @Test
    @Order(4)
    void who_attaches_to_the_process_reads_the_figures_of_the_console_too() throws Exception {
        VirtualMachine process = VirtualMachine.attach(String.valueOf(server.pid()));
        try (JMXConnector connector =
                JMXConnectorFactory.connect(new JMXServiceURL(process.startLocalManagementAgent()))) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            assertThat(connection.queryNames(new ObjectName("amx:type=onevent-queue-mon,*"), null))
                    .singleElement()
                    .satisfies(figures -> assertThat((CompositeData) connection.getAttribute(figures, "waiting"))
                            .extracting(waiting -> waiting.get("count"))
                            .isEqualTo(8L));
        } finally {
            process.detach();
        }
    }

    @Test
    @Order(5)
    void undeployment_leaves_nothing_behind() throws Exception {
        server.get("open-gate");
        asadmin("undeploy", app.name());
        assertThat(asadmin("list", "-m", "server.applications.*")).doesNotContain("shop-1");
        try (JMXConnector connector = connect(Asadmin.USER, Asadmin.PASSWORD)) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            assertThat(connection.isRegistered(queue())).isFalse();
            assertThat(classesWithObjects(connection)).doesNotContain(STATISTICS);
        }
    }

    private String asadmin(String... command) {
        try {
            return new Asadmin(adminPort).run(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> adminPage(String mediaType, String password) throws Exception {
        var credentials = (Asadmin.USER + ":" + password).getBytes(StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + adminPort + PAGE))
                .header("Accept", mediaType)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials))
                .timeout(ALLOWANCE)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private JMXConnector connect(String... credentials) throws IOException {
        var jmx = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://localhost:" + jmxPort + "/jmxrmi");
        return JMXConnectorFactory.connect(
                jmx, credentials.length == 0 ? Map.of() : Map.of(JMXConnector.CREDENTIALS, credentials));
    }

    private ObjectName queue() throws Exception {
        return new ObjectName("io.onevent:type=EventQueue,app=" + app.name() + ",module=" + app.name());
    }

    private static List<String> classesWithObjects(MBeanServerConnection connection) throws Exception {
        var histogram = (String) connection.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }
}
