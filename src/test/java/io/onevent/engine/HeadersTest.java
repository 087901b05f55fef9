package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application puts beside the payload of an event. */
class HeadersTest {

    @ApplicationScoped
    static class Reading {

        private static final List<Map<String, String>> HEADERS = new CopyOnWriteArrayList<>();

        @OnEvent("read")
        void read(StoredEvent event) {
            HEADERS.add(event.headers());
            if (event.retry() == 0) {
                throw new IllegalStateException("as it is told to");
            }
        }
    }

    private final EngineDatabase database = EngineDatabase.h2();

    @BeforeEach
    void forget() {
        Reading.HEADERS.clear();
    }

    private EngineInstance instance() {
        return new EngineInstance(database, Map.of("onevent.retry.delay", "PT0S"), Reading.class);
    }

    /** A large one is left behind when events are read ahead. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3_000_000})
    void a_handler_reads_them_in_each_run_whatever_the_payload(int length) {
        NewEvent event = NewEvent.named("read")
                .header("z", "first")
                .header("\"a\"", "\u0001\u00FC\uD83D\uDE80{}")
                .header("empty", "")
                .payload("x".repeat(length));
        try (EngineInstance instance = instance()) {
            instance.publish(event);
            Steps.of(instance).untilIdle();
            Steps.of(instance).untilIdle();
            assertThat(Reading.HEADERS).containsExactly(event.headers(), event.headers());
            assertThat(Reading.HEADERS.get(0).keySet()).containsExactly("z", "\"a\"", "empty");
            assertThatThrownBy(() -> Reading.HEADERS.get(0).clear()).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void an_event_without_any_has_an_empty_map_and_no_text() {
        try (EngineInstance instance = instance()) {
            instance.publish(NewEvent.named("read"));
            assertThat(database.count("onevent_event WHERE headers IS NULL")).isOne();
            Steps.of(instance).untilIdle();
            assertThat(Reading.HEADERS.get(0)).isEmpty();
        }
    }

    @Test
    void more_than_fit_are_refused_and_the_transaction_goes_on() {
        NewEvent full = NewEvent.named("read").header("h", "x".repeat(8_000 - "{'h':''}".length()));
        try (EngineInstance instance = instance()) {
            instance.inTransaction(() -> {
                assertThatThrownBy(() ->
                                instance.publishAll(List.of(NewEvent.named("read"), full.header("h2", "one more"))))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContainingAll("headers of event read", "8000", "payload");
                return instance.publish(full);
            });
            assertThat(database.count("onevent_event")).isOne();
        }
    }
}
