package io.onevent.it;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server that the distribution brings, with all processes that it starts. None outlives this JVM. */
final class Daemon implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Set<Daemon> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Daemon::close)));
    }

    private final Process process;
    private final Path log;

    private Daemon(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it and returns at once. */
    static Daemon start(Path log, List<String> command) {
        Daemon daemon = new Daemon(process(log, command), log);
        RUNNING.add(daemon);
        return daemon;
    }

    /** Runs a program to its end, which must be a good one. */
    static void run(Path log, List<String> command) {
        Process process = process(log, command);
        awaitEnd(process, command + ", see " + log);
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command + " ends with " + process.exitValue() + ", see " + log);
        }
    }

    /** PostgreSQL and PgBouncer refuse to run as root, which nobody is in a user namespace. */
    static List<String> unprivileged(String... command) {
        Stream<String> launcher =
                System.getProperty("user.name").equals("root") ? Stream.of("unshare", "-U") : Stream.empty();
        return Stream.concat(launcher, Stream.of(command)).toList();
    }

    /** Waits until it answers this query in a database. */
    void awaitAnswer(Database database, String query, String answer) {
        await("it answers " + query)
                .atMost(LIMIT)
                .failFast("it has ended, see " + log, () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> database.queryOne(query).equals(answer));
    }

    /** Has all its processes stand still: connections stay, the system even accepts new ones, and nobody is answered any more. */
    void freeze() {
        signal("STOP");
    }

    /** Ends all its processes as they are, also those that stand still. */
    @Override
    public void close() {
        if (RUNNING.remove(this)) {
            // What stands still starts no other process.
            signal("STOP");
            signal("KILL");
            awaitEnd(process, "a process that was killed");
        }
    }

    private void signal(String signal) {
        String processes = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(ProcessHandle::isAlive)
                .map(each -> String.valueOf(each.pid()))
                .collect(Collectors.joining(" "));
        // Some may end meanwhile, which makes the command fail.
        awaitEnd(
                process(Path.of("/dev/null"), List.of("sh", "-c", "kill -" + signal + " " + processes)),
                "kill -" + signal);
    }

    private static Process process(Path log, List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitEnd(Process process, String what) {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(what + ": it does not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
