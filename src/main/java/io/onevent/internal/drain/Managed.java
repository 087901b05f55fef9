package io.onevent.internal.drain;

import io.onevent.internal.config.ConfigurationException;
import io.onevent.internal.log.Log;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The server's threads. A task has the naming, class loading and security context of the thread that submits it, so what
 * comes from a thread without the library's own context (a publisher's, or one that completes a stage) goes through a relay
 * that has it. The relay runs on one thread at a time: on Payara, threads that run under one captured context at the same
 * time share its list of open connections, and enlist each other's.
 */
final class Managed {

    private final ManagedExecutorService service;
    private final Runnable relay;
    private final Queue<Runnable> relayed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean relaying = new AtomicBoolean();

    private Managed(ManagedExecutorService service, ContextService contexts) {
        this.service = service;
        this.relay = contexts.createContextualProxy(this::relay, Runnable.class);
    }

    /** To be called in the library's own context, which the relay keeps. */
    static Managed lookUp(String name) {
        try {
            return new Managed(
                    InitialContext.doLookup(name), InitialContext.doLookup("java:comp/DefaultContextService"));
        } catch (NamingException | ClassCastException missing) {
            throw new ConfigurationException(
                    "ONEVENT-211: there is no ManagedExecutorService " + name
                            + ": set onevent.executor to the JNDI name of one (" + missing.getMessage() + ")",
                    missing);
        }
    }

    /** Runs a task on a thread of the server, in the context of the current thread; false if there is none to spare. */
    boolean run(Runnable task) {
        try {
            service.execute(task);
            return true;
        } catch (RejectedExecutionException full) {
            Log.noThread(full);
            return false;
        }
    }

    /** Runs a short task in the library's own context, whatever the current thread's is; later, if no thread is to spare. */
    void runInOwnContext(Runnable shortTask) {
        relayed.add(shortTask);
        startRelay();
    }

    /** Starts what a server without a thread to spare has left waiting. */
    void startRelay() {
        if (!relayed.isEmpty() && relaying.compareAndSet(false, true) && !run(relay)) {
            relaying.set(false);
        }
    }

    private void relay() {
        try {
            for (Runnable task = relayed.poll(); task != null; task = relayed.poll()) {
                task.run();
            }
        } finally {
            relaying.set(false);
            startRelay();
        }
    }
}
