package io.onevent.it;

import io.onevent.server.Folder;
import io.onevent.server.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The PgBouncer of the distribution in transaction mode before a PostgreSQL, and what docs/databases.md asks for. */
final class PgBouncer implements AutoCloseable {

    private static final Path FOLDER =
            Folder.ofFork("pgbouncer-" + ProcessHandle.current().pid());

    private static final Path LOG = Path.of(FOLDER + ".log");

    /** What is asked of the driver, and an option that only the configuration of the pooler lets through. */
    private static final String OPTIONS =
            "&prepareThreshold=0&options=-c%20idle_in_transaction_session_timeout%3D120000";

    private static final String CONFIGURATION =
            """
            [databases]
            * = host=localhost port=%d
            [pgbouncer]
            listen_addr = localhost
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            auth_file = %s
            pool_mode = transaction
            ignore_startup_parameters = options
            """;

    private static volatile PgBouncer running;

    private final int target;
    private final int port = Ports.free();
    private final Daemon server;

    private PgBouncer(int target) {
        this.target = target;
        Path program = Installed.program("pgbouncer", "pgbouncer");
        Folder.create(FOLDER);
        try {
            Path users = Files.writeString(FOLDER.resolve("users.txt"), "\"postgres\" \"postgres\"\n");
            Path configuration =
                    Files.writeString(FOLDER.resolve("pgbouncer.ini"), CONFIGURATION.formatted(target, port, users));
            server = Daemon.start(LOG, Daemon.unprivileged(program.toString(), configuration.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.awaitAnswer(database("postgres"), "SELECT 1", "1");
    }

    /** Before the server that listens there. Until it is closed the tests of this JVM that ask for it reach that by it. */
    static PgBouncer before(int port) {
        running = new PgBouncer(port);
        return running;
    }

    /** A database by way of the one that runs; itself if none does. */
    static Database before(Database database) {
        PgBouncer pooler = running;
        return pooler != null && database.inServer().port() == pooler.target
                ? pooler.database(database.name())
                : database;
    }

    private Database database(String name) {
        return new Database(
                DatabaseProduct.POSTGRESQL,
                name,
                "jdbc:postgresql://localhost:" + port + "/" + name + "?connectTimeout=10" + OPTIONS);
    }

    /** How often somebody has connected to a database whose name begins so. */
    long logins(String prefix) {
        try (var lines = Files.lines(LOG)) {
            return lines.filter(line -> line.contains("login attempt: db=" + prefix))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        running = null;
        server.close();
        Folder.delete(FOLDER);
    }
}
