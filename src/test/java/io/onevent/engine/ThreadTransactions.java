package io.onevent.engine;

import io.onevent.engine.Faults.Point;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Transactions of threads: each has at most one, with at most one resource, so that the commit is that of the resource. */
final class ThreadTransactions implements UserTransaction, TransactionSynchronizationRegistry {

    /** What is committed or rolled back with a transaction. */
    interface Resource {

        void commit() throws Exception;

        /** Throws nothing. */
        void rollback();
    }

    private static final class Transaction {

        private final Object key = new Object();
        private final long untilNanos;
        private final Map<Object, Object> resources = new HashMap<>();
        private final List<Synchronization> interposed = new ArrayList<>();
        private Resource resource;
        private int status = Status.STATUS_ACTIVE;

        private Transaction(int seconds) {
            untilNanos = System.nanoTime() + seconds * 1_000_000_000L;
        }

        private int status() {
            if (status == Status.STATUS_ACTIVE && System.nanoTime() - untilNanos > 0) {
                status = Status.STATUS_MARKED_ROLLBACK;
            }
            return status;
        }
    }

    private static final int DEFAULT_SECONDS = 300;

    private final ThreadLocal<Transaction> ofThread = new ThreadLocal<>();
    private final ThreadLocal<Integer> seconds = new ThreadLocal<>();
    private final Faults faults;

    ThreadTransactions(Faults faults) {
        this.faults = faults;
    }

    /** Whether the thread has a transaction that a resource can join. */
    boolean isActive() {
        return ofThread.get() != null;
    }

    /** The resource of the thread's transaction, or null. */
    Resource enlisted() {
        return ofThread.get().resource;
    }

    void enlist(Resource resource) {
        ofThread.get().resource = resource;
    }

    private interface Step {
        void run() throws Exception;
    }

    private void at(Point point, Step step) {
        faults.at(
                point,
                () -> {
                    step.run();
                    return null;
                },
                SystemException.class);
    }

    @Override
    public void begin() throws NotSupportedException, SystemException {
        at(Point.BEGIN, () -> {
            if (ofThread.get() != null) {
                throw new NotSupportedException("the thread has a transaction already");
            }
            int most = seconds.get() == null ? DEFAULT_SECONDS : seconds.get();
            ofThread.set(new Transaction(most));
        });
    }

    @Override
    public void commit() throws RollbackException, SystemException {
        at(Point.COMMIT, this::commitNow);
    }

    private void commitNow() throws Exception {
        Transaction transaction = present();
        try {
            if (transaction.status() == Status.STATUS_ACTIVE) {
                List.copyOf(transaction.interposed).forEach(Synchronization::beforeCompletion);
            }
        } catch (RuntimeException refused) {
            transaction.status = Status.STATUS_MARKED_ROLLBACK;
        }
        Exception refused = null;
        if (transaction.status() == Status.STATUS_ACTIVE) {
            try {
                if (transaction.resource != null) {
                    transaction.resource.commit();
                }
                end(transaction, Status.STATUS_COMMITTED);
                return;
            } catch (Exception failed) {
                refused = failed;
            }
        }
        rollBack(transaction);
        RollbackException rolledBack = new RollbackException("the transaction was rolled back");
        rolledBack.initCause(refused);
        throw rolledBack;
    }

    @Override
    public void rollback() throws SystemException {
        at(Point.ROLLBACK, () -> rollBack(present()));
    }

    /** As a server does with the transactions of a thread that is gone. */
    void rollBackLeftBehind() {
        Transaction left = ofThread.get();
        if (left != null) {
            rollBack(left);
        }
    }

    private void rollBack(Transaction transaction) {
        if (transaction.resource != null) {
            transaction.resource.rollback();
        }
        end(transaction, Status.STATUS_ROLLEDBACK);
    }

    private void end(Transaction transaction, int status) {
        transaction.status = status;
        ofThread.remove();
        transaction.interposed.forEach(synchronization -> synchronization.afterCompletion(status));
    }

    private Transaction present() {
        Transaction transaction = ofThread.get();
        if (transaction == null) {
            throw new IllegalStateException("the thread has no transaction");
        }
        return transaction;
    }

    private int statusNow() {
        Transaction transaction = ofThread.get();
        return transaction == null ? Status.STATUS_NO_TRANSACTION : transaction.status();
    }

    @Override
    public int getStatus() throws SystemException {
        return faults.at(Point.STATUS, this::statusNow, SystemException.class);
    }

    @Override
    public void setTransactionTimeout(int most) throws SystemException {
        at(Point.TIMEOUT, () -> seconds.set(most == 0 ? null : (Integer) most));
    }

    @Override
    public void setRollbackOnly() {
        present().status = Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public boolean getRollbackOnly() {
        return present().status() == Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public Object getTransactionKey() {
        return faults.at(
                Point.REGISTRY,
                () -> {
                    Transaction transaction = ofThread.get();
                    return transaction == null ? null : transaction.key;
                },
                RuntimeException.class);
    }

    @Override
    public int getTransactionStatus() {
        return faults.at(Point.REGISTRY, this::statusNow, RuntimeException.class);
    }

    @Override
    public void putResource(Object key, Object value) {
        present().resources.put(key, value);
    }

    @Override
    public Object getResource(Object key) {
        return present().resources.get(key);
    }

    @Override
    public void registerInterposedSynchronization(Synchronization synchronization) {
        present().interposed.add(synchronization);
    }
}
