package io.onevent.it.participants;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Knows the server's transaction manager, as a library of persistence does. */
@ApplicationScoped
public class ManagerParticipant {

    @Inject
    private Deeds deeds;

    @OnEvent("transaction.manager")
    void register(StoredEvent event) throws NamingException, SystemException, RollbackException {
        manager().getTransaction().registerSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                deeds.write(event.id(), "transaction.manager");
            }

            @Override
            public void afterCompletion(int status) {}
        });
        Deeds.spoil(event);
    }

    private static TransactionManager manager() throws NamingException {
        try {
            return InitialContext.doLookup("java:appserver/TransactionManager");
        } catch (NamingException otherServer) {
            return InitialContext.doLookup("java:jboss/TransactionManager");
        }
    }
}
