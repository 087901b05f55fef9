package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a server that is configured as {@code server-config} has it shows of the queue. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringIT {

    private static final Pattern FIVE_RUNS =
            Pattern.compile("(?m)^onevent_run_seconds_count\\{[^}]*name=\"record\"[^}]*} 5(\\.0)?$");

    private Server server;
    private Optional<URI> monitoring;

    @BeforeAll
    void start() {
        TestApp app = TestApp.on(TestDatabase.newDatabase(), "watched")
                .handlers(RecordHandler.class)
                .build();
        server = new Server("watched", app).start().awaitReady();
        monitoring = server.monitoring();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void the_log_says_where_the_figures_are_and_there_they_are() {
        String shown = server.logEntries("ONEVENT-322").get(0);
        server.get("publish?name=record&count=5");
        if (monitoring.isEmpty()) {
            assertThat(shown).contains("JMX alone");
        } else {
            assertThat(shown).containsAnyOf("MicroProfile Metrics", "Micrometer");
            await("five runs are counted").atMost(ClusterContract.ALLOWANCE).until(() -> FIVE_RUNS
                    .matcher(Server.request(monitoring.get().resolve("/metrics")))
                    .find());
        }
    }

    @Test
    void nothing_is_traced_where_tracing_is_not_switched_on() {
        assertThat(server.logEntries("ONEVENT-350")).isEmpty();
        assertThat(server.logEntries("ONEVENT-351")).isEmpty();
    }

    @Test
    void the_health_of_the_server_has_that_of_the_queue() {
        monitoring.ifPresent(server -> await("it is ready")
                .atMost(ClusterContract.ALLOWANCE)
                .until(
                        () -> Server.request(server.resolve("/health/ready")),
                        answer -> answer.startsWith("200 ") && answer.contains("onevent")));
    }
}
