package io.onevent.bench.app.peer;

import com.github.jonasrutishauser.transactional.event.api.EventPublisher;
import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Payload;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;

/** One thread's publishing. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class Texts {

    @Inject
    private EventPublisher publisher;

    @Resource
    private UserTransaction transaction;

    /** So many events per transaction. */
    public void publish(Pace transactions, int perTransaction) throws Exception {
        for (int number = transactions.next(); number >= 0; number = transactions.next()) {
            transaction.begin();
            for (int event = 0; event < perTransaction; event++) {
                publisher.publish(new Text(Payload.PLAIN));
            }
            transaction.commit();
        }
    }
}
