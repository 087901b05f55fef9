package io.onevent.it;

import io.onevent.server.Ports;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.h2.tools.Server;

/** Databases in the memory of this JVM, which other processes reach over TCP. */
final class H2Server implements DatabaseServer {

    private final int port = Ports.free();
    private Server server;

    @Override
    public void start() {
        try {
            server = Server.createTcpServer("-tcpPort", String.valueOf(port)).start();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public void delete() {
        stop();
    }

    @Override
    public void create(String name) {
        String user = DatabaseProduct.H2.user();
        try {
            DriverManager.getConnection("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", user, user)
                    .close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String url(String name) {
        return "jdbc:h2:tcp://localhost:" + port + "/mem:" + name;
    }
}
