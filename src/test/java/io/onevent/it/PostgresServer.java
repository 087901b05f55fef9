package io.onevent.it;

import io.onevent.server.Folder;
import io.onevent.server.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

final class PostgresServer implements DatabaseServer {

    private static final Path FOLDER =
            Folder.ofFork("postgres-" + ProcessHandle.current().pid());

    private EmbeddedPostgres server;
    private final int port = Ports.free();

    @Override
    public void start() {
        try {
            var builder = EmbeddedPostgres.builder()
                    .setDataDirectory(FOLDER)
                    .setPort(port)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setServerConfig("track_commit_timestamp", "on")
                    .setServerConfig("max_prepared_transactions", "50")
                    .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                    .setConnectConfig("connectTimeout", "10")
                    .setPGStartupWait(Duration.ofMinutes(1));
            Folder.create(FOLDER);
            server = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete() {
        stop();
        Folder.delete(FOLDER);
    }

    @Override
    public void create(String name) {
        copy(name, "template0");
    }

    @Override
    public boolean copy(String name, String template) {
        new Database(DatabaseProduct.POSTGRESQL, "postgres", url("postgres"))
                .execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        return true;
    }

    @Override
    public String url(String name) {
        return "jdbc:postgresql://localhost:" + port + "/" + name + "?connectTimeout=10";
    }
}
