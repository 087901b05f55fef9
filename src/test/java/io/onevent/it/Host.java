package io.onevent.it;

import static org.awaitility.Awaitility.await;

import io.onevent.it.host.MicroHost;
import io.onevent.server.Folder;
import io.onevent.server.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;

/** A Payara Micro process that lives on while applications come and go, and tells what they leave behind. */
final class Host implements AutoCloseable {

    /**
     * A thread keeps the class loader of whoever had it started for as long as it lives, and an idle one lives for five minutes
     * by default: no test should wait for that.
     */
    private static final String IDLE_THREADS_END_SOON =
            "set resources.managed-executor-service.concurrent/__defaultManagedExecutorService.keep-alive-seconds=5\n";

    private static final Path FOLDER = Folder.ofFork("hosts");
    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path root;
    private final Path log;
    private final Process process;
    private final int requestPort;
    private final int httpPort;
    private final Thread killer;

    Host(String name) {
        try {
            root = FOLDER.resolve(name);
            log = FOLDER.resolve(name + ".log");
            Path temporary = Folder.create(root.resolve("tmp"));
            requestPort = Ports.free();
            httpPort = Ports.free();
            process = new ProcessBuilder(command(name, temporary))
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(log.toFile())
                    .start();
            killer = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(killer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(String name, Path temporary) throws IOException {
        Path micro = Path.of(System.getProperty("payara.microJar"));
        Path host = root.resolve("host.jar");
        ShrinkWrap.create(JavaArchive.class)
                .addClass(MicroHost.class)
                .as(ZipExporter.class)
                .exportTo(host.toFile(), true);
        Path commands = Files.writeString(root.resolve("postboot.txt"), IDLE_THREADS_END_SOON);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // What is only softly reachable would be left or not as the heap's size has it.
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-Djava.io.tmpdir=" + temporary,
                "-Dtest.server=" + name));
        try (JarFile jar = new JarFile(micro.toFile())) {
            var manifest = jar.getManifest().getMainAttributes();
            for (String open : manifest.getValue("Add-Opens").split(" ")) {
                command.add("--add-opens=" + open + "=ALL-UNNAMED");
            }
            for (String export : manifest.getValue("Add-Exports").split(" ")) {
                command.add("--add-exports=" + export + "=ALL-UNNAMED");
            }
        }
        command.addAll(List.of(
                "-cp",
                micro + File.pathSeparator + host,
                MicroHost.class.getName(),
                String.valueOf(requestPort),
                "--nohazelcast",
                "--disablephonehome",
                "--port",
                String.valueOf(httpPort),
                "--rootdir",
                root.resolve("root").toString(),
                "--postbootcommandfile",
                commands.toString(),
                "--addlibs",
                micro.resolveSibling("postgresql.jar").toString()));
        return command;
    }

    Host awaitReady() {
        await("the host answers")
                .atMost(LIMIT)
                .failFast("it has ended, see " + log, () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> ask("mbeans/none").isEmpty());
        return this;
    }

    /** Deploys this WAR and returns when it answers. */
    void deploy(String name, Path war) {
        if (!ask("deploy/" + name + war).equals("true")) {
            throw new IllegalStateException(name + " is not deployed, see " + log);
        }
        get(name, "ping");
    }

    void undeploy(String name) {
        ask("undeploy/" + name);
    }

    /** How many class loaders of this application's deployments cannot be collected. */
    long loadersOf(String name) {
        return Long.parseLong(ask("loaders/" + name));
    }

    /** How many objects there are that cannot be collected and whose class has a name that begins so. */
    long instancesOf(String classNamePrefix) {
        return Long.parseLong(ask("instances/" + classNamePrefix));
    }

    List<String> threadsIn(String classNamePrefix) {
        return ask("threads/" + classNamePrefix).lines().toList();
    }

    List<String> mbeansOf(String domain) {
        return ask("mbeans/" + domain).lines().toList();
    }

    /** What the application's test servlet answers. */
    String get(String name, String pathAndQuery) {
        return request("http://localhost:" + httpPort + "/" + name + "/test/" + pathAndQuery);
    }

    private String ask(String question) {
        return request("http://localhost:" + requestPort + "/" + question);
    }

    private String request(String url) {
        try {
            var request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
            var response = HTTP.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(
                        url + " answers " + response.statusCode() + " " + response.body() + ", see " + log);
            }
            return response.body().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The lines of the log that hold all these texts. */
    List<String> logged(String... texts) {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1)
                    .replace("\0", "")
                    .lines()
                    .filter(line -> Stream.of(texts).allMatch(line::contains))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        await("the host has ended").atMost(LIMIT).until(() -> !process.isAlive());
        Runtime.getRuntime().removeShutdownHook(killer);
        Folder.delete(root);
    }
}
