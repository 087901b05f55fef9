package io.onevent.engine;

import io.onevent.engine.Faults.Point;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

/** The threads of one instance; whatever runs on them runs in its context. */
public final class ServerThreads {

    private final Executor threads;
    private final UnaryOperator<Runnable> inContext;
    private final Faults faults;

    /** @param inContext gives a task the context of the instance, whatever thread it runs on */
    ServerThreads(Executor threads, UnaryOperator<Runnable> inContext, Faults faults) {
        this.threads = threads;
        this.inContext = inContext;
        this.faults = faults;
    }

    /** For what the server itself does, as its timers. */
    public void run(Runnable task) {
        threads.execute(inContext.apply(task));
    }

    ManagedExecutorService managed() {
        return proxy(
                ManagedExecutorService.class,
                "execute",
                arguments -> faults.at(
                        Point.EXECUTE,
                        () -> {
                            run((Runnable) arguments[0]);
                            return null;
                        },
                        RejectedExecutionException.class));
    }

    public ContextService contexts() {
        return proxy(
                ContextService.class, "createContextualProxy", arguments -> inContext.apply((Runnable) arguments[0]));
    }

    private static <T> T proxy(Class<T> type, String method, UnaryCall call) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        return call.of(arguments);
                    }
                    throw new UnsupportedOperationException(called.toString());
                }));
    }

    private interface UnaryCall {
        Object of(Object[] arguments);
    }

    /** Ends all threads, as far as they can be interrupted. */
    void kill() {
        if (threads instanceof ExecutorService pool) {
            pool.shutdownNow();
        }
    }
}
