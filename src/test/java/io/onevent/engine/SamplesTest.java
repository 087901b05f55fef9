package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.EventPublisher;
import io.onevent.EventQueue;
import io.onevent.EventStoreException;
import io.onevent.QueueStatus;
import io.onevent.internal.operate.Sampler;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The figures of the queue, and what taking them costs the database. */
class SamplesTest {

    private final Heard heard = new Heard();
    private final EngineDatabase database = EngineDatabase.h2();
    private final Machine real = Machine.real();
    private final EngineInstance instance = new EngineInstance(
            database,
            new Machine(real.threads(), real.clock(), true, heard::in),
            Map.of("onevent.enabled", "true"),
            Witness.class);
    private final Sampler sampler = instance.bean(Sampler.class);

    @AfterEach
    void stop() {
        instance.close();
        database.drop();
    }

    @Test
    void a_sample_that_is_refused_is_not_asked_again_at_once() {
        database.execute("ALTER TABLE onevent_dead_event RENAME TO away");
        assertThatThrownBy(() -> instance.inTransaction(() -> {
                    sampler.look();
                    return null;
                }))
                .isInstanceOf(EventStoreException.class);
        List<String> asked = heard.during(() -> instance.inTransaction(() -> {
            sampler.look();
            return null;
        }));
        assertThat(asked).isEmpty();
    }

    @Test
    void many_names_are_counted_by_several_statements_so_that_each_is_short() {
        EventPublisher events = instance.bean(EventPublisher.class);
        instance.inTransaction(() -> {
            IntStream.range(0, 23).forEach(i -> events.publish("name-" + i));
            return null;
        });
        QueueStatus[] status = new QueueStatus[1];
        List<String> asked = heard.during(() -> status[0] =
                instance.inTransaction(() -> instance.bean(EventQueue.class).status()));
        assertThat(status[0].names()).hasSize(23).allMatch(name -> name.waiting() == 1);
        assertThat(asked)
                .filteredOn(statement -> statement.contains("AS stored"))
                .hasSize(5);
    }
}
