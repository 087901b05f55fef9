package io.onevent.internal.drain.lead;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Progress progress = new Progress(System::nanoTime);

    @Test
    void a_look_that_came_back_proves_that_the_engine_works() {
        long before = System.nanoTime();
        progress.looked();
        assertThat(progress.provenNanos() - before).isNotNegative();
    }

    @Test
    void what_is_under_way_proves_nothing_since_it_began() {
        long before = System.nanoTime();
        long proven = progress.during(Progress.Work.TAKE, () -> {
            long begun = System.nanoTime();
            progress.looked();
            progress.during(Progress.Work.ENDS, () -> null);
            assertThat(progress.provenNanos() - begun).isNotPositive();
            return progress.provenNanos();
        });
        assertThat(proven - before).isNotNegative();
        assertThat(progress.provenNanos() - proven).isNotNegative();
    }

    @Test
    void what_ended_with_an_error_is_not_under_way_any_more() {
        try {
            progress.during(Progress.Work.ENDS, () -> {
                throw new OutOfMemoryError("it came back all the same");
            });
        } catch (OutOfMemoryError thrown) {
            // That was to be seen.
        }
        long now = System.nanoTime();
        progress.looked();
        assertThat(progress.provenNanos() - now).isNotNegative();
    }

    @Test
    void what_the_thread_that_looks_does_meanwhile_is_part_of_its_look() throws Exception {
        progress.looks();
        progress.during(Progress.Work.TAKE, () -> {
            long later = System.nanoTime();
            progress.goesOn(Progress.Work.TAKE);
            assertThat(progress.provenNanos() - later).isNotNegative();
            return null;
        });
        long ofOthers = System.nanoTime();
        Thread other = new Thread(() -> progress.during(Progress.Work.TAKE, () -> null));
        other.start();
        other.join();
        assertThat(progress.provenNanos() - ofOthers).isNegative();
        progress.lookEnded();
        assertThat(progress.provenNanos() - ofOthers).isNotNegative();
    }
}
