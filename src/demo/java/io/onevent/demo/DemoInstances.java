package io.onevent.demo;

import io.onevent.demo.DemoInstance.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The demo: two instances of the application on one database, and what the page may do to them. */
final class DemoInstances implements AutoCloseable {

    private final DemoDatabase database;
    private final DemoControl control;
    private final List<DemoInstance> both;

    private DemoInstances(DemoDatabase database, DemoControl control, List<DemoInstance> both) {
        this.database = database;
        this.control = control;
        this.both = both;
    }

    /**
     * Lays out both and starts the first one's process.
     *
     * @param project the directory with {@code src/demo} and {@code target}
     * @param directory for the archive, the servers' files, the database and the logs
     * @param host the address at which they listen
     * @param ports that of the first instance and that of the second
     */
    static DemoInstances launch(Path project, Path directory, String host, List<Integer> ports) {
        try {
            Files.createDirectories(directory);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        DemoDatabase database = DemoDatabase.start(directory.resolve("database"));
        DemoControl control = DemoControl.start();
        DemoInstance.Setting setting = new DemoInstance.Setting(
                directory,
                DemoArchive.write(project, directory, database.url()),
                host,
                Map.of(
                        "DEMO_CONTROL",
                        control.address().toString(),
                        "DEMO_SINCE",
                        Instant.now().toString()));
        DemoInstances demo = new DemoInstances(
                database,
                control,
                List.of(
                        new DemoInstance("first", ports.get(0), setting),
                        new DemoInstance("second", ports.get(1), setting)));
        try {
            demo.both.forEach(DemoInstance::checkFree);
            control.serve(demo);
            demo.first().launch();
            return demo;
        } catch (RuntimeException | Error failure) {
            demo.close();
            throw failure;
        }
    }

    /** Waits for the first one's page, then starts the second one, which takes no processor from the first that way. */
    void awaitPage() {
        first().awaitPage();
        start("second");
    }

    DemoInstance first() {
        return both.get(0);
    }

    DemoInstance second() {
        return both.get(1);
    }

    /** A line for each: name, port, process id and state. */
    String told() {
        StringBuilder lines = new StringBuilder();
        for (DemoInstance each : both) {
            lines.append(each.name()).append(' ').append(each.port()).append(' ');
            lines.append(each.pid()).append(' ').append(each.state()).append('\n');
        }
        return lines.toString();
    }

    /** Starts the instance of this name and returns at once; its page comes later. */
    void start(String name) {
        DemoInstance instance = named(name);
        instance.launch();
        Thread watch = new Thread(() -> watch(instance), "onevent-demo-" + name);
        watch.setDaemon(true);
        watch.start();
    }

    private static void watch(DemoInstance instance) {
        try {
            instance.awaitPage();
        } catch (DemoFailedException failure) {
            if (!instance.isClosed()) {
                Demo.say("the " + instance.name() + " instance: " + failure.getMessage());
            }
        }
    }

    /**
     * Kills the instance of this name.
     *
     * @throws IllegalStateException if nobody would be left to show the page
     */
    synchronized void kill(String name) {
        DemoInstance instance = named(name);
        if (both.stream().noneMatch(other -> other != instance && other.state() == State.READY)) {
            throw new IllegalStateException(
                    "The other instance is not there: nobody would be left to show this page. Start it first.");
        }
        instance.kill();
    }

    private DemoInstance named(String name) {
        return both.stream()
                .filter(each -> each.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("there is no instance " + name));
    }

    /** Returns after the time, or as soon as no instance lives: one that was killed can be started again by the other. */
    void awaitEnd(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        Optional<DemoInstance> living = living();
        while (living.isPresent() && System.nanoTime() < deadline) {
            living.get().awaitEnd(Duration.ofNanos(deadline - System.nanoTime()));
            living = living();
        }
    }

    private Optional<DemoInstance> living() {
        return both.stream().filter(DemoInstance::isAlive).findAny();
    }

    boolean isAlive() {
        return living().isPresent();
    }

    /** Asks the servers to end and waits for them, so that running handlers can finish. */
    @Override
    public void close() {
        both.forEach(DemoInstance::beginClose);
        both.forEach(DemoInstance::close);
        control.close();
        database.close();
    }
}
