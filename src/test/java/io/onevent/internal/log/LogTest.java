package io.onevent.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogTest {

    private static final UUID ID = new UUID(1, 2);

    private final Logger logger = Logger.getLogger("io.onevent");
    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(listener);
    }

    private LogRecord only() {
        assertThat(logged).hasSize(1);
        return logged.get(0);
    }

    @Test
    void a_sentence_about_an_event_has_its_name_and_id_as_fields() {
        Log.lostRun(ID, "order.placed", 1, 5);
        assertThat(only().getMessage()).startsWith("ONEVENT-408: event order.placed " + ID + ": its instance died");
        assertThat(only().getParameters())
                .containsExactly(Map.of("eventName", "order.placed", "eventId", ID.toString()));
    }

    @Test
    void a_name_with_a_brace_is_written_as_it_is() {
        Log.failed(ID, "{0}", 1, 5, Duration.ofSeconds(1), new IllegalStateException("no"));
        assertThat(new SimpleFormatter().formatMessage(only())).contains("event {0} " + ID + " failed");
        assertThat(only().getThrown()).hasMessage("no");
    }
}
