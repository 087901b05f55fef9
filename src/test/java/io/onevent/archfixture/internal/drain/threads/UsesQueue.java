package io.onevent.archfixture.internal.drain.threads;

/** Threads that know what waits. */
public class UsesQueue {
    io.onevent.archfixture.internal.drain.queue.UsesRun field;
}
