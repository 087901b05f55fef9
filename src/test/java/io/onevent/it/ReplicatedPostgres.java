package io.onevent.it;

import static org.awaitility.Awaitility.await;

import io.onevent.server.Folder;
import io.onevent.server.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;

/** A PostgreSQL whose commits wait until its standby has them too. */
final class ReplicatedPostgres implements AutoCloseable {

    private static final Path FOLDER =
            Folder.ofFork("replicated-" + ProcessHandle.current().pid());

    private static int made;

    private final Path folder = FOLDER.resolve(String.valueOf(++made));
    private EmbeddedPostgres primary;
    private EmbeddedPostgres standby;

    ReplicatedPostgres() {
        try {
            Path data = Folder.create(folder.resolve("primary"));
            primary = start(data, "on");
            // The binaries have no pg_basebackup; a copy of a server that is stopped is as good.
            primary.close();
            Path copy = folder.resolve("standby");
            copy(data, copy);
            primary = start(data, "on");
            Files.createFile(copy.resolve("standby.signal"));
            Files.writeString(
                    copy.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=" + primary.getPort() + " user=postgres'\n");
            standby = start(copy, "off");
            database(primary, "postgres").execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
            database(primary, "postgres").execute("SELECT pg_reload_conf()");
            await("the standby keeps up")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> database(primary, "postgres")
                                    .queryLong("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
                            == 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres start(Path data, String synchronous) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setPort(Ports.free())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setServerConfig("synchronous_commit", synchronous)
                .setServerConfig("track_commit_timestamp", "on")
                .setServerConfig("hot_standby", "on")
                .setConnectConfig("connectTimeout", "10")
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file :
                    files.filter(each -> !each.endsWith("postmaster.pid")).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** On the primary. */
    Database database(String name) {
        return database(primary, name);
    }

    /** The same on what was the standby. */
    Database onStandby(String name) {
        return database(standby, name);
    }

    private static Database database(EmbeddedPostgres server, String name) {
        return new Database(
                DatabaseProduct.POSTGRESQL,
                name,
                "jdbc:postgresql://localhost:" + server.getPort() + "/" + name + "?connectTimeout=10");
    }

    /** Ends the primary as it is, and makes the standby the one that is written to. */
    void failOver() {
        try {
            primary.close();
            primary = null;
            onStandby("postgres").execute("SELECT pg_promote(true, 60)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (standby != null) {
                standby.close();
            }
            if (primary != null) {
                primary.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folder.delete(folder);
        }
    }
}
