package io.onevent.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LogTest {

    private static final UUID ID = new UUID(1, 2);

    @RegisterExtension
    private final LoggedLines logged = new LoggedLines();

    private LogRecord only() {
        assertThat(logged.lines()).hasSize(1);
        return logged.lines().get(0);
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

    @Test
    void names_that_nobody_handles_are_told_with_the_ones_that_may_be_meant() {
        Log.unhandled(
                List.of("ordr.placed", "x"), name -> Optional.of("order.placed").filter(any -> name.length() > 1));
        assertThat(only().getMessage())
                .isEqualTo(
                        "ONEVENT-411: events named ordr.placed (is order.placed meant?), x wait, and no live instance has a"
                                + " handler for them");
    }
}
