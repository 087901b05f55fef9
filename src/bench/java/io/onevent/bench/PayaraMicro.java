package io.onevent.bench;

import io.onevent.server.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How Payara Micro is started. */
final class PayaraMicro {

    private PayaraMicro() {}

    /** The folder of a process without what an earlier one may have left. */
    static Path newRoot(Path folder, String name) {
        return Folder.create(folder.resolve(name));
    }

    /**
     * Starts a process and returns at once.
     *
     * @param root its {@linkplain #newRoot folder}
     * @param archives to deploy; their names without {@code .war} are their context roots
     * @param options of the JVM
     * @param arguments of the server
     */
    static ServerProcess start(Path root, List<Path> archives, List<String> options, List<String> arguments) {
        String name = root.getFileName().toString();
        Path log = root.resolveSibling(name + ".log");
        int port = Ports.free();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + temporary(root, log),
                "-Dbench.workers=" + Contender.WORKERS));
        command.addAll(options);
        command.addAll(List.of(
                "-jar",
                server().toString(),
                "--nohazelcast",
                "--disablephonehome",
                "--port",
                String.valueOf(port),
                "--rootdir",
                root.resolve("root").toString(),
                "--addlibs",
                beside("postgresql.jar").toString()));
        command.addAll(arguments);
        List<String> applications = new ArrayList<>();
        for (Path archive : archives) {
            command.addAll(List.of("--deploy", archive.toString()));
            applications.add(archive.getFileName().toString().replace(".war", ""));
        }
        return ServerProcess.start(name, command, root, log, port, applications);
    }

    private static Path server() {
        return Path.of(System.getProperty("payara.microJar")).toAbsolutePath();
    }

    /** A JAR that was fetched with the server. */
    static File beside(String jar) {
        return server().resolveSibling(jar).toFile();
    }

    private static Path temporary(Path root, Path log) {
        try {
            Files.deleteIfExists(log);
            return Files.createDirectories(root.resolve("tmp"));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
