package io.onevent.internal.drain.threads;

/** The server's threads for tests of other packages. */
public final class ThreadsDoor {

    private ThreadsDoor() {}

    /** From now on no thread waits for a relay: whoever runs a task gets its thread back. */
    public static void lingerNoMore(ServerThreads threads) {
        threads.lingerNoMore();
    }
}
