package io.onevent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The limit of processes of a user, which counts threads: at it a JVM is told that it cannot create a native thread. It binds nobody
 * with root's capabilities, so root has its server run as a user who does not exist, and who owns the folder in which it starts.
 */
final class ThreadLimit {

    private static final String NOBODY = "54321";
    private static final String AS_NOBODY = "setpriv --reuid=" + NOBODY + " --clear-groups";

    private ThreadLimit() {}

    /** What starts a process that can be limited, or why there is none. */
    static Optional<List<String>> launcher() {
        List<String> launcher = isRoot()
                ? List.of("sh", "-c", "chown -R " + NOBODY + " . && exec " + AS_NOBODY + " \"$@\"", "sh")
                : List.of("env");
        List<String> tried = isRoot() ? List.of(AS_NOBODY.split(" ")) : launcher;
        boolean runs = run(tried, "test", "-r", System.getProperty("onevent.jar")) == 0;
        boolean limits = run(tried, "prlimit", "--nproc=1:", "sh", "-c", "true & wait") != 0;
        return runs && limits ? Optional.of(launcher) : Optional.empty();
    }

    /** Lets a process have no thread more. Returns the limit that it had. */
    static String impose(Server server) {
        String former = softLimit(server.pid());
        set(server, "1");
        return former;
    }

    static void set(Server server, String limit) {
        // Whoever has the process may limit it; root only with a capability that containers lack.
        List<String> owner = isRoot() ? List.of(AS_NOBODY.split(" ")) : List.of();
        if (run(owner, "prlimit", "--pid=" + server.pid(), "--nproc=" + limit + ":") != 0) {
            throw new IllegalStateException("prlimit of " + server + " failed");
        }
    }

    private static String softLimit(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "limits")).stream()
                    .filter(line -> line.startsWith("Max processes"))
                    .map(line -> line.split("\\s+")[2])
                    .findAny()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int run(List<String> launcher, String... command) {
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(launcher.stream(), Stream.of(command)).toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException noSuchProgram) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
