package io.onevent.internal.drain;

import io.onevent.internal.store.WithoutTransaction;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.util.function.Supplier;

/**
 * A bean that manages its own transactions: so the server suspends the caller's meanwhile, and lets it begin others,
 * which it does not in a bean that has the server's.
 */
@Stateless
@Local(WithoutTransaction.class)
@TransactionManagement(TransactionManagementType.BEAN)
public class SuspendingBean implements WithoutTransaction {

    /** An exception that left this method would come out as another one. */
    @Override
    public <T> Supplier<T> call(Supplier<T> work) {
        try {
            T value = work.get();
            return () -> value;
        } catch (RuntimeException | Error failed) {
            return () -> {
                throw failed;
            };
        }
    }
}
