package io.onevent.start;

import static org.awaitility.Awaitility.await;

import io.onevent.server.Folder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Pastes the commands of a page into one shell in an empty folder, and ends whatever they have started. */
final class Reader implements AutoCloseable {

    /** Downloads included. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration END = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofMillis(100);

    /** Maven ends with one, also where it prints nothing. */
    private static final Pattern COLOUR = Pattern.compile("\\x1b\\[[\\d;]*m");

    private static final String MARK = "== seconds so far: ";

    private final Path output;
    private final Process shell;

    /** For who stops the tests. */
    private final Thread killer = new Thread(this::kill);

    /** A server that becomes a daemon is no longer below the shell, but once was: so they are looked at all the time. */
    private final Set<ProcessHandle> alive = ConcurrentHashMap.newKeySet();

    /**
     * What a step has printed.
     *
     * @param seconds from the first command to the last of this step
     */
    record Printed(List<String> lines, int seconds) {}

    /** @param folder is emptied first; beside it are the script and what it prints */
    Reader(Page page, Path folder) throws IOException {
        Folder.delete(folder);
        Folder.create(folder);
        output = folder.resolveSibling(page.name() + ".log");
        Path script = Files.writeString(folder.resolveSibling(page.name() + ".sh"), script(page));
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile());
        // Else Maven would take the .mvn of this project for the reader's.
        builder.environment().put("MAVEN_BASEDIR", folder.toString());
        builder.environment().put("MAVEN_OPTS", "-Dmaven.repo.local=" + System.getProperty("local.repository"));
        // GlassFish gives its own start a minute, which is too little while a machine does much else.
        builder.environment().put("AS_START_TIMEOUT", String.valueOf(PATIENCE.toMillis()));
        shell = builder.start();
        alive.add(shell.toHandle());
        Runtime.getRuntime().addShutdownHook(killer);
    }

    private static String script(Page page) {
        StringBuilder script = new StringBuilder("set -e\n");
        page.steps().forEach(step -> script.append(step.commands()).append("echo \"" + MARK + "$SECONDS\"\n"));
        return script.toString();
    }

    /** Waits until the last command has ended. Returns its exit code. */
    int read() {
        await("the commands end that print " + output)
                .atMost(PATIENCE)
                .pollInterval(LOOK)
                .until(() -> {
                    look();
                    return !shell.isAlive();
                });
        return shell.exitValue();
    }

    /** Waits until all that the commands have started has ended by itself. */
    void awaitEnd() {
        await("all ends that the commands have started that print " + output)
                .atMost(END)
                .until(() -> {
                    look();
                    return alive.isEmpty();
                });
    }

    private void look() {
        alive.removeIf(process -> !process.isAlive());
        for (ProcessHandle process : Set.copyOf(alive)) {
            process.descendants().forEach(alive::add);
        }
    }

    /** What each step that was done has printed. */
    List<Printed> printed() throws IOException {
        List<Printed> steps = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line :
                COLOUR.matcher(Files.readString(output)).replaceAll("").lines().toList()) {
            if (line.startsWith(MARK)) {
                steps.add(new Printed(lines, Integer.parseInt(line.substring(MARK.length()))));
                lines = new ArrayList<>();
            } else {
                lines.add(line);
            }
        }
        return steps;
    }

    private void kill() {
        look();
        alive.forEach(ProcessHandle::destroyForcibly);
        alive.forEach(process -> process.onExit().join());
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(killer);
    }
}
