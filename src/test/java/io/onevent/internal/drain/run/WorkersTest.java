package io.onevent.internal.drain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.internal.config.Mode;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.LocalQueueTest;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.threads.Shortage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WorkersTest {

    private static final Shortage SHORTAGE = new Shortage("java:comp/threads", 2, System::nanoTime);

    private final Life life =
            new Life(UUID.randomUUID(), System.nanoTime() + Duration.ofHours(1).toNanos(), System::nanoTime);

    private final LocalQueue queue =
            new LocalQueue(LocalQueueTest.ONE, Mode.SINGLE, 2, 256, Map.of(), Map.of(), System::nanoTime);
    private final Queue<Runnable> submitted = new ArrayDeque<>();
    private final List<Run> unwritten = new ArrayList<>();
    private boolean written;

    /** The first that ends writes the ends of all: meanwhile the other worker runs events until there is no room. */
    private void end(Run run) {
        unwritten.add(run);
        if (unwritten.size() == 1 && !written) {
            submitted.remove().run();
            assertThat(queue.running()).hasSize(unwritten.size());
            unwritten.forEach(queue::ended);
            written = true;
        } else if (written) {
            queue.ended(run);
        }
    }

    @Test
    void a_worker_that_found_no_room_comes_back_when_ends_have_made_some() {
        Workers workers = new Workers((task, otherwise) -> submitted.add(task), queue, () -> {}, this::end, SHORTAGE);
        queue.live(life);
        queue.offer(life, LocalQueueTest.events("a", 600));
        workers.help();
        assertThat(submitted).as("the other worker, submitted once more").hasSize(1);
    }

    private Workers workers(Runnable takeIfLow, Consumer<Run> work) {
        return new Workers((task, otherwise) -> submitted.add(task), queue, takeIfLow, work, SHORTAGE);
    }

    /** Whatever its work throws, the places of workers are all there again: both can be taken. */
    private void assertEveryPlaceIsFree() {
        assertThat(queue.enterWorker()).isTrue();
        assertThat(queue.enterWorker()).isTrue();
        assertThat(queue.enterWorker()).isFalse();
    }

    @Test
    void an_error_in_a_look_ahead_keeps_no_place() {
        Workers workers = workers(
                () -> {
                    throw new OutOfMemoryError("a look ahead");
                },
                queue::ended);
        queue.live(life);
        queue.offer(life, LocalQueueTest.events("a", 20));
        for (int i = 0; i < 10; i++) {
            workers.help();
        }
        assertThat(queue.running()).isEmpty();
        while (!submitted.isEmpty()) {
            submitted.remove().run();
        }
        assertEveryPlaceIsFree();
    }

    @Test
    void an_error_of_the_work_itself_keeps_no_place_and_its_run_is_known_as_forgotten() {
        Workers workers = workers(() -> {}, run -> {
            throw new ThreadDeath();
        });
        queue.live(life);
        queue.offer(life, LocalQueueTest.events("a", 1));
        assertThatThrownBy(workers::help).isInstanceOf(ThreadDeath.class);
        assertThat(queue.running()).singleElement().satisfies(run -> assertThat(run.isForgotten())
                .isTrue());
        assertEveryPlaceIsFree();
    }
}
