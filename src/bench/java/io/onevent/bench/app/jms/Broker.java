package io.onevent.bench.app.jms;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The broker of WildFly, by the server's own management. */
final class Broker {

    private static final String SERVER = "jboss.as:subsystem=messaging-activemq,server=default";
    private static final String QUEUE = SERVER + ",jms-queue=bench";

    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

    private Broker() {}

    /** Nothing is delivered until {@link #resume}, or the next start of the server. */
    static void pause() throws JMException {
        BEANS.invoke(new ObjectName(QUEUE), "pause", new Object[0], new String[0]);
    }

    static void resume() throws JMException {
        BEANS.invoke(new ObjectName(QUEUE), "resume", new Object[0], new String[0]);
    }

    static void clear() throws JMException {
        BEANS.invoke(
                new ObjectName(QUEUE), "removeMessages", new Object[] {null}, new String[] {String.class.getName()});
    }

    /** Those that are being handled too. */
    static long messages() throws JMException {
        return ((Number) BEANS.getAttribute(new ObjectName(QUEUE), "messageCount")).longValue();
    }

    /** How many transactions wait for the coordinator's word; their messages are not among those that are counted. */
    static int prepared() throws JMException {
        Object[] transactions = (Object[])
                BEANS.invoke(new ObjectName(SERVER), "listPreparedTransactions", new Object[0], new String[0]);
        return transactions.length;
    }
}
