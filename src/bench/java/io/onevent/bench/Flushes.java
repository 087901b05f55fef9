package io.onevent.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Counts the flushes to disk of processes by strace, where it is there. */
final class Flushes {

    private static final Duration ATTACH_LIMIT = Duration.ofMinutes(1);

    private final Postgres postgres;
    private final Path trace;
    private Process strace;

    Flushes(Postgres postgres, Path folder) {
        this.postgres = postgres;
        this.trace = folder.resolve("flushes.txt");
    }

    /** Whether this machine has strace. */
    static boolean canBeCounted() {
        try {
            return new ProcessBuilder("strace", "-V")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Attaches to all processes of the database and to these. */
    void start(List<Long> processes) {
        List<String> command =
                new ArrayList<>(List.of("strace", "-f", "-q", "-e", "trace=fsync,fdatasync", "-e", "signal=none"));
        command.addAll(List.of("-o", trace.toString()));
        Stream.concat(postgres.processes().stream(), processes.stream())
                .forEach(process -> command.addAll(List.of("-p", process.toString())));
        try {
            Files.deleteIfExists(trace);
            strace = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(trace.resolveSibling("strace.log").toFile())
                    .start();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        for (Long process : processes) {
            await("strace is attached to " + process)
                    .atMost(ATTACH_LIMIT)
                    .failFast("strace has ended", () -> !strace.isAlive())
                    .until(() -> isTraced(process));
        }
    }

    private static boolean isTraced(long process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
                .anyMatch(line -> line.startsWith("TracerPid:") && !line.endsWith("\t0"));
    }

    /** How many have begun since the start; zero while they are not counted. */
    long count() {
        if (strace == null) {
            return 0;
        }
        // One that was interrupted by another thread's has a second line, "<... fsync resumed>".
        try (Stream<String> lines = Files.lines(trace)) {
            return lines.filter(line -> line.contains("sync(")).count();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Lets go of all of them. */
    void stop() {
        try {
            new ProcessBuilder("kill", "-INT", String.valueOf(strace.pid()))
                    .start()
                    .waitFor();
            if (!strace.waitFor(ATTACH_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                strace.destroyForcibly();
            }
            strace = null;
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
