package io.onevent.internal.store.tx;

import io.onevent.EventStoreException;
import io.onevent.internal.log.Log;
import io.onevent.internal.log.Thrown;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The one place where the library's own JTA transactions begin and end. A transaction is never left behind on a thread: the next
 * task, even one of another application, would fail with it.
 */
public final class Transactions {

    private static final int MOST_ATTEMPTS = 3;

    /**
     * The state, and the code of the vendor. PostgreSQL: 40001 serialisation failure, 40P01 deadlock, 55P03 lock not available, 57014
     * query cancelled (by our time-out), 57P0n server going down, 08nnn connection lost. H2: HYT00 lock time-out, 90131 concurrent
     * update, 57014 likewise. MariaDB: 40001 deadlock, 1020 row changed since the snapshot, 1205 lock time-out, 70100 query
     * cancelled or connection killed.
     */
    private static final String CONTENTION =
            "(40001|40P01|55P03|57014|57P0.|08...|HYT00|90131|70100)/.*|HY000/(1020|1205)";

    private static final String CONFLICT = "(40001|40P01|55P03|HYT00|90131)/.*|HY000/(1020|1205)";

    /** As PostgreSQL and MariaDB say it in English, where a server hands on nothing else of their exception. */
    private static final Pattern CONFLICT_WORDS = Pattern.compile(
            "(Exception|ERROR): .*("
                    + "could not serialize access due to|deadlock detected|could not obtain lock|Deadlock found|Record has changed since last read)");

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
     * Runs work in a transaction of its own and commits it; whatever is thrown rolls it back. Where another transaction was in
     * its way, which REPEATABLE READ reports as an error, it is run again.
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
                if (attempt == MOST_ATTEMPTS || !isSerializationFailure(refused)) {
                    throw refused;
                }
            }
        }
    }

    private <T> T inOwnOnce(int timeoutSeconds, Supplier<T> work) {
        Own own = begin(timeoutSeconds);
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

    /** Whether the database refused a statement only because of another transaction or of its own state. */
    public static boolean isContention(Throwable thrown) {
        return hasState(thrown, CONTENTION);
    }

    /**
     * Whether a transaction was rolled back only because another one was in its way, by a serialisation failure, a deadlock or a lock
     * that was not to be had: run again, it may pass. Payara tells of what a commit met by its words alone.
     */
    public static boolean isConflict(Throwable thrown) {
        return hasState(thrown, CONFLICT) || Thrown.all(thrown).stream().anyMatch(Transactions::saysConflict);
    }

    private static boolean saysConflict(Throwable thrown) {
        String words = thrown instanceof SQLException ? null : Thrown.words(thrown);
        return words != null && CONFLICT_WORDS.matcher(words).find();
    }

    /** Whether the same transaction, run again at once, is likely to pass: a serialisation failure or a deadlock. */
    public static boolean isSerializationFailure(Throwable thrown) {
        return hasState(thrown, "40.*|90131/.*|HY000/1020");
    }

    /** Whether the same values will be refused again: data exceptions and violated constraints. */
    public static boolean isRefusalOfData(Throwable thrown) {
        return hasState(thrown, "2[23].*");
    }

    /** What kind of failure it is: its innermost class, and the state that the database gives. */
    public static String kindOf(Throwable thrown) {
        List<Throwable> chain = Thrown.chain(thrown);
        String kind = chain.get(chain.size() - 1).getClass().getName();
        for (Throwable cause : chain) {
            if (cause instanceof SQLException refused && refused.getSQLState() != null) {
                return kind + " " + refused.getSQLState();
            }
        }
        return kind;
    }

    private static boolean hasState(Throwable thrown, String pattern) {
        for (Throwable cause : Thrown.all(thrown)) {
            if (cause instanceof SQLException refused
                    && refused.getSQLState() != null
                    && (refused.getSQLState() + "/" + refused.getErrorCode()).matches(pattern)) {
                return true;
            }
        }
        return false;
    }

    /** Looks up what begins transactions once for all that will be begun on this thread, until {@link #forgetLookUp}. */
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
    public Own begin(int timeoutSeconds) {
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
        return new Own(transaction, registry.getTransactionKey());
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

    /** A transaction that this library has begun on the current thread. */
    public final class Own {

        private final UserTransaction transaction;
        private final Object key;

        private Own(UserTransaction transaction, Object key) {
            this.transaction = transaction;
            this.key = key;
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
}
