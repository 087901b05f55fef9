package io.onevent.demo;

import io.onevent.server.Folder;
import io.onevent.server.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One of the demo's servers, a process of its own that can be killed and started again. */
final class DemoInstance implements AutoCloseable {

    /** What the page says of it. */
    enum State {
        STARTING,
        READY,
        KILLED,
        ENDED
    }

    /** What all instances have in common: the application, and what its process finds in its environment. */
    record Setting(Path directory, Path application, String host, Map<String, String> environment) {}

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    /** Once everything is deployed: a first request may take long on a machine that has much to do. */
    private static final Duration FIRST_ANSWER_LIMIT = Duration.ofMinutes(1);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    private static final int LOG_LINES_SHOWN = 25;
    private static final Product PRODUCT = Product.chosen();

    private final String name;
    private final int port;
    private final Setting setting;
    private final Path log;
    private Process process;
    private boolean answered;
    private boolean killed;
    private boolean closed;

    DemoInstance(String name, int port, Setting setting) {
        this.name = name;
        this.port = port;
        this.setting = setting;
        this.log = setting.directory().resolve(name + ".log");
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    URI page() {
        String host = setting.host();
        if (List.of("0.0.0.0", "::").contains(host)) {
            host = "127.0.0.1";
        }
        return URI.create(
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/" + DemoArchive.NAME + "/");
    }

    /** Starts the process and returns at once; does nothing if there is one. */
    synchronized void launch() {
        if (closed || isAlive()) {
            return;
        }
        checkFree();
        try {
            Path root = setting.directory().resolve(name);
            // A server that finds the application of its last start deploys it twice.
            Folder.delete(root);
            ProcessBuilder builder = PRODUCT.layOut(new Product.Instance(
                    Files.createDirectories(root),
                    log,
                    setting.host(),
                    port,
                    List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                    List.of(),
                    List.of(setting.application())));
            builder.environment().putAll(setting.environment());
            builder.environment().put("DEMO_INSTANCE", name);
            answered = false;
            killed = false;
            process = builder.start();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    void checkFree() {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(setting.host()))) {
            probe.setReuseAddress(true);
        } catch (IOException taken) {
            throw new DemoFailedException("Port " + port + " of " + setting.host() + " is not to be had ("
                    + taken.getMessage() + "). Choose another one with -Ddemo.port=" + (port + 2)
                    + ", or an address of this machine with -Ddemo.host=...");
        }
    }

    /** Ends the process as a power failure would: it gets no chance to tell anybody. */
    synchronized void kill() {
        if (isAlive()) {
            killed = true;
            process.destroyForcibly();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    synchronized State state() {
        if (isAlive()) {
            return answered ? State.READY : State.STARTING;
        }
        return killed ? State.KILLED : State.ENDED;
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Of its last process; 0 before there was one. */
    synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    private synchronized Process process() {
        return process;
    }

    /** Of its last process; 0 before there was one, or while it lives. */
    synchronized int exitCode() {
        return process == null || process.isAlive() ? 0 : process.exitValue();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Returns when its process has ended or the time is over. */
    void awaitEnd(Duration time) throws InterruptedException {
        process().waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until the application answers, not only the server, or the process was killed meanwhile. */
    void awaitPage() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        Process started = process();
        boolean deployed = false;
        while (!answers()) {
            if (!started.isAlive()) {
                if (state() == State.ENDED) {
                    throw failed("The server ended while it started");
                }
                return;
            }
            if (System.nanoTime() > deadline) {
                throw failed("The server runs, but the application does not answer");
            }
            if (!deployed && logLines().stream().anyMatch(line -> line.contains(PRODUCT.booted()))) {
                deployed = true;
                deadline = Math.min(deadline, System.nanoTime() + FIRST_ANSWER_LIMIT.toNanos());
            }
            pause(started);
        }
        synchronized (this) {
            answered |= started == process;
        }
    }

    private void pause(Process started) {
        try {
            started.waitFor(500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("Interrupted while the server started");
        }
    }

    private boolean answers() {
        try {
            var connection =
                    (HttpURLConnection) page().resolve("api/state").toURL().openConnection();
            connection.setConnectTimeout(2000);
            connection.setReadTimeout(10_000);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What went wrong, with the lines of the log that are likely to say why. */
    DemoFailedException failed(String what) {
        List<String> telling = logLines().stream()
                .filter(line -> !line.startsWith("\tat "))
                .filter(line ->
                        line.contains("ONEVENT-") || line.contains(PRODUCT.errorLevel()) || line.contains("Exception"))
                .distinct()
                .toList();
        return new DemoFailedException(telling.stream()
                .limit(LOG_LINES_SHOWN)
                .map(line -> System.lineSeparator() + "  " + line)
                .collect(Collectors.joining("", what + ". Its log is " + log, "")));
    }

    private List<String> logLines() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Asks the process to end, so that running handlers can finish; {@link #close} waits for that. */
    synchronized void beginClose() {
        closed = true;
        if (process != null) {
            process.destroy();
        }
    }

    @Override
    public void close() {
        beginClose();
        Process ending = process();
        try {
            if (ending != null && !ending.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                ending.destroyForcibly();
                ending.waitFor();
            }
        } catch (InterruptedException interrupted) {
            ending.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
