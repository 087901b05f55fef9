package io.onevent.bench;

import io.onevent.server.Ports;
import io.onevent.server.WildFlyJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A WildFly of its own base directory, as its configuration {@code standalone-full.xml} is shipped, with one application. */
final class WildFly implements AutoCloseable {

    /** By this name applications look up the data source of their contender. */
    static final String DATA_SOURCE = "java:jboss/datasources/bench";

    private static final String CONFIGURATION = "standalone-full.xml";

    /** Of the configuration, to which an offset is added for all ports. */
    private static final int HTTP_PORT = 8080;

    private static final Path HOME =
            Path.of(System.getProperty("server.home", "not said")).toAbsolutePath();

    private final String name;
    private final Path base;
    private final Path log;
    private final Path archive;
    private final int port = Ports.free();
    private ServerProcess process;

    private WildFly(String name, Path base, Path log, Path archive) {
        this.name = name;
        this.base = base;
        this.log = log;
        this.archive = archive;
    }

    /**
     * Lays one out, and starts it.
     *
     * @param archive to deploy
     * @param commands of the server's command line, beside those that each contender needs
     */
    static WildFly start(Path folder, String name, Path archive, List<String> commands) {
        if (!Files.exists(HOME)) {
            throw new IllegalStateException("There is no WildFly in " + HOME + ": -Dserver.home says where it is");
        }
        try {
            Path base = Folder.create(folder.resolve(name));
            Path log = folder.resolve(name + ".log");
            Files.deleteIfExists(log);
            io.onevent.server.Folder.copy(HOME.resolve("standalone/configuration"), base.resolve("configuration"));
            Path deployments = Files.createDirectory(base.resolve("deployments"));
            configure(base, commands);
            Files.copy(archive, deployments.resolve(archive.getFileName()));
            WildFly server = new WildFly(name, base, log, archive);
            server.start();
            return server;
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Sizes that the benchmark gives to every contender, and none that depend on the number of processors. */
    private static void configure(Path base, List<String> commands) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "embed-server --server-config=" + CONFIGURATION,
                "/subsystem=ee/managed-executor-service=default:write-attribute(name=core-threads,value=32)",
                "/subsystem=ejb3/strict-max-bean-instance-pool=mdb-strict-max-pool:write-attribute(name=derive-size,value=none)",
                "/subsystem=ejb3/strict-max-bean-instance-pool=mdb-strict-max-pool:write-attribute(name=max-pool-size,value="
                        + Contender.WORKERS + ")",
                "deploy postgresql.jar"));
        all.addAll(commands);
        Path script = Files.write(base.resolve("commands.cli"), all);
        Path output = base.resolve("commands.log");
        List<String> command = java(base);
        command.add("org.jboss.as.cli");
        command.add("--file=" + script);
        ProcessBuilder builder = new ProcessBuilder(command)
                // Where the driver is.
                .directory(HOME.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JBOSS_HOME", HOME.toString());
        try {
            if (builder.start().waitFor() != 0) {
                throw new IllegalStateException("The commands of " + script + " failed: " + Files.readString(output));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static List<String> java(Path base, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(WildFlyJvm.OPTIONS);
        command.addAll(List.of(
                "-Djboss.server.base.dir=" + base,
                "-jar",
                HOME.resolve("jboss-modules.jar").toString(),
                "-mp",
                HOME.resolve("modules").toString()));
        return command;
    }

    /** Starts it again on what it has left; returns at once. */
    void start() {
        List<String> command = java(
                base,
                "-Xmx512m",
                "-Dbench.workers=" + Contender.WORKERS,
                "-Dlogging.configuration="
                        + base.resolve("configuration/logging.properties").toUri());
        command.addAll(List.of(
                "org.jboss.as.standalone",
                "--server-config=" + CONFIGURATION,
                "-Djboss.home.dir=" + HOME,
                "-Djboss.server.base.dir=" + base,
                "-Djboss.tx.node.id=" + name,
                "-Djboss.socket.binding.port-offset=" + (port - HTTP_PORT)));
        String application = archive.getFileName().toString().replace(".war", "");
        process = ServerProcess.start(name, command, base, log, port, List.of(application));
    }

    ServerProcess process() {
        return process;
    }

    /** All that it has printed, before it was killed too. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
