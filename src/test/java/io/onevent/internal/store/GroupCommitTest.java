package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.EventStoreException;
import io.onevent.internal.log.LoggedLines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class GroupCommitTest {

    private static final int LONG_PATIENCE = 1_000;

    @RegisterExtension
    private final LoggedLines logged = new LoggedLines();

    private final List<Thread> threads = new ArrayList<>();
    private final List<List<Object>> writes = new CopyOnWriteArrayList<>();
    private final Semaphore mayWrite = new Semaphore(0);
    private final Semaphore mayGoOn = new Semaphore(0);
    private volatile Throwable refused;
    private GroupCommit groupCommit = new GroupCommit(this::write, LONG_PATIENCE);

    @AfterEach
    void letAllGo() throws InterruptedException {
        mayWrite.release(1_000);
        mayGoOn.release(1_000);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Hits all rows but those that are called so. */
    private int[] write(List<Object[]> rows) {
        writes.add(rows.stream().map(row -> row[0]).toList());
        (rows.get(0)[0].equals("hanging") ? mayGoOn : mayWrite).acquireUninterruptibly();
        if (refused instanceof Error error) {
            throw error;
        } else if (refused instanceof RuntimeException exception) {
            throw exception;
        }
        return rows.stream().mapToInt(row -> row[0].equals("missed") ? 0 : 1).toArray();
    }

    /** Returns when the thread waits for its own write or another's. */
    private <T> FutureTask<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        await().until(() ->
                thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        return task;
    }

    private FutureTask<Boolean> start(String row) {
        return start(() -> groupCommit.hits(row));
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
    void of_a_refused_write_nobody_knows_a_hit_the_log_says_why_and_the_next_is_another() throws Exception {
        for (Throwable cause : List.of(new EventStoreException("refused", null), new OutOfMemoryError("refused"))) {
            refused = cause;
            FutureTask<Boolean> first = start("a");
            FutureTask<Boolean> second = start("b");
            FutureTask<Boolean> third = start("c");
            mayWrite.release(2);
            assertThat(first.get()).isFalse();
            assertThat(second.get()).isFalse();
            assertThat(third.get()).isFalse();
            refused = null;
            assertThat(logged.lines())
                    .filteredOn(line -> line.getThrown() == cause)
                    .extracting(LogRecord::getMessage)
                    .satisfiesExactly(
                            alone -> assertThat(alone).startsWith("ONEVENT-324").contains("1 end(s)"),
                            together -> assertThat(together).contains("2 end(s)"));
            mayWrite.release();
            assertThat(groupCommit.hits("d")).isTrue();
        }
    }

    @Test
    void a_write_that_hangs_is_waited_for_once_and_not_without_end() throws Exception {
        groupCommit = new GroupCommit(this::write, 1);
        FutureTask<Boolean> first = start("a");
        FutureTask<Boolean> hanging = start("hanging");
        FutureTask<Boolean> inTheSameWrite = start("b");
        mayWrite.release();
        assertThat(first.get()).isTrue();
        assertThat(inTheSameWrite.get()).isFalse();
        mayWrite.release(2);
        assertThat(groupCommit.hits("c")).isTrue();
        assertThat(groupCommit.hits("d")).isTrue();
        assertThat(hanging).isNotDone();
        mayGoOn.release();
        assertThat(hanging.get()).isTrue();
    }

    @Test
    void whoever_is_interrupted_holds_up_nobody_and_stays_interrupted() throws Exception {
        Callable<Boolean> interrupted = () -> {
            groupCommit.hits("interrupted");
            return Thread.currentThread().isInterrupted();
        };
        FutureTask<Boolean> first = start("a");
        FutureTask<Boolean> leader = start(interrupted);
        FutureTask<Boolean> follower = start(interrupted);
        FutureTask<Boolean> last = start("b");
        threads.get(2).interrupt();
        assertThat(follower.get()).isTrue();
        threads.get(1).interrupt();
        await().until(() -> writes.size() == 2);
        mayWrite.release(2);
        assertThat(first.get()).isTrue();
        assertThat(leader.get()).isTrue();
        assertThat(last.get()).isTrue();
    }
}
