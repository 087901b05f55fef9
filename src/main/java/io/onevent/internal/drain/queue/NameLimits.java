package io.onevent.internal.drain.queue;

/**
 * How many runs of one name there are and may be, on threads and besides; those that share a call with another take no
 * place of their own. Guarded by {@link LocalQueue}.
 */
final class NameLimits {

    /** So many runs may wait for the commit of their ends beside those on threads. */
    private static final int MOST_ENDING = 500;

    private final boolean staged;
    private final int mostOnThreads;
    private final int mostRunning;
    private int onThreads;
    private int calls;
    private int running;

    NameLimits(boolean staged, int mostOnThreads, int mostInFlight, int mostAtOnce) {
        this.staged = staged;
        this.mostOnThreads = Math.min(mostOnThreads, mostAtOnce);
        this.mostRunning = staged ? Math.min(mostInFlight, mostAtOnce) : this.mostOnThreads + MOST_ENDING;
    }

    /** How many runs there are, those without a thread included. */
    int running() {
        return running;
    }

    /** How many may run at once, but for those whose ends are being committed. */
    int limit() {
        return staged ? mostRunning : mostOnThreads;
    }

    /** How many more could start as far as this name's limits go. */
    int room() {
        return Math.min(mostOnThreads - onThreads, mostRunning - calls);
    }

    boolean hasThreadToSpare() {
        return onThreads < mostOnThreads;
    }

    int mostOnThreads() {
        return mostOnThreads;
    }

    /** How many that count for the limit could start if nothing else did. */
    int free() {
        return limit() - (staged ? calls : onThreads);
    }

    void begun() {
        running++;
        calls++;
        onThreads++;
    }

    /** One more event runs in a call that has begun. */
    void joined() {
        running++;
    }

    void backOnThread() {
        onThreads++;
    }

    void offThread() {
        onThreads--;
    }

    void ended(boolean hasJoined) {
        running--;
        calls -= hasJoined ? 0 : 1;
    }
}
