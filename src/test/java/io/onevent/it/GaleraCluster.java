package io.onevent.it;

import io.onevent.server.Folder;
import io.onevent.server.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Two nodes of the MariaDB of the distribution, each of which can be written to. */
final class GaleraCluster implements AutoCloseable {

    private static final Path FOLDER =
            Folder.ofFork("galera-" + ProcessHandle.current().pid());

    private final Path server = Installed.program("mariadbd", "mariadb-server");
    private final Path provider = Installed.galera();
    private final Path folder = Folder.create(FOLDER);
    private final List<Node> nodes =
            IntStream.range(0, 2).mapToObj(index -> new Node("node" + index)).toList();

    private final class Node {

        private final String name;
        private final Path data;
        private final Path log;
        private final int port = Ports.free();
        private final int replication = Ports.free();
        private final int increments = Ports.free();
        private final int copies = Ports.free();
        private Daemon daemon;

        Node(String name) {
            this.name = name;
            data = Folder.create(folder.resolve(name));
            log = Path.of(FOLDER + "-" + name + ".log");
        }

        void start(String cluster) {
            List<String> command = new ArrayList<>(Daemon.unprivileged(server.toString(), "--no-defaults"));
            command.addAll(List.of(
                    "--datadir=" + data,
                    "--port=" + port,
                    "--bind-address=127.0.0.1",
                    "--socket=" + folder.resolve(name + ".sock"),
                    "--pid-file=" + folder.resolve(name + ".pid"),
                    "--init-file=" + folder.resolve("user.sql"),
                    "--skip-name-resolve",
                    "--binlog-format=ROW",
                    "--innodb-autoinc-lock-mode=2",
                    "--innodb-buffer-pool-size=64M",
                    "--innodb-flush-log-at-trx-commit=2",
                    "--max-connections=200",
                    "--wsrep-on=ON",
                    "--wsrep-provider=" + provider,
                    "--wsrep-cluster-name=" + FOLDER.getFileName(),
                    "--wsrep-cluster-address=gcomm://" + cluster,
                    "--wsrep-node-name=" + name,
                    "--wsrep-node-address=127.0.0.1:" + replication,
                    "--wsrep-sst-method=rsync",
                    "--wsrep-sst-receive-address=127.0.0.1:" + copies,
                    "--wsrep-provider-options=gcache.size=64M;gmcast.listen_addr=tcp://127.0.0.1:" + replication
                            + ";ist.recv_addr=127.0.0.1:" + increments));
            daemon = Daemon.start(log, command);
        }

        Database database(String database) {
            return new Database(
                    DatabaseProduct.MARIADB,
                    database,
                    "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?connectTimeout=10000&socketTimeout=60000");
        }
    }

    GaleraCluster() {
        String user = DatabaseProduct.MARIADB.user();
        try {
            Files.writeString(
                    folder.resolve("user.sql"),
                    "CREATE USER IF NOT EXISTS %s IDENTIFIED BY '%s';\nGRANT ALL ON *.* TO %s WITH GRANT OPTION;\n"
                            .formatted(user, user, user));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Node first = nodes.get(0);
        Daemon.run(
                first.log,
                Daemon.unprivileged(
                        Installed.program("mariadb-install-db", "mariadb-server")
                                .toString(),
                        "--no-defaults",
                        "--datadir=" + first.data,
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db"));
        String cluster = "";
        for (Node node : nodes) {
            node.start(cluster);
            cluster = "127.0.0.1:" + first.replication;
            node.daemon.awaitAnswer(
                    node.database(""),
                    "SELECT variable_value FROM information_schema.global_status"
                            + " WHERE variable_name = 'wsrep_local_state_comment'",
                    "Synced");
        }
    }

    /** A database of all nodes, by way of one of them: 0 or 1. */
    Database on(int node, String database) {
        return nodes.get(node).database(database);
    }

    @Override
    public void close() {
        nodes.stream().map(node -> node.daemon).filter(daemon -> daemon != null).forEach(Daemon::close);
        Folder.delete(folder);
    }

    @Override
    public String toString() {
        return nodes.stream().map(node -> node.log.toString()).collect(Collectors.joining(", "));
    }
}
