package io.onevent.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Each instance has a user directory of its own, with one server in it; the server's code is read from where it is installed. */
final class OpenLiberty extends Product {

    private static final Path HOME = Path.of(System.getProperty("server.home", "not said"));

    private static final String CONFIG = "open-liberty/";
    private static final String SERVER = "onevent";

    /** As arquillian.xml says. */
    private static final String ARQUILLIAN = "arquillian";

    /** As the server has it unless it is told otherwise. */
    private static final String LOOPBACK = "localhost";

    private static final int ARQUILLIAN_PORT = 29180;

    /** The console is the log. It says so also before server.xml is read. */
    private static final String BOOTSTRAP =
            """
            com.ibm.ws.logging.console.format=simple
            com.ibm.ws.logging.console.log.level=INFO
            """;

    /** It is ready to run when every application was deployed or has failed. */
    private static final String OVERRIDES =
            """
            <server>
              <httpEndpoint id="defaultHttpEndpoint" host="%s" httpPort="%d"/>
              <applicationManager startTimeout="180s"/>
              <applicationMonitor updateTrigger="disabled"/>
              <include location="../../metrics.xml"/>
            %s
            </server>
            """;

    private static final String APPLICATION =
            """
              <application location="%s"><classloader commonLibraryRef="drivers"%s/></application>
            """;

    private static final String SEES_TELEMETRY = " apiTypeVisibility=\"+third-party\"";

    @Override
    public ProcessBuilder layOut(Instance instance) throws IOException {
        Path user = instance.root().resolve("usr");
        Path server = user.resolve("servers").resolve(SERVER);
        layOutServer(server);
        StringBuilder applications = new StringBuilder();
        for (Path archive : instance.archives()) {
            applications.append(APPLICATION.formatted(archive, instance.traced() ? SEES_TELEMETRY : ""));
        }
        if (instance.traced()) {
            override(
                    server,
                    "opentelemetry",
                    serverConfig(CONFIG + "opentelemetry.xml")
                            .replace("http://localhost:4318", "${" + COLLECTOR + "}"));
        }
        String host = instance.host() == null ? LOOPBACK : instance.host().equals("0.0.0.0") ? "*" : instance.host();
        override(server, "instance", OVERRIDES.formatted(host, instance.port(), applications));
        for (DataSource dataSource : instance.dataSources()) {
            override(server, dataSource.database(), serverConfig(CONFIG + "postgresql.xml", dataSource));
        }
        Files.writeString(server.resolve("bootstrap.properties"), BOOTSTRAP);

        List<String> command = new ArrayList<>(List.of(java()));
        command.add("-javaagent:" + HOME.resolve("bin/tools/ws-javaagent.jar"));
        command.addAll(javaOptions());
        command.addAll(instance.jvmOptions());
        command.addAll(List.of("-jar", HOME.resolve("bin/tools/ws-server.jar").toString(), SERVER));
        ProcessBuilder builder = process(instance, command);
        builder.environment().put("WLP_USER_DIR", user.toString());
        builder.environment()
                .put("WLP_OUTPUT_DIR", instance.root().resolve("output").toString());
        return builder;
    }

    @Override
    public boolean hasTracing() {
        return true;
    }

    /** The adapter starts it by the script, and puts the application into its server.xml. */
    @Override
    public void layOutForArquillian() throws IOException {
        Path server = HOME.resolve("usr/servers").resolve(ARQUILLIAN);
        Folder.delete(server);
        layOutServer(server);
        override(server, "instance", OVERRIDES.formatted(LOOPBACK, ARQUILLIAN_PORT, ""));
        Files.writeString(
                server.resolve("server.env"),
                "JAVA_HOME=" + Path.of(java()).getParent().getParent());
    }

    private static void layOutServer(Path server) throws IOException {
        Path drivers = Files.createDirectories(server.resolve("drivers"));
        for (Path driver : DRIVERS) {
            Files.copy(driver, drivers.resolve(driver.getFileName()));
        }
        for (String file : List.of("server.xml", "executor.xml", "metrics.xml")) {
            Files.writeString(server.resolve(file), serverConfig(CONFIG + file));
        }
    }

    /** Adds a file that is read after server.xml. */
    private static void override(Path server, String name, String config) throws IOException {
        Path folder = Files.createDirectories(server.resolve("configDropins/overrides"));
        Files.writeString(folder.resolve(name + ".xml"), config);
    }

    /** What the script gives to a JVM. */
    private static List<String> javaOptions() throws IOException {
        return Files.readAllLines(HOME.resolve("lib/platform/java/java9.options")).stream()
                .map(String::strip)
                .filter(Predicate.not(line -> line.isEmpty() || line.startsWith("#")))
                .toList();
    }

    @Override
    public Pattern logEntry() {
        return Pattern.compile("(?m)^(?=\\[\\d)");
    }

    @Override
    public String booted() {
        return "CWWKF0011I";
    }

    @Override
    public String errorLevel() {
        return " E ";
    }
}
