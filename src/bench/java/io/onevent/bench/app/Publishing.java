package io.onevent.bench.app;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.Collections;
import java.util.UUID;
import javax.sql.DataSource;

/** One thread's publishing. An EJB, because Payara confuses the connections of threads that share a component. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class Publishing {

    @Inject
    private EventPublisher publisher;

    @Inject
    private Latencies latencies;

    @Resource(lookup = "java:app/jdbc/bench")
    private DataSource dataSource;

    @Resource
    private UserTransaction transaction;

    @Resource
    private TransactionSynchronizationRegistry registry;

    /** One event per transaction. */
    public void publishOnes(String name, Pace pace) throws Exception {
        for (int number = pace.next(); number >= 0; number = pace.next()) {
            transaction.begin();
            publisher.publish(name, Payload.PLAIN);
            transaction.commit();
        }
    }

    /** One event per transaction, each with a key that no other has. */
    public void publishKeyed(String name, Pace pace) throws Exception {
        String unique = UUID.randomUUID().toString();
        for (int number = pace.next(); number >= 0; number = pace.next()) {
            NewEvent event = NewEvent.named(name).payload(Payload.PLAIN).key(unique + "-" + number);
            transaction.begin();
            publisher.publish(event);
            transaction.commit();
        }
    }

    /** One event per transaction, with a row of the publisher's own. */
    public void publishWithRows(String name, Pace pace) throws Exception {
        for (int number = pace.next(); number >= 0; number = pace.next()) {
            transaction.begin();
            Effect.insert(dataSource, Payload.PLAIN);
            publisher.publish(name, Payload.PLAIN);
            transaction.commit();
        }
    }

    /** Many events per transaction. */
    public void publishMany(String name, Pace transactions, int perTransaction) throws Exception {
        var events = Collections.nCopies(perTransaction, NewEvent.named(name).payload(Payload.PLAIN));
        for (int number = transactions.next(); number >= 0; number = transactions.next()) {
            transaction.begin();
            publisher.publishAll(events);
            transaction.commit();
        }
    }

    /** One event per transaction, whose commit is timed. */
    public void publishTimed(String name, Pace pace) throws Exception {
        for (int number = pace.next(); number >= 0; number = pace.next()) {
            transaction.begin();
            // Before the library registers its own: the time is taken before anybody is woken.
            registry.registerInterposedSynchronization(new Commit(number));
            publisher.publish(name, Payload.numbered(number));
            transaction.commit();
        }
    }

    private final class Commit implements Synchronization {

        private final int number;

        private Commit(int number) {
            this.number = number;
        }

        @Override
        public void beforeCompletion() {
            // Nothing to time yet.
        }

        @Override
        public void afterCompletion(int status) {
            latencies.committed(number);
        }
    }
}
