package io.onevent.bench;

import io.onevent.server.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The database server that all contenders use: durable, which the one for the tests is not. */
final class Postgres implements AutoCloseable {

    private static final Map<String, String> SETTINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put("fsync", "on");
        SETTINGS.put("synchronous_commit", "on");
        SETTINGS.put("full_page_writes", "on");
        SETTINGS.put("shared_buffers", "512MB");
        SETTINGS.put("max_connections", "400");
        // For XA.
        SETTINGS.put("max_prepared_transactions", "64");
    }

    private final EmbeddedPostgres server;
    private final Path folder;
    private final BenchDatabase main;

    private Postgres(EmbeddedPostgres server, Path folder) {
        this.server = server;
        this.folder = folder;
        this.main = new BenchDatabase("postgres", server.getPort());
    }

    /** Starts a server with nothing in it. */
    static Postgres start(Path folder) {
        try {
            Folder.create(folder);
            var builder = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setPort(Ports.free())
                    .setCleanDataDirectory(true)
                    .setConnectConfig("connectTimeout", "10")
                    .setServerConfig("logging_collector", "on")
                    .setServerConfig("log_directory", StatementLog.FOLDER)
                    .setServerConfig("log_filename", StatementLog.FILE)
                    .setServerConfig("log_rotation_age", "0")
                    .setServerConfig("log_rotation_size", "0")
                    .setPGStartupWait(Duration.ofMinutes(1));
            SETTINGS.forEach(builder::setServerConfig);
            Postgres postgres = new Postgres(builder.start(), folder);
            postgres.checkSettings();
            return postgres;
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** A figure measured with other settings than it says would be worse than none. */
    private void checkSettings() {
        SETTINGS.forEach((setting, value) -> {
            String present = main.queryText("SELECT current_setting('" + setting + "')");
            if (!present.equals(value)) {
                throw new IllegalStateException(setting + " is " + present + " instead of " + value);
            }
        });
    }

    BenchDatabase newDatabase(String name) {
        main.execute("CREATE DATABASE " + name + " TEMPLATE template0");
        BenchDatabase database = new BenchDatabase(name, server.getPort());
        database.createEffectTable();
        return database;
    }

    /** The first one and all that it has started. */
    List<Long> processes() {
        try {
            long first = Long.parseLong(
                    Files.readAllLines(folder.resolve("postmaster.pid")).get(0).strip());
            return ProcessHandle.of(first).stream()
                    .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
                    .map(ProcessHandle::pid)
                    .toList();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    StatementLog statementLog() {
        return new StatementLog(main, folder);
    }

    @Override
    public void close() {
        main.close();
        try {
            server.close();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
