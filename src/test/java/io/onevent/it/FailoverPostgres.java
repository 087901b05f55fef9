package io.onevent.it;

import static org.awaitility.Awaitility.await;

import io.onevent.server.Folder;
import io.onevent.server.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Two PostgreSQL servers of the distribution, one of which is the standby of the other one. Each has its own port, whatever it is, so that
 * a failover changes nothing in the URL, which names both. It can be done again and again: the former primary becomes the next standby.
 */
final class FailoverPostgres implements AutoCloseable {

    /** How a primary is lost. */
    enum Loss {
        /** Its processes are killed, and its host says so: connections are reset, new ones refused. */
        DEAD,
        /** Its host vanishes without a word. */
        SILENT
    }

    private static final Path FOLDER =
            Folder.ofFork("failover-" + ProcessHandle.current().pid());
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static int made;

    private final Path programs = Installed.postgres();
    private final boolean synchronous;
    private final Path folder = Folder.create(FOLDER.resolve(String.valueOf(++made)));
    private final List<Node> nodes = List.of(new Node("a"), new Node("b"));
    /** Between a primary and its standby. */
    private final Proxy line = new Proxy(nodes.get(0).port);

    private Node primary = nodes.get(0);
    private Node standby = nodes.get(1);

    private final class Node {

        private final String name;
        private final Path data;
        private final Path log;
        private final int port = Ports.free();
        private Daemon server;

        Node(String name) {
            this.name = name;
            data = folder.resolve(name);
            log = Path.of(FOLDER + "-" + made + name + ".log");
        }

        void start() {
            List<String> command = new ArrayList<>(Daemon.unprivileged(program("postgres"), "-D", data.toString()));
            for (String setting : List.of(
                    "port=" + port,
                    "listen_addresses=localhost",
                    "unix_socket_directories=",
                    "track_commit_timestamp=on",
                    "shared_buffers=64MB",
                    "wal_keep_size=512MB",
                    "log_checkpoints=off",
                    // What a process has written outlives it; only the machine's end would not be survived.
                    "fsync=off")) {
                command.addAll(List.of("-c", setting));
            }
            server = Daemon.start(log, command);
            server.awaitAnswer(administration(), "SELECT 1", "1");
        }

        Database database(String database) {
            return new Database(
                    DatabaseProduct.POSTGRESQL,
                    database,
                    "jdbc:postgresql://localhost:" + port + "/" + database + "?connectTimeout=10&socketTimeout=60");
        }

        Database administration() {
            return database("postgres");
        }

        void end() {
            if (server != null) {
                server.close();
                server = null;
            }
        }
    }

    /** @param synchronous whether a commit waits until the standby has it too */
    FailoverPostgres(boolean synchronous) {
        this.synchronous = synchronous;
        Daemon.run(
                primary.log,
                Daemon.unprivileged(
                        program("initdb"),
                        "-D",
                        primary.data.toString(),
                        "-U",
                        "postgres",
                        "-A",
                        "trust",
                        "--no-sync"));
        primary.start();
        standBy();
    }

    private String program(String name) {
        return programs.resolve(name).toString();
    }

    /** Makes the node that is no primary its standby; returns when that keeps up. */
    private void standBy() {
        line.leadTo(primary.port);
        line.arriving(Proxy.State.OPEN);
        Folder.delete(standby.data);
        Daemon.run(
                standby.log,
                Daemon.unprivileged(
                        program("pg_basebackup"),
                        "--pgdata=" + standby.data,
                        "--host=localhost",
                        "--port=" + primary.port,
                        "--username=postgres",
                        "--checkpoint=fast",
                        "--no-sync"));
        try {
            Files.createFile(standby.data.resolve("standby.signal"));
            // A commit waits for a way to its standby that is as short as can be; the proxy would add to it.
            int port = synchronous ? primary.port : line.port();
            Files.writeString(
                    standby.data.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=localhost port=" + port + " user=postgres'\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        standby.start();
        if (synchronous) {
            primary.administration().execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
            primary.administration().execute("SELECT pg_reload_conf()");
        }
        String state = synchronous ? "sync" : "async";
        await("the standby keeps up")
                .atMost(LIMIT)
                .until(() -> primary.administration()
                                .queryLong("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
                                        + " AND sync_state = '" + state + "'")
                        == 1);
    }

    /** By a URL that names both, for those who want the one that is written to. */
    Database onEither(String database) {
        return new Database(
                DatabaseProduct.POSTGRESQL,
                database,
                "jdbc:postgresql://localhost:" + nodes.get(0).port + ",localhost:" + nodes.get(1).port + "/" + database
                        + "?targetServerType=primary");
    }

    /** On the primary of now. */
    Database database(String name) {
        return primary.database(name);
    }

    /** Waits until the standby has all that the primary had written at this position. */
    void awaitStandbyHas(String position) {
        await("the standby has what it should").atMost(LIMIT).until(() -> standby.administration()
                .queryOne("SELECT pg_last_wal_replay_lsn() >= '" + position + "'")
                .equals("t"));
    }

    /** The standby hears of nothing more. */
    void lagBehind() {
        line.existing(Proxy.State.SILENT);
    }

    /** The primary is lost. */
    void lose(Loss loss) {
        if (loss == Loss.DEAD) {
            primary.end();
        } else {
            primary.server.freeze();
        }
    }

    /** Makes the standby the primary, and returns the time by its clock when it was that. */
    Instant promote() {
        standby.administration().execute("SELECT pg_promote(true, 60)");
        Node lost = primary;
        primary = standby;
        standby = lost;
        DatabaseProduct product = DatabaseProduct.POSTGRESQL;
        return primary.administration().queryInstant(product.clock());
    }

    /** Makes what was lost the standby of what was promoted. */
    void rebuild() {
        // It stands still, or is dead; whoever promotes sees to it that it never again takes itself for a primary.
        standby.end();
        line.cut();
        standBy();
    }

    @Override
    public void close() {
        nodes.forEach(Node::end);
        line.close();
        Folder.delete(FOLDER);
    }

    @Override
    public String toString() {
        return "primary " + primary.name + " (" + primary.log + "), other " + standby.name + " (" + standby.log + ")";
    }
}
