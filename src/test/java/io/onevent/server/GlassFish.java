package io.onevent.server;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** GlassFish. An instance is a domain; its JVM is started without asadmin. */
class GlassFish extends Product {

    private static final Duration BOOT_LIMIT = Duration.ofSeconds(180);
    private static final String DOMAIN = "domain";
    private static final String DOMAIN_XML = "config/domain.xml";

    /** The file in a domain with the command line of its JVM, an argument on each line. */
    private static final String COMMAND = "command";

    /** What stands there for the domain's folder. */
    private static final String PLACE = "${domain}";

    /** What the server would log to its own file goes to standard output, where the JVM prints too. */
    private static final String LOGGING =
            """

            org.glassfish.main.jul.handler.GlassFishLogHandler.enabled=false
            org.glassfish.main.jul.handler.GlassFishLogHandler.redirectStandardStreams=false
            org.glassfish.main.jul.handler.SimpleLogHandler.formatter=org.glassfish.main.jul.formatter.ODLLogFormatter
            com.sun.enterprise.server.logging.GFFileHandler.logtoFile=false
            com.sun.enterprise.server.logging.GFFileHandler.logStandardStreams=false
            java.util.logging.ConsoleHandler.formatter=com.sun.enterprise.server.logging.ODLLogFormatter
            """;

    private static final String HTTP = "8080";
    private static final String ADMIN = "4848";

    /** The ports of a new domain, which a system property each replaces: also those of HTTPS, JMX, IIOP and JMS. */
    private static final List<String> PORTS = List.of(HTTP, ADMIN, "8181", "8686", "3700", "3820", "3920", "7676");

    private final String config;
    private final int arquillianPorts;
    private final List<Path> drivers;
    private final Map<List<?>, Path> configured = new HashMap<>();

    GlassFish() {
        this("glassfish", 29300, DRIVERS);
    }

    /**
     * @param config the folder in server-config
     * @param arquillianPorts from which on the server of Arquillian has its ports, in which arquillian.xml has to agree
     * @param drivers that it does not have itself
     */
    GlassFish(String config, int arquillianPorts, List<Path> drivers) {
        this.config = config;
        this.arquillianPorts = arquillianPorts;
        this.drivers = drivers;
    }

    @Override
    public ProcessBuilder layOut(Instance instance) throws IOException {
        Path domain = instance.root().resolve(DOMAIN);
        Folder.copy(configured(instance.dataSources(), instance.archives()), domain);
        if (instance.host() != null) {
            String address = "address=\"" + instance.host() + "\"";
            rewrite(domain.resolve(DOMAIN_XML), "address=\"0\\.0\\.0\\.0\"", address);
            // GlassFish writes down no address of a listener to all of them.
            rewrite(
                    domain.resolve(DOMAIN_XML),
                    "<network-listener (?![^>]*address=)",
                    "<network-listener " + address + " ");
        }
        Map<String, Integer> ports = freePorts();
        ports.put(HTTP, instance.port());
        List<String> options = options(ports);
        options.addAll(instance.jvmOptions());
        return process(instance, command(domain, options));
    }

    /** By asadmin alone, which also starts it. */
    @Override
    public void layOutForArquillian() throws IOException {
        Path domains = Asadmin.HOME.resolve("domains");
        Path domain = domains.resolve("arquillian");
        Folder.delete(domain);
        new Asadmin()
                .run(
                        "create-domain",
                        "--domaindir",
                        domains.toString(),
                        "--portbase",
                        String.valueOf(arquillianPorts),
                        "arquillian");
        addDrivers(domain);
        Path jdk = Path.of(java()).getParent().getParent();
        isolate(domain.resolve(DOMAIN_XML));
        rewrite(domain.resolve(DOMAIN_XML), "<java-config ", "<java-config java-home=\"" + jdk + "\" ");
    }

    /** A domain with these data sources and applications. It takes a start of the server to make one, so it is kept. */
    private Path configured(List<DataSource> dataSources, List<Path> archives) throws IOException {
        List<?> contents = List.of(dataSources, archives);
        Path kept = configured.get(contents);
        if (kept == null) {
            StringBuilder commands = new StringBuilder();
            for (DataSource dataSource : dataSources) {
                commands.append(serverConfig(config + "/postgresql.asadmin", dataSource));
            }
            archives.forEach(archive -> commands.append(deploy(archive)));
            kept = newDomain(KEPT.resolve(config + "-" + configured.size()));
            configure(kept, commands);
            configured.put(contents, kept);
        }
        return kept;
    }

