package io.onevent.internal.drain.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.log.LoggedLines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClockWatchTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @RegisterExtension
    private final LoggedLines log = new LoggedLines();

    private final ClockWatch watch = new ClockWatch();

    private void look(Duration databaseWent, long beforeSeconds, long afterSeconds) {
        watch.look(
                NOON.plus(databaseWent),
                TimeUnit.SECONDS.toNanos(beforeSeconds),
                TimeUnit.SECONDS.toNanos(afterSeconds));
    }

    private List<String> said() {
        return log.lines().stream().map(LogRecord::getMessage).toList();
    }

    @Test
    void a_clock_that_goes_on_as_it_should_is_not_spoken_of_however_slow_its_answers_are() {
        look(Duration.ZERO, 0, 1);
        look(Duration.ofSeconds(10), 10, 11);
        look(Duration.ofSeconds(100), 60, 110);
        look(Duration.ofSeconds(112), 111, 112);
        assertThat(said()).isEmpty();
    }

    @Test
    void a_clock_that_is_set_back_is_said_once_with_by_how_much() {
        look(Duration.ofHours(2), 0, 0);
        look(Duration.ofHours(1).plusSeconds(10), 10, 10);
        look(Duration.ofHours(1).plusSeconds(20), 20, 20);
        assertThat(said()).hasSize(1).first().asString().contains("ONEVENT-333", "back by 3600 s");
    }

    @Test
    void a_clock_that_is_set_forward_is_said_once_with_by_how_much() {
        look(Duration.ZERO, 0, 0);
        look(Duration.ofSeconds(10 + 90), 10, 10);
        look(Duration.ofSeconds(20 + 90), 20, 20);
        assertThat(said()).hasSize(1).first().asString().contains("ONEVENT-333", "forward by 90 s");
    }
}
