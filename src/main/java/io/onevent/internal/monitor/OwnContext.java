package io.onevent.internal.monitor;

import java.util.function.Supplier;

/** Does work for those who come on a thread that has no naming context, as those of JMX have none. */
public interface OwnContext {

    /**
     * Runs this on a thread of the server in the library's own context, without a transaction, and waits for it.
     *
     * @throws IllegalStateException if that was not possible, or the work failed
     */
    <T> T call(Supplier<T> work);

    /** Runs this likewise, and does not wait for it; what others need there waits meanwhile, so it must be short. */
    void run(Runnable shortWork);
}
