package io.onevent.internal.store.tx;

import io.onevent.EventStoreException;
import io.onevent.internal.log.Log;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The one place where the library's own JTA transactions begin and end. A transaction is never left behind on a thread:
 * the next task, even one of another application, would fail with it.
 */
public final class Transactions {

    private static final int MOST_ATTEMPTS = 3;

    private final TransactionSynchronizationRegistry registry;
    private final ThreadLocal<UserTransaction> lookedUp = new ThreadLocal<>();

    public Transactions(TransactionSynchronizationRegistry registry) {
        this.registry = registry;
    }

    /** Looks up the server's transactions. */
    public static Transactions lookUp() {
        try {
            return new Transactions(InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry"));
        } catch (NamingException missing) {
            throw new EventStoreException(
                    "ONEVENT-207: the server has no java:comp/TransactionSynchronizationRegistry: OnEvent needs a server with JTA",
                    missing);
        }
    }

    public TransactionSynchronizationRegistry registry() {
        return registry;
    }

    /**
     * Runs work in a transaction of its own and commits it; whatever is thrown rolls it back. Where another transaction
     * was in its way, which REPEATABLE READ reports as an error, it is run again.
     */
    public <T> T inOwn(int timeoutSeconds, Supplier<T> work) {
        return repeatedly(() -> inOwnOnce(timeoutSeconds, work));
    }

    /** Runs work, and again where another transaction was in its way. */
    public <T> T repeatedly(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (EventStoreException refused) {
                if (attempt == MOST_ATTEMPTS
                        || !(refused instanceof RepeatableException) && !SqlStates.isSerializationFailure(refused)) {
                    throw refused;
                }
            }
        }
    }

    private <T> T inOwnOnce(int timeoutSeconds, Supplier<T> work) {
        OwnTransaction own = begin(timeoutSeconds);
        T result;
        try {
            result = work.get();
        } catch (Throwable thrown) {
            own.rollback();
            throw thrown;
        }
        try {
            own.commit();
        } catch (RollbackException rolledBack) {
            throw new EventStoreException("the transaction was rolled back: " + rolledBack.getMessage(), rolledBack);
        } finally {
            // A commit that failed in an unforeseen way may have left it on the thread.
            own.rollback();
        }
        return result;
    }

    /**
     * Looks up what begins transactions once for all that will be begun on this thread, until {@link #forgetLookUp}.
     */
    public void lookUpOnce() {
        try {
            lookedUp.set(userTransaction());
        } catch (NamingException failed) {
            throw new EventStoreException("no transaction can be begun: " + failed, failed);
        }
    }

    /** The thread is going back to the server. */
    public void forgetLookUp() {
        lookedUp.remove();
    }

    private UserTransaction userTransaction() throws NamingException {
        UserTransaction found = lookedUp.get();
        return found != null ? found : InitialContext.doLookup("java:comp/UserTransaction");
    }

    /** Rolls back a transaction that a handler, which had none, has left on this thread; false if there is none. */
    public boolean rollbackLeftBehind() {
        if (registry.getTransactionStatus() == Status.STATUS_NO_TRANSACTION) {
            return false;
        }
        try {
            userTransaction().rollback();
        } catch (Throwable failed) {
            Log.rollbackFailed(failed);
        }
        return true;
    }

    /** Begins a transaction on this thread; one that a careless task has left here is rolled back first. */
    public OwnTransaction begin(int timeoutSeconds) {
        UserTransaction transaction;
        try {
            transaction = userTransaction();
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
            begin(transaction, timeoutSeconds);
        } catch (NamingException | SystemException | NotSupportedException | RuntimeException failed) {
            throw new EventStoreException("no transaction can be begun: " + failed, failed);
        }
        return new OwnTransaction(transaction, registry);
    }

    private static void begin(UserTransaction transaction, int timeoutSeconds)
            throws SystemException, NotSupportedException {
        try {
            transaction.setTransactionTimeout(timeoutSeconds);
            transaction.begin();
        } catch (RejectedExecutionException closing) {
            // Payara on its way down: what watches time-outs is closed before the applications are.
            transaction.setTransactionTimeout(0);
            transaction.begin();
        } finally {
            // The setting stays with the thread, which is not ours.
            transaction.setTransactionTimeout(0);
        }
    }
}
