package io.onevent.internal.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.config.Mode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WorkersTest {

    private final Life life =
            new Life(UUID.randomUUID(), System.nanoTime() + Duration.ofHours(1).toNanos());

    private final Taken taken = new Taken(TakenTest.ONE, Mode.SINGLE, 2, 256, Map.of());
    private final Queue<Runnable> submitted = new ArrayDeque<>();
    private final List<Run> unwritten = new ArrayList<>();
    private boolean written;

    /** The first that ends writes the ends of all: meanwhile the other worker runs events until there is no room. */
    private void end(Run run) {
        unwritten.add(run);
        if (unwritten.size() == 1 && !written) {
            submitted.remove().run();
            assertThat(taken.running()).hasSize(unwritten.size());
            unwritten.forEach(taken::ended);
            written = true;
        } else if (written) {
            taken.ended(run);
        }
    }

    @Test
    void a_worker_that_found_no_room_comes_back_when_ends_have_made_some() {
        Workers workers = new Workers((task, otherwise) -> submitted.add(task), taken, () -> {}, this::end);
        taken.live(life);
        taken.offer(life, TakenTest.events("a", 600));
        workers.help();
        assertThat(submitted).as("the other worker, submitted once more").hasSize(1);
    }
}
