package io.onevent.internal.drain.queue;

import java.time.Duration;

/** How many events of one name to take ahead, by how long its runs take. Guarded by {@link LocalQueue}. */
final class Depth {

    /** As much work is read ahead as keeps the threads busy for this long, so that a crash leaves few suspects. */
    private static final long READ_AHEAD_NANOS = Duration.ofMillis(500).toNanos();

    private static final int LEAST_READ_AHEAD = 16;
    private static final int MOST_READ_AHEAD = 500;

    /** What is claimed is kept from idle instances, so it is less than what is read ahead. */
    private static final long CLAIM_AHEAD_NANOS = Duration.ofMillis(100).toNanos();

    private static final int MOST_CLAIMED_AHEAD = 200;

    private final boolean claims;
    private final NameLimits limits;
    private final int batch;
    private double meanNanos;
    private long takeNanos;

    /**
     * @param claims whether what is taken is kept from other instances
     * @param batch how many events one call of the handlers may have
     */
    Depth(boolean claims, NameLimits limits, int batch) {
        this.batch = batch;
        this.claims = claims;
        this.limits = limits;
    }

    /** How many may wait here. */
    int now() {
        int most = limits.limit() * batch;
        int bound = Math.max(MOST_READ_AHEAD, 2 * batch);
        if (claims) {
            return Math.min(
                    bound,
                    Math.max(
                            limits.free() * batch,
                            Math.min(MOST_CLAIMED_AHEAD, soon(limits.limit(), ahead(CLAIM_AHEAD_NANOS)))));
        }
        int soon = meanNanos == 0 ? LEAST_READ_AHEAD : soon(limits.limit(), ahead(READ_AHEAD_NANOS));
        return Math.min(bound, Math.max(soon, 2 * most));
    }

    /** How many events are done in this time, by so many at once; none as long as nothing is known. */
    private int soon(int atOnce, long nanos) {
        return meanNanos == 0 ? 0 : (int) Math.min(MOST_READ_AHEAD, Math.round(atOnce * nanos / meanNanos));
    }

    /**
     * At least as much as is done until the next take has come back, and once more: a database that is far away keeps
     * no thread idle.
     */
    private long ahead(long nanos) {
        return Math.max(nanos, 2 * takeNanos);
    }

    /** What an event takes of that which bounds them: threads, or stages in flight. */
    void learn(long runNanos) {
        meanNanos = meanNanos == 0 ? runNanos : 0.9 * meanNanos + 0.1 * runNanos;
    }

    /** To take what ran low took so long. */
    void took(long nanos) {
        takeNanos = Math.max(nanos, (takeNanos + nanos) / 2);
    }
}
