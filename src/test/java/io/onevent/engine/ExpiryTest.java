package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.NewEvent;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpiryTest {

    private final EngineDatabase database = EngineDatabase.postgres();

    @Test
    void an_instance_that_was_taken_for_dead_buries_nothing() {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Innocent.class)) {
            Steps.of(instance).untilIdle();
            database.execute("UPDATE onevent_pause SET paused = 1");
            Steps.of(instance).untilIdle();
            instance.publish(NewEvent.named(Innocent.PLAIN).expiresAfter(Duration.ofMillis(1)));
            await("it expires").until(() -> database.count("onevent_event WHERE expired_at < CURRENT_TIMESTAMP") == 1);
            // As if another took it over at that moment.
            database.execute("CREATE FUNCTION take_over() RETURNS trigger AS $$ BEGIN DELETE FROM onevent_instance;"
                    + " RETURN NEW; END $$ LANGUAGE plpgsql");
            database.execute(
                    "CREATE TRIGGER take_over BEFORE INSERT ON onevent_dead_event EXECUTE FUNCTION take_over()");
            instance.poll();
            assertThat(database.count("onevent_dead_event"))
                    .as("the other may have started it in time")
                    .isZero();
            database.execute("DROP TRIGGER take_over ON onevent_dead_event");
            instance.poll();
            assertThat(database.count("onevent_dead_event WHERE reason = 'EXPIRED'"))
                    .isOne();
        }
    }
}
