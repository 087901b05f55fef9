package io.onevent.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Each instance has a base directory of its own; the modules are read from where the server is installed. */
final class WildFly extends Product {

    private static final Path HOME = Path.of(System.getProperty("server.home", "not said"));

    private static final String BASE = "server";

    /** The file in a base directory with its port. */
    private static final String MANAGEMENT_PORT = "management-port";

    /** The base directory of the instance that Arquillian starts. */
    private static final Path ARQUILLIAN = FETCHED.resolve("wildfly-arquillian");

    @Override
    public ProcessBuilder layOut(Instance instance) throws IOException {
        Path base = instance.root().resolve(BASE);
        Folder.copy(configured(instance.dataSources(), instance.traced()), base);
        for (Path archive : instance.archives()) {
            Files.copy(archive, base.resolve("deployments").resolve(archive.getFileName()));
        }
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(instance.jvmOptions());
        command.addAll(WildFlyJvm.OPTIONS);
        command.addAll(List.of(
                "-Dlogging.configuration="
                        + base.resolve("configuration/logging.properties").toUri(),
                "-jar",
                HOME.resolve("jboss-modules.jar").toString(),
                "-mp",
                HOME.resolve("modules").toString(),
                "org.jboss.as.standalone",
                "-Djboss.home.dir=" + HOME,
                "-Djboss.server.base.dir=" + base,
                "-Djboss.tx.node.id=" + instance.port(),
                "-Djboss.http.port=" + instance.port(),
                "-Djboss.https.port=0",
                "-Djboss.management.http.port=" + newManagementPort(base)));
        if (instance.host() != null) {
            command.add("-Djboss.bind.address=" + instance.host());
        }
        return process(instance, command);
    }

    private static String newManagementPort(Path base) throws IOException {
        return Files.readString(Files.writeString(base.resolve(MANAGEMENT_PORT), String.valueOf(Ports.free())));
    }

    @Override
    public Optional<URI> monitoring(Instance instance) throws IOException {
        String port = Files.readString(instance.root().resolve(BASE).resolve(MANAGEMENT_PORT));
        return Optional.of(URI.create("http://localhost:" + port));
    }

    @Override
    public boolean hasTracing() {
        return true;
    }

    @Override
    public void layOutForArquillian() throws IOException {
        Folder.delete(ARQUILLIAN);
        Folder.copy(configured(List.of(), false), ARQUILLIAN);
    }

    /** A base directory with these data sources. The server's command line takes seconds to make one, so it is kept. */
    private static Path configured(List<DataSource> dataSources, boolean traced) throws IOException {
        StringBuilder commands = new StringBuilder("embed-server\n");
        for (String file : List.of("executor.cli", "micrometer.cli", "health.cli", "jakarta-security.cli")) {
            // A plain one would open the ports of a server at work.
            commands.append(serverConfig("wildfly/" + file).replace("\nreload\n", "\nreload --admin-only=true\n"));
        }
        if (traced) {
            commands.append(serverConfig("wildfly/opentelemetry.cli")
                    .replace("http://localhost:4318", "${" + COLLECTOR + "}")
                    .replace("\nreload\n", "\n"));
        }
        for (DataSource dataSource : dataSources) {
            commands.append(serverConfig("wildfly/postgresql.cli", dataSource));
        }
        Path kept = KEPT.resolve("wildfly-" + Integer.toHexString((HOME + commands.toString()).hashCode()));
        if (!Files.exists(kept)) {
            Path unfinished = KEPT.resolve("wildfly-unfinished");
            Folder.delete(unfinished);
            Folder.copy(HOME.resolve("standalone/configuration"), unfinished.resolve("configuration"));
            Files.createDirectory(unfinished.resolve("deployments"));
            runCommandLine(unfinished, commands);
            Files.move(unfinished, kept);
        }
        return kept;
    }

    private static void runCommandLine(Path base, CharSequence commands) throws IOException {
        Path script = Files.writeString(base.resolve("commands.cli"), commands);
        Path log = base.resolve("commands.log");
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(WildFlyJvm.OPTIONS);
        command.addAll(List.of(
                "-Djboss.server.base.dir=" + base,
                "-jar",
                HOME.resolve("jboss-modules.jar").toString(),
                "-mp",
                HOME.resolve("modules").toString(),
                "org.jboss.as.cli",
                "--file=" + script));
        ProcessBuilder builder = new ProcessBuilder(command)
                // Where the commands look for the driver.
                .directory(FETCHED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JBOSS_HOME", HOME.toString());
        try {
            int code = builder.start().waitFor();
            if (code != 0) {
                throw new IOException(
                        "The commands of " + script + " ended with " + code + ": " + Files.readString(log));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IOException(hurried);
        }
    }

    @Override
    public Pattern logEntry() {
        return Pattern.compile("(?m)^(?=\\d\\d:\\d\\d:\\d\\d,\\d{3} )");
    }

    @Override
    public String booted() {
        return "WFLYSRV0060";
    }

    /** Of an application that logs as the JDK does; the server's own errors are of the level ERROR. */
    @Override
    public String errorLevel() {
        return "SEVERE";
    }

    @Override
    public String dataSource(String database) {
        return "java:jboss/datasources/" + database;
    }

    @Override
    public List<Path> driversInApplication() {
        return DRIVERS;
    }
}
