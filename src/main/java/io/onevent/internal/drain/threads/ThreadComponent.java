package io.onevent.internal.drain.threads;

import jakarta.ejb.Stateful;
import jakarta.ejb.StatefulTimeout;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;

/**
 * A component for one thread at a time to work in. Payara and GlassFish keep the open connections of a component in one
 * list, which the transaction that a thread begins takes over whole: threads that shared a component would commit each
 * other's work. Stateful, because a stateless bean's pool would bound {@code onevent.threads} unseen. Never passivated
 * and without a time-out, because what Payara schedules for these keeps the class loader of an undeployed application
 * for minutes.
 */
@Stateful(passivationCapable = false)
@StatefulTimeout(-1)
@TransactionManagement(TransactionManagementType.BEAN)
public class ThreadComponent {

    /** Runs a task, which throws nothing, on the current thread. */
    public void run(Runnable task) {
        task.run();
    }
}
