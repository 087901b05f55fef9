package io.onevent.internal.operate;

import java.time.Duration;

/** Lets so many sentences of a kind through in a minute: each is worth a line, and a thousand are not. */
public final class AtMost {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final int most;
    private long beginNanos = System.nanoTime();
    private int count;

    public AtMost(int most) {
        this.most = most;
    }

    /** Whether to say one more now. */
    public synchronized boolean isDue() {
        long now = System.nanoTime();
        if (now - beginNanos >= MINUTE) {
            beginNanos = now;
            count = 0;
        }
        return ++count <= most;
    }
}
