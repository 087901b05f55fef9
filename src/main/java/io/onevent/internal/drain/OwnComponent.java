package io.onevent.internal.drain;

import jakarta.ejb.Stateful;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.io.Serializable;

/**
 * A component for one thread at a time to work in. Payara and GlassFish keep the open connections of a component in one list,
 * which the transaction that a thread begins takes over whole: threads that shared a component would commit each other's
 * work. Stateful, because a stateless bean's pool would bound {@code onevent.threads} unseen. Nothing is kept in it; it is
 * serializable, as what a server may passivate has to be.
 */
@Stateful
@TransactionManagement(TransactionManagementType.BEAN)
public class OwnComponent implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Runs a task, which throws nothing, on the current thread. */
    public void run(Runnable task) {
        task.run();
    }
}
