package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.QueueStatus;
import io.onevent.RejectEventException;
import io.onevent.internal.log.LoggedLines;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes wrong a thousand times is said a few times. */
class FloodsTest {

    @ApplicationScoped
    static class Rejecting {

        @OnEvent("rejected")
        void reject() {
            throw new RejectEventException("as it is told to");
        }
    }

    @RegisterExtension
    final LoggedLines log = new LoggedLines();

    private List<String> lines(String code) {
        return List.copyOf(log.lines()).stream()
                .map(line -> line.getMessage())
                .filter(line -> line.startsWith(code))
                .toList();
    }

    @Test
    void ends_that_cannot_be_written_are_tried_again_with_pauses_and_said_once_for_their_cause() {
        EngineDatabase database = EngineDatabase.postgres();
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Rejecting.class, Innocent.class)) {
            // As if the role had lost the right to insert there.
            database.execute("CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN"
                    + " RAISE EXCEPTION 'permission denied' USING ERRCODE = '42501'; END $$ LANGUAGE plpgsql");
            database.execute("CREATE TRIGGER refuse BEFORE INSERT ON onevent_dead_event EXECUTE FUNCTION refuse()");
            instance.publishAll(Collections.nCopies(134, NewEvent.named("rejected")));
            Innocent.publish(instance, 60);
            await("the innocent, whatever cannot be buried beside them")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        Steps.of(instance).untilIdle();
                        return Innocent.handled(database) == 60;
                    });
            IntStream.range(0, 20).forEach(i -> Steps.of(instance).untilIdle());
            assertThat(lines("ONEVENT-412")).hasSize(1);
            assertThat(log.lines()).hasSizeLessThan(60);
            database.execute("DROP TRIGGER refuse ON onevent_dead_event");
            await("all are buried after the longest pause")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        Steps.of(instance).untilIdle();
                        return database.count("onevent_dead_event") == 134;
                    });
        }
    }

    @Test
    void three_thousand_names_that_nobody_handles_are_one_line_and_a_bounded_status() {
        try (EngineInstance instance = new EngineInstance(EngineDatabase.h2(), Map.of(), Innocent.class)) {
            instance.publishAll(IntStream.range(0, 3_000)
                    .mapToObj(i -> NewEvent.named("unknown" + i))
                    .toList());
            Steps.of(instance).untilIdle();
            await("the look for them, which is done aside")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !lines("ONEVENT-411").isEmpty());
            Steps.of(instance).untilIdle();
            assertThat(lines("ONEVENT-411")).singleElement().asString().contains("unknown0, ", "other names");
            QueueStatus status = instance.call(() -> instance.queue().status());
            assertThat(status.names()).hasSizeBetween(QueueStatus.MOST_NAMES, QueueStatus.MOST_NAMES + 10);
        }
    }
}
