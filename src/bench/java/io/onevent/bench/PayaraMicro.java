package io.onevent.bench;

import static org.awaitility.Awaitility.await;

import io.onevent.bench.app.Pace;
import io.onevent.server.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Payara Micro process with the applications of the benchmark. It can be frozen while it has nothing to do. */
final class PayaraMicro implements AutoCloseable {

    private static final Duration BOOT_LIMIT = Duration.ofMinutes(4);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    private static final Duration CATCH_UP_LIMIT = Duration.ofMinutes(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration IDLE_BETWEEN_LOOKS = Duration.ofMillis(150);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String name;
    private final Process process;
    private final Path log;
    private final int port;
    private final List<Handling> deployed;

    private PayaraMicro(String name, Process process, Path log, int port, List<Handling> deployed) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.port = port;
        this.deployed = deployed;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Starts a process and returns at once. */
    static PayaraMicro start(
            Path folder,
            String name,
            File library,
            BenchDatabase database,
            List<Handling> deployed,
            List<String> options) {
        try {
            Path root = Folder.create(folder.resolve(name));
            Path temporary = Files.createDirectories(root.resolve("tmp"));
            Path log = folder.resolve(name + ".log");
            Path server = Path.of(System.getProperty("payara.microJar")).toAbsolutePath();
            int port = Ports.free();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-Djava.io.tmpdir=" + temporary,
                    "-Dbench.workers=" + Contender.WORKERS));
            command.addAll(options);
            command.addAll(List.of(
                    "-jar",
                    server.toString(),
                    "--nohazelcast",
                    "--disablephonehome",
                    "--port",
                    String.valueOf(port),
                    "--rootdir",
                    root.resolve("root").toString(),
                    "--addlibs",
                    server.resolveSibling("postgresql.jar").toString()));
            for (Handling handling : deployed) {
                command.addAll(List.of(
                        "--deploy",
                        BenchArchive.write(handling, library, database, root).toString()));
            }
            Process process = new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(log.toFile())
                    .start();
            return new PayaraMicro(name, process, log, port, deployed);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Waits until its applications answer. */
    void awaitReady() {
        for (Handling handling : deployed) {
            await(this + " answers for application " + handling.eventName)
                    .atMost(BOOT_LIMIT)
                    .failFast(this + " has ended", () -> !process.isAlive())
                    .ignoreExceptions()
                    .until(() -> ask(handling, "ping").equals("pong"));
        }
    }

    /** What the servlet of an application answers. */
    String ask(Handling handling, String question) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/" + handling.eventName + "/bench/" + question))
                .timeout(Contender.PATIENCE)
                .build();
        try {
            var answer = HTTP.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(this + " answers " + answer.statusCode() + " to " + request.uri());
            }
            return answer.body().strip();
        } catch (IOException failed) {
            throw new UncheckedIOException(this + " does not answer " + request.uri(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Stops the process where it is: it takes no processor time until {@link #thaw}. */
    void freeze() {
        signal("STOP");
    }

    /** Lets it go on, and waits until the timers that it has missed have all fired. */
    void thaw() {
        signal("CONT");
        long deadline = System.nanoTime() + CATCH_UP_LIMIT.toNanos();
        do {
            Pace.pause(BETWEEN_LOOKS);
        } while (isBusy() && System.nanoTime() < deadline);
    }

    private boolean isBusy() {
        Duration before = processorTime();
        Pace.pause(BETWEEN_LOOKS);
        return processorTime().minus(before).compareTo(IDLE_BETWEEN_LOOKS) > 0;
    }

    private Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private void signal(String signal) {
        try {
            var kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()).start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill -" + signal + " of " + this + " failed");
            }
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Lets it go on, if it was frozen: it could not end otherwise. */
    @Override
    public void close() {
        if (process.isAlive()) {
            signal("CONT");
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name + " (" + log + ")";
    }
}
