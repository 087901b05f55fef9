package io.onevent.demo;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs the demo until Ctrl-C, or for {@code -Ddemo.seconds}, on {@code -Ddemo.port} (8080).
 *
 * <p>{@code mvn -Pdemo verify} builds everything and calls it.
 */
public final class Demo {

    private static final int SIGINT_EXIT = 130;
    private static final int SIGTERM_EXIT = 143;

    private Demo() {}

    /** Starts the server, says where the page is, and waits. */
    public static void main(String[] args) throws InterruptedException {
        int port = Integer.getInteger("demo.port", 8080);
        Duration time = Duration.ofSeconds(Long.getLong("demo.seconds", 0));
        Path project = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        DemoServer server = DemoServer.launch(project, project.resolve("target/demo"), port);
        say("starting the server, which takes some seconds");
        Thread closing = new Thread(server::close, "onevent-demo-end");
        Runtime.getRuntime().addShutdownHook(closing);
        try {
            server.awaitPage();
            say(server.page() + "  (Ctrl-C ends it)");
            if (time.isZero()) {
                server.awaitEnd();
            } else {
                server.awaitEnd(time);
            }
            if (!server.isAlive() && !endedBySignal(server)) {
                throw server.failed("The server ended by itself with exit code " + server.exitCode());
            }
        } catch (DemoFailedException failure) {
            if (server.isAlive() || !endedBySignal(server)) {
                throw failure;
            }
        } finally {
            server.close();
            removeHook(closing);
        }
        say("ended");
    }

    /** Ctrl-C reaches the server as well as this program, and may end it first. */
    private static boolean endedBySignal(DemoServer server) {
        return server.exitCode() == SIGINT_EXIT || server.exitCode() == SIGTERM_EXIT;
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            return;
        }
    }

    private static void say(String what) {
        System.out.println("OnEvent demo: " + what);
    }
}
