package io.onevent.demo;

import io.onevent.server.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The demo on a server, a process of its own. Its database stays in the directory, so waiting events outlive a restart. */
final class DemoServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    private static final int LOG_LINES_SHOWN = 25;

    private static final String SERVER = "server";

    private static final Product PRODUCT = Product.chosen();

    private final Process process;
    private final Path log;
    private final URI page;

    private DemoServer(Process process, Path log, URI page) {
        this.process = process;
        this.log = log;
        this.page = page;
    }

    /**
     * Starts the server and returns once the page answers.
     *
     * @param project the directory with {@code src/demo} and {@code target}
     * @param directory for the archive, the server's files, the database and the log
     */
    static DemoServer start(Path project, Path directory, int port) {
        DemoServer server = launch(project, directory, port);
        try {
            server.awaitPage();
            return server;
        } catch (RuntimeException | Error failure) {
            server.close();
            throw failure;
        }
    }

    /** Starts the server and returns at once. */
    static DemoServer launch(Path project, Path directory, int port) {
        checkFree(port);
        try {
            Files.createDirectories(directory);
            // A server that finds the application of its last start deploys it twice.
            delete(directory.resolve(SERVER));
            Path log = directory.resolve("server.log");
            Process process = PRODUCT.layOut(new Product.Instance(
                            Files.createDirectories(directory.resolve(SERVER)),
                            log,
                            port,
                            List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                            List.of(),
                            List.of(DemoArchive.write(project, directory))))
                    .start();
            return new DemoServer(process, log, URI.create("http://localhost:" + port + "/" + DemoArchive.NAME + "/"));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void checkFree(int port) {
        try (ServerSocket probe = new ServerSocket(port)) {
            probe.setReuseAddress(true);
        } catch (IOException taken) {
            throw new DemoFailedException("Port " + port + " is taken (" + taken.getMessage()
                    + "). Choose another one with -Ddemo.port=" + (port + 1));
        }
    }

    URI page() {
        return page;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Whether the server ended within the time. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    /** Waits until the application answers, not only the server. */
    void awaitPage() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        boolean deployed = false;
        while (!answers()) {
            if (!process.isAlive()) {
                throw failed("The server ended while it started");
            }
            if (deployed || System.nanoTime() > deadline) {
                throw failed("The server runs, but the application does not answer");
            }
            deployed = logLines().stream().anyMatch(line -> line.contains(PRODUCT.booted()));
            pause();
        }
    }

    private void pause() {
        try {
            process.waitFor(500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("Interrupted while the server started");
        }
    }

    private boolean answers() {
        try {
            var connection =
                    (HttpURLConnection) page.resolve("api/state").toURL().openConnection();
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

    /** Asks the server to end and waits for it, so that running handlers can finish. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!awaitEnd(STOP_LIMIT)) {
                process.destroyForcibly();
                process.waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
