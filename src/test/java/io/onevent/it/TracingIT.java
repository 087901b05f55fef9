package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import io.onevent.it.app.TracedHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The way of an event in what a server traces, which is configured as {@code server-config} has it. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracingIT {

    private final Collector collector = new Collector();
    private Server server;
    private boolean traced;

    @BeforeAll
    void start() {
        TestApp app = TestApp.on(TestDatabase.newDatabase(), "traced")
                .handlers(RecordHandler.class, TracedHandler.class)
                .build();
        server = new Server("traced", app);
        traced = server.traced(collector.address());
        server.start().awaitReady();
    }

    @AfterAll
    void stop() {
        server.close();
        collector.close();
    }

    private Collector.Span awaitSpan(String name) {
        await(name).atMost(ClusterContract.ALLOWANCE).untilAsserted(() -> assertThat(collector.spans(name))
                .as("beside " + collector.names())
                .isNotEmpty());
        return collector.spans(name).get(0);
    }

    @Test
    void a_run_is_linked_to_its_publishing_and_has_what_it_publishes_within_it() {
        server.get("publish?name=traced");
        if (!traced) {
            assertThat(server.logEntries("ONEVENT-350")).isEmpty();
            return;
        }
        Collector.Span sent = awaitSpan("send traced");
        Collector.Span processed = awaitSpan("process traced");
        assertThat(processed.links()).containsExactly(sent.trace() + sent.id());
        assertThat(processed.parent()).isEmpty();
        assertThat(processed.trace()).isNotEqualTo(sent.trace());
        assertThat(processed.hasFailed()).isFalse();
        Collector.Span within = awaitSpan("send record");
        assertThat(within.parent()).isEqualTo(processed.id());
        assertThat(awaitSpan("process record").links()).containsExactly(within.trace() + within.id());
        assertThat(server.logEntries("ONEVENT-350")).hasSize(1);
        assertThat(server.logEntries("ONEVENT-351")).isEmpty();
    }

    @Test
    void a_failed_run_is_seen_to_have_failed() {
        server.get("publish?name=untraceable");
        if (traced) {
            assertThat(awaitSpan("process untraceable").hasFailed()).isTrue();
        }
    }
}
