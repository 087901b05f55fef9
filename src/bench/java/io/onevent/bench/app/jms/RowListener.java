package io.onevent.bench.app.jms;

import io.onevent.bench.app.Effect;
import io.onevent.bench.app.Tally;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Inserts a row in the transaction that takes the message, as the handler of OnEvent does in that of the event. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = Messages.QUEUE),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "8")
        })
public class RowListener implements MessageListener {

    @Inject
    private Tally tally;

    @Resource(lookup = "java:app/jdbc/bench")
    private DataSource dataSource;

    @Override
    public void onMessage(Message message) {
        tally.started();
        try {
            Effect.insert(dataSource, message.getBody(String.class));
        } catch (SQLException | JMSException failed) {
            throw new EJBException(failed);
        }
        tally.ended();
    }
}
