package io.onevent.bench.app.jms;

import io.onevent.bench.app.Effect;
import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Payload;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Queue;
import jakarta.transaction.UserTransaction;
import javax.sql.DataSource;

/** One thread's sending, of persistent messages, which is what JMS sends by default. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class Messages {

    static final String QUEUE = "java:/jms/queue/bench";

    private static final int PER_TRANSACTION = 1_000;

    @Resource(lookup = "java:/JmsXA")
    private ConnectionFactory connections;

    @Resource(lookup = QUEUE)
    private Queue queue;

    @Resource(lookup = "java:app/jdbc/bench")
    private DataSource dataSource;

    @Resource
    private UserTransaction transaction;

    /** A row and a message per transaction. */
    public void sendWithRows(Pace pace) throws Exception {
        for (int number = pace.next(); number >= 0; number = pace.next()) {
            transaction.begin();
            Effect.insert(dataSource, Payload.PLAIN);
            try (var context = connections.createContext()) {
                context.createProducer().send(queue, Payload.PLAIN);
            }
            transaction.commit();
        }
    }

    /** Numbered messages, many per transaction. */
    public void store(int messages) throws Exception {
        for (int first = 0; first < messages; first += PER_TRANSACTION) {
            transaction.begin();
            try (var context = connections.createContext()) {
                var producer = context.createProducer();
                for (int number = first; number < Math.min(messages, first + PER_TRANSACTION); number++) {
                    producer.send(queue, Payload.numbered(number));
                }
            }
            transaction.commit();
        }
    }
}
