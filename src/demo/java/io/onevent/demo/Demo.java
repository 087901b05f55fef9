package io.onevent.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the demo until Ctrl-C, or for {@code -Ddemo.seconds}: its first instance on {@code -Ddemo.port} (8080), its
 * second one on the next port, both at {@code -Ddemo.host} (127.0.0.1).
 *
 * <p>{@code mvn -Pdemo verify} builds everything and calls it.
 */
public final class Demo {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration FOREVER = Duration.ofDays(10_000);
    private static final int SIGINT_EXIT = 130;
    private static final int SIGTERM_EXIT = 143;

    private Demo() {}

    /** Starts the instances, says where the page is, and waits. */
    public static void main(String[] args) throws InterruptedException {
        int port = Integer.getInteger("demo.port", 8080);
        String host = System.getProperty("demo.host", LOOPBACK);
        Duration seconds = Duration.ofSeconds(Long.getLong("demo.seconds", 0));
        Path project = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        DemoInstances demo =
                DemoInstances.launch(project, project.resolve("target/demo"), host, List.of(port, port + 1));
        say("starting the first instance, which takes some seconds");
        Thread closing = new Thread(demo::close, "onevent-demo-end");
        Runtime.getRuntime().addShutdownHook(closing);
        try {
            demo.awaitPage();
            say(demo.first().page() + "  (Ctrl-C ends it); the second instance will be at port "
                    + demo.second().port());
            demo.awaitEnd(seconds.isZero() ? FOREVER : seconds);
            if (!demo.isAlive() && !endedBySignal(demo)) {
                throw demo.first()
                        .failed("The servers ended by themselves, the first one with exit code "
                                + demo.first().exitCode());
            }
        } catch (DemoFailedException failure) {
            if (demo.isAlive() || !endedBySignal(demo)) {
                throw failure;
            }
        } finally {
            demo.close();
            removeHook(closing);
        }
        say("ended");
    }

    /** Ctrl-C reaches the servers as well as this program, and may end them first; one may have been killed before. */
    private static boolean endedBySignal(DemoInstances demo) {
        return Stream.of(demo.first(), demo.second())
                .anyMatch(each -> each.exitCode() == SIGINT_EXIT || each.exitCode() == SIGTERM_EXIT);
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            return;
        }
    }

    static void say(String what) {
        System.out.println("OnEvent demo: " + what);
    }
}
