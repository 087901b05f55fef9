package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.DeadEvent;
import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.Reason;
import io.onevent.RejectEventException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A run that another transaction was in the way of uses no retry, twenty times in a row. */
class ConflictsTest {

    private static final AtomicInteger RUNS = new AtomicInteger();

    @ApplicationScoped
    static class Unlucky {

        @OnEvent("unlucky.sometimes")
        void meets(Integer times) throws SQLException {
            if (RUNS.incrementAndGet() <= times) {
                throw conflict();
            }
        }

        @OnEvent("unlucky.always")
        void meets() {
            RUNS.incrementAndGet();
            throw new IllegalStateException("no booking", conflict());
        }

        @OnEvent("unlucky.rejects")
        void rejects() {
            RUNS.incrementAndGet();
            throw new RejectEventException("not wanted", conflict());
        }

        private static SQLException conflict() {
            return new SQLException("could not serialize access due to concurrent update", "40001");
        }
    }

    private static DeadEvent runUntilEnded(String name, Object payload) {
        RUNS.set(0);
        EngineDatabase database = EngineDatabase.h2();
        database.reset();
        Map<String, String> settings = Map.of("onevent.retry.max-retries", "0");
        try (EngineInstance here = new EngineInstance(database, settings, Unlucky.class)) {
            Quiet.now();
            UUID id = here.publish(NewEvent.named(name).payload(payload));
            Steps steps = Steps.of(here);
            await("its end")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .untilAsserted(() -> {
                        steps.untilIdle();
                        assertThat(database.count("onevent_event")).isZero();
                    });
            return database.count("onevent_dead_event") == 0 ? null : here.dead(id);
        } finally {
            Quiet.noMore();
        }
    }

    @Test
    void a_conflict_is_repeated_without_a_retry() {
        assertThat(runUntilEnded("unlucky.sometimes", 20)).isNull();
        assertThat(RUNS).hasValue(21);
    }

    @Test
    void a_handler_that_rejects_its_event_because_of_a_conflict_is_obeyed() {
        assertThat(runUntilEnded("unlucky.rejects", null).reason()).isEqualTo(Reason.REJECTED);
        assertThat(RUNS).hasValue(1);
    }

    @Test
    void what_meets_another_for_ever_is_a_failed_run_and_its_death_has_the_words_of_the_database() {
        DeadEvent dead = runUntilEnded("unlucky.always", null);
        assertThat(RUNS).hasValue(21);
        assertThat(dead.message()).isEqualTo("no booking: could not serialize access due to concurrent update");
    }
}
