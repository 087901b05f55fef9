package io.onevent.internal.drain.threads;

import jakarta.enterprise.context.control.RequestContextController;

/**
 * The request contexts of the library's threads, one for each call of a handler. A server gives a call of an EJB one
 * that lasts as long as the call, unless the thread has one: so a thread begins one before it calls its component, and
 * ends and begins it at will.
 */
public final class RequestContexts {

    private final ThreadLocal<RequestContextController> ofThread = new ThreadLocal<>();

    /** Runs a task in a request context that this controller begins, unless the thread has one of somebody else's. */
    void during(RequestContextController controller, Runnable task) {
        if (!controller.activate()) {
            task.run();
            return;
        }
        ofThread.set(controller);
        try {
            task.run();
        } finally {
            ofThread.remove();
            controller.deactivate();
        }
    }

    /** Ends the thread's request context with all beans in it, and begins another. */
    public void renew() {
        RequestContextController controller = ofThread.get();
        if (controller != null) {
            try {
                controller.deactivate();
            } finally {
                controller.activate();
            }
        }
    }
}
