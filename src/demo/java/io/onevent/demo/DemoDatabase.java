package io.onevent.demo;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.tools.Server;

/**
 * The demo's database: H2 in this process, which the instances reach over TCP. So it outlives whichever of them is
 * killed, as a database server would. Its files stay, so waiting events outlive a restart of the demo.
 */
final class DemoDatabase implements AutoCloseable {

    private final Server server;
    private final String url;

    private DemoDatabase(Server server, String url) {
        this.server = server;
        this.url = url;
    }

    /** Listens on the loopback address alone, and only to those who know a name that is made up at each start. */
    static DemoDatabase start(Path directory) {
        if (System.getProperty("h2.bindAddress") == null) {
            System.setProperty("h2.bindAddress", "127.0.0.1");
        }
        String alias = "demo-" + UUID.randomUUID();
        try {
            Server server = Server.createTcpServer(
                            "-tcpPort",
                            "0",
                            "-tcpDaemon",
                            "-ifNotExists",
                            "-key",
                            alias,
                            directory.resolve("demo").toString())
                    .start();
            // This process ends only after the instances, which write until then.
            return new DemoDatabase(
                    server, "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/" + alias + ";DB_CLOSE_ON_EXIT=FALSE");
        } catch (SQLException refused) {
            throw new DemoFailedException("The database does not start: " + refused.getMessage());
        }
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        server.stop();
    }
}