    /** Not started before the instance is: then one that fails does not keep the others away. */
    private static String deploy(Path archive) {
        String file = archive.getFileName().toString();
        String name = file.substring(0, file.lastIndexOf('.'));
        String contextRoot = file.endsWith(".war") ? " --contextroot " + name : "";
        return "deploy --enabled=false --name " + name + contextRoot + " " + archive + "\n";
    }

    private Path newDomain(Path parent) throws IOException {
        Folder.delete(parent);
        Path domain = parent.resolve(DOMAIN);
        Asadmin asadmin = new Asadmin();
        asadmin.run("create-domain", "--domaindir", parent.toString(), "--checkports=false", DOMAIN);
        String command = asadmin.run("start-domain", "--domaindir", parent.toString(), "--dry-run", DOMAIN);
        Files.writeString(domain.resolve(COMMAND), command.replace(domain.toString(), PLACE));
        addDrivers(domain);
        Files.writeString(domain.resolve("config/logging.properties"), LOGGING, StandardOpenOption.APPEND);
        Path xml = domain.resolve(DOMAIN_XML);
        rewrite(xml, "\"(" + String.join("|", PORTS) + ")\"", "\"\\${port.$1}\"");
        isolate(xml);
        return domain;
    }

    /** No server of another test is to find this one: Payara's would form a cluster. */
    private static void isolate(Path domainXml) throws IOException {
        rewrite(
                domainXml,
                "<hazelcast-config-specific-configuration>",
                "<hazelcast-config-specific-configuration enabled=\"false\">");
    }

    private void addDrivers(Path domain) throws IOException {
        for (Path driver : drivers) {
            Files.copy(driver, domain.resolve("lib").resolve(driver.getFileName()));
        }
    }

    /** By commands of asadmin, of which most need the server running. */
    private static void configure(Path domain, CharSequence commands) throws IOException {
        Path script = Files.writeString(domain.resolve("commands.asadmin"), commands);
        Map<String, Integer> ports = freePorts();
        Process server = new ProcessBuilder(command(domain, options(ports)))
                .redirectErrorStream(true)
                // Payara waits for the end of what asadmin would tell it.
                .redirectInput(new File("/dev/null"))
                .redirectOutput(domain.resolve("commands.log").toFile())
                .start();
        Thread killer = new Thread(server::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            await("the server answers, whose domain is " + domain)
                    .atMost(BOOT_LIMIT)
                    .failFast(() -> !server.isAlive())
                    .until(() -> answers(ports.get(ADMIN)));
            String said = new Asadmin(ports.get(ADMIN)).run("multimode", "--file", script.toString());
            if (said.contains("failed")) {
                throw new IOException("Of " + script + ": " + said);
            }
        } finally {
            server.destroy();
            server.onExit().join();
            Runtime.getRuntime().removeShutdownHook(killer);
        }
        rewrite(domain.resolve(DOMAIN_XML), "(<application-ref [^>]*)enabled=\"false\"", "$1");
    }

    private static List<String> command(Path domain, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        for (String argument : Files.readAllLines(domain.resolve(COMMAND))) {
            command.add(argument.replace(PLACE, domain.toString()));
        }
        int mainClass = command.indexOf("-cp") + 2;
        while (command.get(mainClass).startsWith("-")) {
            mainClass++;
        }
        command.addAll(mainClass, options);
        return command;
    }

    private static void rewrite(Path file, String pattern, String replacement) throws IOException {
        Files.writeString(file, Files.readString(file).replaceAll(pattern, replacement));
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static List<String> options(Map<String, Integer> ports) {
        List<String> options = new ArrayList<>();
        ports.forEach((port, number) -> options.add("-Dport." + port + "=" + number));
        return options;
    }

    private static Map<String, Integer> freePorts() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        PORTS.forEach(port -> ports.put(port, Ports.free()));
        return ports;
    }

    @Override
    public Optional<String> refusalWithoutBeans() {
        return Optional.of("CDI deployment failure: Cannot invoke");
    }

    /** GlassFish has neither MicroProfile Metrics nor Health. */
    @Override
    public Optional<URI> monitoring(Instance instance) {
        return Optional.empty();
    }

    @Override
    public Pattern logEntry() {
        return Pattern.compile("(?m)^(?=\\[20)");
    }

    /** Of the JMX connector, which starts last: Payara Server says how long the start took before it starts applications. */
    @Override
    public String booted() {
        return "NCLS-JMX-00005";
    }

    @Override
    public String errorLevel() {
        return "[SEVERE]";
    }
}
