package io.onevent.internal.drain.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.config.Mode;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.LocalQueueTest;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.run.Workers;
import io.onevent.internal.log.LoggedLines;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When it is said that the server's executor gives too few threads, and when it is not. */
class ShortageTest {

    private static final int SECOND = 1;

    @RegisterExtension
    private final LoggedLines log = new LoggedLines();

    private final Life life =
            new Life(UUID.randomUUID(), System.nanoTime() + Duration.ofHours(1).toNanos(), System::nanoTime);

    private final LocalQueue queue =
            new LocalQueue(LocalQueueTest.ONE, Mode.SINGLE, 4, 256, Map.of(), Map.of(), System::nanoTime);
    private final Deque<Runnable> queued = new ArrayDeque<>();
    private boolean refuses;
    private long nowNanos;
    private final Workers workers =
            new Workers(this::submit, queue, () -> {}, this::handle, new Shortage("java:comp/few", 4, () -> nowNanos));

    ShortageTest() {
        queue.live(life);
    }

    private boolean submit(Runnable task, Runnable otherwise) {
        if (refuses) {
            otherwise.run();
            return false;
        }
        return queued.add(task);
    }

    /** What happens on the other threads while this one handles an event. */
    private Runnable meanwhile = () -> {};

    private void handle(Run run) {
        Runnable once = meanwhile;
        meanwhile = () -> {};
        once.run();
        queue.ended(run);
    }

    private void eventsWait() {
        queue.offer(life, LocalQueueTest.events("a", 20));
        workers.start();
    }

    private void looks(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nowNanos += Duration.ofSeconds(SECOND).toNanos();
            workers.start();
            workers.look();
        }
    }

    private List<String> said() {
        return log.lines().stream()
                .map(line -> line.getLevel() + " " + line.getMessage())
                .toList();
    }

    @Test
    void an_executor_that_leaves_events_waiting_for_seconds_is_named_with_what_it_gives_and_should() {
        meanwhile = () -> looks(7);
        eventsWait();
        queued.remove().run();
        assertThat(said())
                .singleElement()
                .asString()
                .startsWith("WARNING ONEVENT-335: ")
                .contains("java:comp/few", "1 of the 4 threads", "onevent.executor");
    }

    @Test
    void one_that_refuses_threads_for_seconds_is_too() {
        refuses = true;
        eventsWait();
        looks(4);
        assertThat(said()).filteredOn(line -> line.contains("335")).isEmpty();
        looks(3);
        assertThat(said()).filteredOn(line -> line.contains("335")).hasSize(1);
    }

    @Test
    void it_is_said_once_while_it_goes_on() {
        eventsWait();
        looks(60);
        assertThat(said()).hasSize(1);
    }

    @Test
    void a_thread_that_comes_in_place_of_another_does_not_hide_those_that_are_missing() {
        eventsWait();
        looks(4);
        meanwhile = () -> looks(4);
        queued.remove().run();
        assertThat(said()).hasSize(1);
    }

    @Test
    void bursts_are_no_shortage() {
        for (int burst = 0; burst < 20; burst++) {
            eventsWait();
            looks(1);
            while (!queued.isEmpty()) {
                queued.remove().run();
            }
        }
        assertThat(said()).isEmpty();
    }

    @Test
    void a_thread_that_is_refused_for_a_moment_is_no_shortage() {
        refuses = true;
        eventsWait();
        refuses = false;
        looks(1);
        while (!queued.isEmpty()) {
            queued.remove().run();
        }
        looks(60);
        assertThat(said()).isEmpty();
    }

    @Test
    void a_thread_that_does_not_come_where_nothing_waits_any_more_is_none() {
        eventsWait();
        looks(2);
        queue.live(life);
        looks(60);
        assertThat(said()).isEmpty();
    }
}
