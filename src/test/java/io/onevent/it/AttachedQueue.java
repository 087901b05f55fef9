package io.onevent.it;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The MBean of the queue on a server, as jconsole reaches it on the same machine. */
record AttachedQueue(JMXConnector connector, MBeanServerConnection connection, ObjectName name)
        implements AutoCloseable {

    static AttachedQueue of(Server server) throws Exception {
        JMXConnector connector;
        VirtualMachine process = VirtualMachine.attach(String.valueOf(server.pid()));
        try {
            connector = JMXConnectorFactory.connect(new JMXServiceURL(process.startLocalManagementAgent()));
        } finally {
            process.detach();
        }
        MBeanServerConnection connection = connector.getMBeanServerConnection();
        ObjectName name = connection.queryNames(new ObjectName("io.onevent:type=EventQueue,*"), null).stream()
                .findFirst()
                .orElseThrow();
        return new AttachedQueue(connector, connection, name);
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
