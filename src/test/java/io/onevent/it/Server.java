package io.onevent.it;

import static org.awaitility.Awaitility.await;

import io.onevent.server.Folder;
import io.onevent.server.Ports;
import io.onevent.server.Product;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A server's process with some applications. It can be killed, paused and started again; no process outlives the tests. */
final class Server implements AutoCloseable {

    private static final Path FOLDER = Folder.ofFork("servers");
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(180);
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final Product PRODUCT = Product.chosen();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final String name;
    private final List<TestApp> apps;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> launcher = List.of();
    private Consumer<Path> laidOut = folder -> {};
    private Product.Instance instance;
    private Process process;
    private Path root;
    private Path log;
    private int port;
    private int starts;

    /** @param name part of the file names of its logs, and the first part of what its handlers write as instance */
    Server(String name, TestApp... apps) {
        this.name = name;
        this.apps = List.of(apps);
        with("test.server", name);
    }

    /** Sets a system property of the process: MicroProfile Config takes it before an application's own value. */
    Server with(String key, String value) {
        properties.put(key, value);
        return this;
    }

    /** Has it send what it traces there, if it can; false if it cannot. */
    boolean traced(URI collector) {
        if (PRODUCT.hasTracing()) {
            with(Product.COLLECTOR, collector.toString()).with("otel.exporter.otlp.endpoint", collector.toString());
        }
        return PRODUCT.hasTracing();
    }

    /** Sets environment variables of the process, from its next start on. */
    Server in(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** Has a program start its process, which becomes that process. */
    Server by(List<String> program) {
        launcher = program;
        return this;
    }

    /** Does this with its folder before each start. */
    Server laidOut(Consumer<Path> work) {
        laidOut = work;
        return this;
    }

    String name() {
        return name;
    }

    /** Starts the process and returns at once. */
    Server start() {
        try {
            port = Ports.free();
            root = FOLDER.resolve(name + "-" + ++starts);
            log = FOLDER.resolve(name + "-" + starts + ".log");
            // What a run of the tests that was killed has left there would be deployed again.
            Folder.delete(root);
            List<String> options = new ArrayList<>(List.of(
                    "-Xmx512m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    // Else it collects all garbage three times while it starts.
                    "-XX:MetaspaceSize=160m",
                    "-Djava.io.tmpdir=" + Folder.create(root.resolve("tmp")),
                    "-Dtest.gate=" + gate()));
            properties.forEach((key, value) -> options.add("-D" + key + "=" + value));
            var dataSources = apps.stream()
                    .map(TestApp::database)
                    .distinct()
                    .filter(Database::isInServer)
                    .map(Database::inServer)
                    .toList();
            var archives = apps.stream().map(TestApp::archive).toList();
            instance = new Product.Instance(root, log, port, options, dataSources, archives);
            ProcessBuilder builder = PRODUCT.layOut(instance);
            builder.environment().putAll(environment);
            laidOut.accept(root);
            builder.command(
                    Stream.concat(launcher.stream(), builder.command().stream()).toList());
            process = builder.start();
            RUNNING.add(process);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until all its applications answer. */
    Server awaitReady() {
        for (TestApp app : apps) {
            await(name + " answers for application " + app.name())
                    .atMost(BOOT_LIMIT)
                    .failFast(name + " has ended, see " + log, () -> !isAlive())
                    .ignoreExceptions()
                    .until(() -> get(app, "ping").equals("pong"));
        }
        return this;
    }

    /** Waits until it has tried to deploy all its applications, whether or not that failed. */
    Server awaitBooted() {
        await(name + " has booted")
                .atMost(BOOT_LIMIT)
                .failFast(name + " has ended, see " + log, () -> !isAlive())
                .until(() -> logged(PRODUCT.booted()));
        return this;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Ends the process as a power failure would: it gets no chance to tell anybody. */
    void kill9() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends the process as its operator would. */
    void stop() {
        beginStop();
        awaitEnd();
    }

    /** Tells the process to end as its operator would, and returns at once. */
    void beginStop() {
        process.destroy();
    }

    /** Opens the gate of its handlers also while it is being stopped and answers no request. */
    void openGateFromOutside() {
        try {
            Files.createFile(gate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path gate() {
        return root.resolve("open-gate");
    }

    /** Stops the process where it is, as a long garbage collection or a frozen virtual machine would. */
    void pause() {
        signal("STOP");
    }

    /** Lets a paused process go on. */
    void resume() {
        signal("CONT");
    }

    /** Of its process. */
    long pid() {
        return process.pid();
    }

    /** Makes it write the stacks of its threads to its log. */
    void dumpThreads() {
        signal("QUIT");
    }

    /** Waits until the process has ended by itself. */
    int awaitEnd() {
        await(name + " has ended").atMost(BOOT_LIMIT).until(() -> !process.isAlive());
        if (RUNNING.remove(process)) {
            Folder.delete(root);
        }
        return process.exitValue();
    }

    /** What the only application's test servlet answers. */
    String get(String pathAndQuery) {
        return get(apps.get(0), pathAndQuery);
    }

    /** The lines of the queue's status that begin so. */
    List<String> status(String begin) {
        return get("status").lines().filter(line -> line.startsWith(begin)).toList();
    }

    /** What this application's test servlet answers. */
    String get(TestApp app, String pathAndQuery) {
        var response = request("/" + app.name() + "/test/" + pathAndQuery);
        if (!response.startsWith("200 ")) {
            throw new IllegalStateException(name + " answers " + response);
        }
        return response.substring("200 ".length());
    }

    /** Where the server itself has its metrics and its health; empty if it has neither. */
    Optional<URI> monitoring() {
        try {
            return PRODUCT.monitoring(instance);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its host and port. */
    URI address() {
        return URI.create("http://localhost:" + port);
    }

    /** Status and body for any path of the server. */
    String request(String pathAndQuery) {
        return request(URI.create("http://localhost:" + port + pathAndQuery));
    }

    /** Status and body. */
    static String request(URI address) {
        try {
            var request = HttpRequest.newBuilder(address)
                    .timeout(Duration.ofSeconds(60))
                    .build();
            var response = HTTP.send(request, BodyHandlers.ofString());
            return response.statusCode() + " " + response.body().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What the process has written since its last start. */
    String log() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1).replace("\0", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean logged(String text) {
        return log().contains(text);
    }

    /** The log's entries for errors that hold all these texts. */
    List<String> errors(String... texts) {
        return logEntries(texts).stream()
                .filter(entry -> entry.contains(PRODUCT.errorLevel()))
                .toList();
    }

    /** The log's entries that hold all these texts. */
    List<String> logEntries(String... texts) {
        return PRODUCT.logEntry()
                .splitAsStream(log())
                .filter(entry -> Stream.of(texts).allMatch(entry::contains))
                .toList();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    @Override
    public String toString() {
        return name + " (" + log + ")";
    }

    private void signal(String signal) {
        try {
            var kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()).start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill -" + signal + " of " + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
