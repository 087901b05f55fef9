package io.onevent.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.RejectEventException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
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
        Log.failed(ID, "{0}", 0, 5, Duration.ofSeconds(1), new IllegalStateException("no"));
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

    private static final Throwable CAUSED =
            new IllegalStateException("no\n  at all", new IOException(new IllegalArgumentException("why")));

    @Test
    void the_first_failed_run_of_an_event_is_told_with_its_stack_trace() {
        Log.failed(ID, "order.placed", 0, 5, Duration.ofMillis(900), CAUSED);
        assertThat(only().getLevel()).isEqualTo(Level.WARNING);
        assertThat(only().getMessage())
                .isEqualTo(
                        "ONEVENT-402: event order.placed " + ID + " failed: java.lang.IllegalStateException: no at all"
                                + " (java.lang.IllegalArgumentException: why); retry 1 of 5 follows in 900 ms");
        assertThat(only().getThrown()).isSameAs(CAUSED);
    }

    @Test
    void a_later_one_is_a_line_with_the_error_alone() {
        Log.failed(ID, "order.placed", 3, 5, Duration.ofMillis(900), CAUSED);
        assertThat(only().getMessage())
                .contains(
                        " failed: java.lang.IllegalStateException: no at all (java.lang.IllegalArgumentException: why);")
                .endsWith("; retry 4 of 5 follows in 900 ms")
                .doesNotContain("\n");
        assertThat(only().getThrown()).isNull();
    }

    @Test
    void a_later_one_has_its_stack_trace_too_if_the_level_is_fine() {
        Logger logger = Logger.getLogger("io.onevent");
        Level before = logger.getLevel();
        logger.setLevel(Level.FINE);
        try {
            Log.failed(ID, "order.placed", 3, 5, Duration.ofMillis(900), CAUSED);
        } finally {
            logger.setLevel(before);
        }
        assertThat(only().getThrown()).isSameAs(CAUSED);
    }

    @Test
    void a_burial_says_the_error_and_where_its_stack_trace_is() {
        Log.buried(ID, "order.placed", 5, CAUSED);
        assertThat(only().getLevel()).isEqualTo(Level.SEVERE);
        assertThat(only().getMessage())
                .isEqualTo("ONEVENT-403: event order.placed " + ID + " is dead: FAILED after 5 retries,"
                        + " java.lang.IllegalStateException: no at all (java.lang.IllegalArgumentException: why); the stack"
                        + " trace of its last run is in onevent_dead_event, that of its first in the log; DeadEvents.replay runs"
                        + " it again");
        assertThat(only().getThrown()).isNull();
    }

    @Test
    void a_burial_at_the_first_failure_has_the_stack_trace() {
        Log.buried(ID, "order.placed", 0, CAUSED);
        assertThat(only().getMessage())
                .endsWith(" (java.lang.IllegalArgumentException: why); DeadEvents.replay runs it again");
        assertThat(only().getThrown()).isSameAs(CAUSED);
    }

    @Test
    void a_rejection_is_no_error_and_has_no_stack_trace() {
        Log.rejected(ID, "order.placed", 0, new RejectEventException("cancelled", new IllegalStateException("no")));
        assertThat(only().getLevel()).isEqualTo(Level.WARNING);
        assertThat(only().getMessage())
                .isEqualTo("ONEVENT-403: event order.placed " + ID + " is dead: REJECTED after 0 retries, cancelled"
                        + " (java.lang.IllegalStateException: no); DeadEvents.replay runs it again");
        assertThat(only().getThrown()).isNull();
    }

    @Test
    void an_error_of_many_words_is_cut_and_one_without_any_has_its_class() {
        assertThat(Thrown.line(new IllegalStateException("x".repeat(100_000)))).hasSizeLessThan(1_100);
        assertThat(Thrown.line(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
        assertThat(Thrown.line(new IllegalStateException(new IllegalArgumentException("why"))))
                .as("a message that repeats the cause")
                .isEqualTo("java.lang.IllegalStateException: java.lang.IllegalArgumentException: why");
    }
}
