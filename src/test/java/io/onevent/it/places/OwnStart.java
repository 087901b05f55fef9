package io.onevent.it.places;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;

/** Publishes while the application starts, in a transaction of its own. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class OwnStart {

    @Inject
    private Desk desk;

    @Resource
    private UserTransaction transaction;

    @PostConstruct
    void start() {
        try {
            transaction.begin();
            desk.put("startup.bmt");
            transaction.commit();
        } catch (NotSupportedException
                | SystemException
                | RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
