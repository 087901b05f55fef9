package io.onevent.internal.store;

import io.onevent.EventStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * One write and one commit for what several threads have to write at the same time. What comes while a write runs gathers for the
 * next, and the first that came writes it. Two writes at a time were measured to be slower than one.
 */
final class GroupCommit {

    private final ReentrantLock writing = new ReentrantLock();
    private final Function<List<Object[]>, int[]> write;
    private List<Object[]> gathered = new ArrayList<>();
    private CompletableFuture<int[]> counts = new CompletableFuture<>();

    /** @param write commits all rows or none; returns how many each of them hit */
    GroupCommit(Function<List<Object[]>, int[]> write) {
        this.write = write;
    }

    /**
     * Whether the write of this row hit it; returns when that is committed.
     *
     * @throws EventStoreException if the write that it was in is refused, or nobody knows what became of it
     */
    boolean hits(Object... row) {
        int place;
        CompletableFuture<int[]> mine;
        synchronized (this) {
            place = gathered.size();
            mine = counts;
            gathered.add(row);
        }
        if (place == 0) {
            writeGathered(mine);
        }
        try {
            return mine.join()[place] == 1;
        } catch (CompletionException refused) {
            throw new EventStoreException(refused.getCause().getMessage(), refused.getCause());
        }
    }

    private void writeGathered(CompletableFuture<int[]> toTell) {
        writing.lock();
        try {
            toTell.complete(write.apply(take()));
        } catch (Throwable refused) {
            toTell.completeExceptionally(refused);
        } finally {
            writing.unlock();
        }
    }

    private synchronized List<Object[]> take() {
        List<Object[]> taken = gathered;
        gathered = new ArrayList<>();
        counts = new CompletableFuture<>();
        return taken;
    }
}
