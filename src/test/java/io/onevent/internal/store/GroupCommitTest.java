package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onevent.EventStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final List<Thread> threads = new ArrayList<>();
    private final List<List<Object>> writes = new CopyOnWriteArrayList<>();
    private final Semaphore mayWrite = new Semaphore(0);
    private volatile RuntimeException refused;
    private final GroupCommit groupCommit = new GroupCommit(this::write);

    @AfterEach
    void letAllGo() throws InterruptedException {
        mayWrite.release(1_000);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Hits all rows but one. */
    private int[] write(List<Object[]> rows) {
        writes.add(rows.stream().map(row -> row[0]).toList());
        mayWrite.acquireUninterruptibly();
        if (refused != null) {
            throw refused;
        }
        return rows.stream().mapToInt(row -> row[0].equals("missed") ? 0 : 1).toArray();
    }

    /** Returns when the thread waits for its own write or another's. */
    private FutureTask<Boolean> start(String row) {
        FutureTask<Boolean> task = new FutureTask<>(() -> groupCommit.hits(row));
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return task;
    }

    @Test
    void what_comes_alone_is_written_at_once() {
        mayWrite.release(2);
        assertThat(groupCommit.hits("a")).isTrue();
        assertThat(groupCommit.hits("missed")).isFalse();
        assertThat(writes).containsExactly(List.of("a"), List.of("missed"));
    }

    @Test
    void what_comes_during_a_write_is_written_together_by_the_next_and_each_is_told_of_its_own() throws Exception {
        FutureTask<Boolean> first = start("a");
        FutureTask<Boolean> second = start("b");
        FutureTask<Boolean> third = start("missed");
        FutureTask<Boolean> fourth = start("c");
        assertThat(writes).containsExactly(List.of("a"));
        mayWrite.release();
        assertThat(first.get()).isTrue();
        await().until(() -> writes.size() == 2);
        assertThat(writes.get(1)).containsExactly("b", "missed", "c");
        assertThat(second).isNotDone();
        assertThat(fourth).isNotDone();
        mayWrite.release();
        assertThat(second.get()).isTrue();
        assertThat(third.get()).isFalse();
        assertThat(fourth.get()).isTrue();
    }

    @Test
    void a_refused_write_is_told_to_all_that_were_in_it_and_to_nobody_else() throws Exception {
        FutureTask<Boolean> first = start("a");
        FutureTask<Boolean> second = start("b");
        FutureTask<Boolean> third = start("c");
        mayWrite.release();
        assertThat(first.get()).isTrue();
        await().until(() -> writes.size() == 2);
        FutureTask<Boolean> fourth = start("d");
        refused = new EventStoreException("the database refuses it", null);
        mayWrite.release();
        for (FutureTask<Boolean> told : List.of(second, third)) {
            assertThatThrownBy(told::get)
                    .hasCauseInstanceOf(EventStoreException.class)
                    .hasMessageContaining("the database refuses it")
                    .hasRootCause(refused);
        }
        await().until(() -> writes.size() == 3);
        refused = null;
        mayWrite.release();
        assertThat(fourth.get()).isTrue();
    }

    @Test
    void whoever_is_interrupted_waits_on_and_is_still_interrupted_after_it() throws Exception {
        FutureTask<Boolean> first = start("a");
        FutureTask<Boolean> interrupted = new FutureTask<>(
                () -> groupCommit.hits("b") && Thread.currentThread().isInterrupted());
        Thread thread = new Thread(interrupted);
        threads.add(thread);
        thread.start();
        thread.interrupt();
        FutureTask<Boolean> last = start("c");
        mayWrite.release(2);
        assertThat(first.get()).isTrue();
        assertThat(last.get()).isTrue();
        assertThat(interrupted.get()).isTrue();
    }
}
