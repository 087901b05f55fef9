package io.onevent.bench;

import static org.awaitility.Awaitility.await;

import io.onevent.bench.app.Pace;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of an application server with applications of the benchmark. It can be frozen while it has nothing to do. */
final class ServerProcess implements AutoCloseable {

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
    private final List<String> applications;

    private ServerProcess(String name, Process process, Path log, int port, List<String> applications) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.port = port;
        this.applications = applications;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * Starts a process and returns at once.
     *
     * @param log gets what it prints, behind what is there
     * @param applications its context roots
     */
    static ServerProcess start(
            String name, List<String> command, Path folder, Path log, int port, List<String> applications) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new ServerProcess(name, process, log, port, applications);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Waits until its applications answer. */
    void awaitReady() {
        for (String application : applications) {
            await(this + " answers for application " + application)
                    .atMost(BOOT_LIMIT)
                    .failFast(this + " has ended", () -> !process.isAlive())
                    .ignoreExceptions()
                    .until(() -> ask(application, "ping").equals("pong"));
        }
    }

    /** What the servlet of an application answers. */
    String ask(Handling handling, String question) {
        return ask(handling.eventName, question);
    }

    /** The same, by the context root of the application. */
    String ask(String application, String question) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/" + application + "/bench/" + question))
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

    /** Ends it as a lost machine would. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    long pid() {
        return process.pid();
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
