package io.onevent.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The administrator's command line of GlassFish and Payara Server. */
public final class Asadmin {

    public static final String USER = "admin";
    public static final String PASSWORD = "a-secret";

    /** The system property for the port of a server's administrators. */
    public static final String ADMIN_PORT = "port.4848";

    /** The system property for the port of a server's JMX connector. */
    public static final String JMX_PORT = "port.8686";

    static final Path HOME = Path.of(System.getProperty("server.home", "not said"), "glassfish");

    private static final int DEFAULT_PORT = 4848;

    private final int port;

    /** For the commands that need no server. */
    Asadmin() {
        this(DEFAULT_PORT);
    }

    /** @param port of the server's administrators */
    public Asadmin(int port) {
        this.port = port;
    }

    /** What this command prints. */
    public String run(String... command) throws IOException {
        Path passwords = Files.writeString(
                Folder.create(Product.KEPT).resolve("asadmin-passwords"), "AS_ADMIN_PASSWORD=" + PASSWORD + "\n");
        List<String> line = new ArrayList<>(List.of(
                Product.java(),
                "-Xmx128m",
                "-jar",
                HOME.resolve("lib/client/appserver-cli.jar").toString(),
                "--user",
                USER,
                "--passwordfile",
                passwords.toString(),
                "--port",
                String.valueOf(port),
                "--interactive=false",
                "--terse=true"));
        line.addAll(List.of(command));
        return execute(line);
    }

    private static String execute(List<String> line) throws IOException {
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
        String printed = new String(process.getInputStream().readAllBytes()).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", line) + " answers " + printed);
            }
            return printed;
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IOException(hurried);
        }
    }
}
