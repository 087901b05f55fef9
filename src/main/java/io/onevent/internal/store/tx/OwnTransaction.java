package io.onevent.internal.store.tx;

import io.onevent.EventStoreException;
import io.onevent.internal.log.Log;
import io.onevent.internal.log.Thrown;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;

/** A transaction that this library has begun on the current thread. */
public final class OwnTransaction {

    private final UserTransaction transaction;
    private final TransactionSynchronizationRegistry registry;
    private final Object key;

    OwnTransaction(UserTransaction transaction, TransactionSynchronizationRegistry registry) {
        this.transaction = transaction;
        this.registry = registry;
        this.key = registry.getTransactionKey();
    }

    /** Whether it was marked for rollback. */
    public boolean isMarkedForRollback() {
        return registry.getTransactionStatus() == Status.STATUS_MARKED_ROLLBACK
                && key.equals(registry.getTransactionKey());
    }

    /** What else keeps it from being committed: null for nothing. */
    public String obstacle() {
        int status = registry.getTransactionStatus();
        if (status == Status.STATUS_NO_TRANSACTION) {
            return "the handler ended the transaction that was begun for it";
        }
        if (!key.equals(registry.getTransactionKey())) {
            return "the handler left another transaction than the one that was begun for it";
        }
        return status == Status.STATUS_ACTIVE ? null : "the transaction is not active any more";
    }

    /** Commits. @throws RollbackException if it was rolled back instead */
    public void commit() throws RollbackException {
        try {
            transaction.commit();
        } catch (HeuristicMixedException
                | HeuristicRollbackException
                | SystemException
                | IllegalStateException failed) {
            throw new EventStoreException("the commit failed, perhaps in part: " + Thrown.message(failed), failed);
        }
    }

    /** Rolls back whatever transaction is on this thread now; what fails here is the server's to mend. */
    public void rollback() {
        try {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        } catch (Throwable failed) {
            Log.rollbackFailed(failed);
        }
    }
}
