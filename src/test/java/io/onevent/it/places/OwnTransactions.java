package io.onevent.it.places;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;

/** A bean that manages its own transactions. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class OwnTransactions {

    @Inject
    private Desk desk;

    @Resource
    private UserTransaction transaction;

    public void put(String place) throws Exception {
        transaction.begin();
        desk.put(place);
        transaction.commit();
    }
}
