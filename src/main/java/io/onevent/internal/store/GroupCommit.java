package io.onevent.internal.store;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.onevent.internal.log.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One write and one commit for what several threads have to write at the same time. What comes while a write runs gathers for the
 * next, and the first that came writes it. Two writes at a time were measured to be slower than one.
 */
final class GroupCommit {

    private final Function<List<Object[]>, int[]> write;
    private final int patienceSeconds;
    private final Semaphore writing = new Semaphore(1);
    /** Null until the first comes. */
    private List<Object[]> gathered;
    /** What will be known of those that have gathered. */
    private CompletableFuture<int[]> counts;

    /**
     * @param write returns how many rows each of them hit, when that is committed
     * @param patienceSeconds how long to wait for a write: its connection may be dead
     */
    GroupCommit(Function<List<Object[]>, int[]> write, int patienceSeconds) {
        this.write = write;
        this.patienceSeconds = patienceSeconds;
    }

    /**
     * Whether this row is known to be hit by a write that is committed. If not it may still be so: where that write was refused or
     * lost, or takes too long, or the thread is interrupted meanwhile.
     */
    boolean hits(Object... row) {
        CompletableFuture<int[]> mine;
        int place;
        synchronized (this) {
            if (gathered == null) {
                counts = new CompletableFuture<>();
                gathered = new ArrayList<>();
            }
            mine = counts;
            place = gathered.size();
            gathered.add(row);
        }
        if (place == 0) {
            write(mine);
        }
        int[] known = known(mine);
        return known != null && known[place] == 1;
    }

    private void write(CompletableFuture<int[]> mine) {
        List<Object[]> rows;
        try {
            writing.tryAcquire(patienceSeconds, SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            rows = take();
        }
        try {
            mine.complete(write.apply(rows));
        } catch (Throwable refused) {
            mine.completeExceptionally(refused);
            Log.endsRefused(rows.size(), refused);
        } finally {
            // A write that hangs has the permit: it is waited for once.
            writing.drainPermits();
            writing.release();
        }
    }

    private synchronized List<Object[]> take() {
        List<Object[]> taken = gathered;
        gathered = null;
        return taken;
    }

    private int[] known(CompletableFuture<int[]> write) {
        try {
            return write.get(patienceSeconds, SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException unknown) {
            // Whoever has to know writes again, alone; what refused it is in the log.
        }
        return null;
    }
}
