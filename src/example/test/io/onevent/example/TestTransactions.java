package io.onevent.example;

import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** Those of Narayana, which is among the libraries of the tests. */
final class TestTransactions {

    private TestTransactions() {}

    static TransactionManager manager() {
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    static TransactionSynchronizationRegistry registry() {
        return new TransactionSynchronizationRegistryImple();
    }
}
