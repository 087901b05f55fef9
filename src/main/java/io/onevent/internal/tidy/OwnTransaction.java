package io.onevent.internal.tidy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.function.Supplier;

/**
 * A transaction for callers that have none. An interceptor begins it and not a UserTransaction, which an EJB with
 * container-managed transactions is not allowed to look up.
 */
@ApplicationScoped
public class OwnTransaction {

    @Transactional(Transactional.TxType.REQUIRED)
    public <T> T get(Supplier<T> work) {
        return work.get();
    }
}
