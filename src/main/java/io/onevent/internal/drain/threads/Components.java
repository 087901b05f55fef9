package io.onevent.internal.drain.threads;

import io.onevent.internal.discover.PersistenceFields;
import io.onevent.internal.log.Log;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedTask;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * What the library's threads work in. In a web application they have its context, as a servlet has: there every
 * persistence context and unit that a bean asks for is found, which Open Liberty looks for in the component that is at
 * work, and none is an extended one, which Payara would give to a stateful bean of the same module, and with it the
 * handlers' effects to no transaction. Where there is no web application, as in a module of EJBs, they work in beans of
 * the library.
 */
public final class Components {

    /**
     * The entry of the library's web-fragment.xml, which is there where that is in force, so that its listener will be
     * called.
     */
    private static final String IN_WEB_APPLICATION = "java:comp/env/onevent/web";

    private static final Map<String, String> OWN_TRANSACTIONS =
            Map.of(ManagedTask.TRANSACTION, ManagedTask.USE_TRANSACTION_OF_EXECUTION_THREAD);

    private final Instance<ThreadComponent> beans;
    private final Instance<RequestContextController> controllers;
    private final RequestContexts requestContexts;
    private final Queue<ThreadComponent> idleBeans = new ConcurrentLinkedQueue<>();
    private final Queue<RequestContextController> idleControllers = new ConcurrentLinkedQueue<>();
    private volatile Supplier<?> inWebApplication;

    public Components(
            Instance<ThreadComponent> beans,
            Instance<RequestContextController> controllers,
            RequestContexts requestContexts) {
        this.beans = beans;
        this.controllers = controllers;
        this.requestContexts = requestContexts;
    }

    /** Whether the listener of a web application will come with its context; to be called in a bean of the library. */
    public static boolean areOfWebApplication() {
        try {
            return InitialContext.doLookup(IN_WEB_APPLICATION) != null;
        } catch (NamingException elsewhere) {
            return false;
        }
    }

    /** From now on threads have the context of the current one, the web application's. */
    public void useContext(ContextService contexts) {
        Supplier<Executor> another =
                () -> contexts.createContextualProxy(Runnable::run, OWN_TRANSACTIONS, Executor.class);
        inWebApplication = contexts.createContextualProxy(another, OWN_TRANSACTIONS, Supplier.class);
    }

    /**
     * Runs a task on the current thread, in a component that no other thread works in meanwhile: Payara and GlassFish
     * keep the open connections of a component in one list, which the transaction that a thread begins takes over
     * whole, so threads that shared one would commit each other's work.
     */
    void run(Runnable task) {
        Supplier<?> context = inWebApplication;
        if (context == null) {
            runWith(
                    idleBeans,
                    beans,
                    bean -> requestContextDuring(() -> bean.run(() -> PersistenceFields.duringWorkOfLibrary(task))));
        } else {
            // For this run: those lists of Payara are told apart by the thread on which a context is made.
            requestContextDuring(() -> ((Executor) context.get()).execute(task));
        }
    }

    private void requestContextDuring(Runnable task) {
        runWith(idleControllers, controllers, controller -> requestContexts.during(controller, task));
    }

    /** One that the server could not call, or that did not come back in order, may be broken for good. */
    private <T> void runWith(Queue<T> idle, Instance<T> all, Consumer<T> task) {
        T one = idle.poll();
        if (one == null) {
            one = newOne(all);
        }
        boolean inOrder = false;
        try {
            task.accept(one);
            inOrder = true;
        } finally {
            if (inOrder) {
                idle.add(one);
            } else {
                destroy(all, one);
            }
        }
    }

    /**
     * Payara defines a class when the first one is made; threads that make the first ones at once meet a LinkageError.
     */
    private synchronized <T> T newOne(Instance<T> all) {
        return all.get();
    }

    private static <T> void destroy(Instance<T> all, T one) {
        try {
            all.destroy(one);
        } catch (Throwable unforeseen) {
            Log.unforeseen(unforeseen);
        }
    }

    /** When no task runs any more. */
    void close() {
        idleBeans.forEach(bean -> destroy(beans, bean));
        idleBeans.clear();
        idleControllers.forEach(controller -> destroy(controllers, controller));
        idleControllers.clear();
    }
}
