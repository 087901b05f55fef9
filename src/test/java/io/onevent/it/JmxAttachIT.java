package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.FailingHandler;
import io.onevent.it.app.RecordHandler;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The MBean for who attaches to the server's process, as {@code jconsole PID} does: a thread calls it that knows no application. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JmxAttachIT {

    private static final String[] TEXT = {String.class.getName()};

    private final Database database = TestDatabase.newDatabase();
    private Server server;
    private AttachedQueue attached;
    private MBeanServerConnection connection;
    private ObjectName queue;

    @BeforeAll
    void attach() throws Exception {
        TestApp app = TestApp.on(database, "attached")
                .handlers(RecordHandler.class, FailingHandler.class)
                .build();
        server = new Server("attached", app).start().awaitReady();
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

    private Object call(String operation, String argument) throws Exception {
        return connection.invoke(queue, operation, new Object[] {argument}, TEXT);
    }

    /** What the MBean answers for each of its attributes, whichever it has. */
    private Map<String, Object> attributes() throws Exception {
        Map<String, Object> values = new TreeMap<>();
        for (MBeanAttributeInfo attribute : connection.getMBeanInfo(queue).getAttributes()) {
            values.put(attribute.getName(), connection.getAttribute(queue, attribute.getName()));
        }
        return values;
    }

    @Test
    void every_attribute_can_be_read() throws Exception {
        await("there is a sample")
                .atMost(ClusterContract.ALLOWANCE)
                .until(() -> attributes().get("Sampled") != null);
        Map<String, Object> attributes = attributes();
        assertThat(attributes).hasSizeGreaterThan(10).doesNotContainValue(null);
        assertThat((String[]) attributes.get("Obstacles")).isEmpty();
        assertThat((String[]) attributes.get("Instances"))
                .singleElement()
                .asString()
                .contains("attached");
        assertThat(Arrays.stream((CompositeData[]) attributes.get("Names")).map(name -> name.get("name")))
                .contains("record");
    }

    @Test
    void operations_and_their_parameters_say_what_they_are() throws Exception {
        assertThat(connection.getMBeanInfo(queue).getOperations())
                .filteredOn(operation -> operation.getName().equals("listDead"))
                .singleElement()
                .satisfies(operation -> {
                    assertThat(operation.getDescription()).startsWith("Lists dead events");
                    assertThat(operation.getSignature())
                            .extracting(MBeanParameterInfo::getName)
                            .containsExactly("name", "most");
                });
    }

    @Test
    void the_queue_pauses_explains_itself_and_goes_on() throws Exception {
        connection.invoke(queue, "pause", null, null);
        String id = server.get("publish?name=record");
        assertThat((String) call("explain", id)).contains("paused");
        connection.invoke(queue, "resume", null, null);
        await("it is processed").atMost(ClusterContract.ALLOWANCE).until(() -> database.waiting() == 0);
        assertThat((String) call("explain", id)).isNotBlank();
    }

    @Test
    void dead_events_are_listed_replayed_and_discarded() throws Exception {
        String one = server.get("publish?name=failing&payload=reject");
        String other = server.get("publish?name=failing&payload=reject");
        await("both are dead").atMost(ClusterContract.ALLOWANCE).until(() -> database.dead() == 2);
        String[] dead = (String[])
                connection.invoke(queue, "listDead", new Object[] {"failing", 10}, new String[] {TEXT[0], "int"});
        assertThat(dead).hasSize(2).allMatch(line -> line.contains("REJECTED"));
        assertThat(call("discard", one)).isEqualTo(true);
        assertThat(call("replay", other)).isEqualTo(true);
        await("it is dead again").atMost(ClusterContract.ALLOWANCE).until(() -> database.dead() == 1);
        assertThat(call("replayAll", "failing")).isEqualTo(1);
        await("it is dead again").atMost(ClusterContract.ALLOWANCE).until(() -> database.dead() == 1);
        assertThat(call("discardAll", "failing")).isEqualTo(1);
        assertThatThrownBy(() -> call("replay", "42")).hasMessageContaining("is no event's id");
    }

    /** A class that whoever attaches does not have would hide what has failed. */
    @Test
    void a_call_that_fails_says_why_in_classes_of_the_jdk() {
        database.execute("ALTER TABLE onevent_dead_event RENAME TO hidden_dead_event");
        try {
            assertThatThrownBy(() -> call("discardAll", "record"))
                    .hasMessageContaining("onevent_dead_event")
                    .satisfies(thrown -> assertThat(chain(thrown)).allMatch(type -> type.startsWith("java")));
        } finally {
            database.execute("ALTER TABLE hidden_dead_event RENAME TO onevent_dead_event");
        }
    }

    private static List<String> chain(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .map(each -> each.getClass().getName())
                .toList();
    }
}
