package io.onevent.server;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A server product: how an instance of it is laid out, started as a process, and understood by its log. */
public abstract class Product {

    private static final Path PROJECT = Folder.PROJECT;

    /** The folder into which Maven puts the servers and the drivers. */
    protected static final Path FETCHED = PROJECT.resolve("target/server");

    /** Where an instance that is traced sends what it traces. */
    public static final String COLLECTOR = "test.collector";

    /** Whether an instance is to have an executor of virtual threads. */
    public static final String VIRTUAL_THREADS = "test.virtual-threads";

    /** The folder for what it takes long to lay out and for what the commands of a server read. */
    protected static final Path KEPT = Folder.ofFork("kept");

    /** The JARs of the drivers for PostgreSQL and H2. */
    protected static final List<Path> DRIVERS = List.of(FETCHED.resolve("postgresql.jar"), FETCHED.resolve("h2.jar"));

    /**
     * An instance that is to be started.
     *
     * @param root an empty folder of its own
     * @param log the file that is to have all that the instance logs
     * @param host the address at which it is to answer HTTP, null for that of the server as it is installed
     * @param port where it is to answer HTTP
     * @param jvmOptions of its process
     * @param dataSources those that it is to offer, configured by the file in {@code server-config}
     * @param archives the applications that are deployed when it starts, WAR or EAR files that are named like the application
     */
    public record Instance(
            Path root,
            Path log,
            String host,
            int port,
            List<String> jvmOptions,
            List<DataSource> dataSources,
            List<Path> archives) {

        /** At the address of the server as it is installed. */
        public Instance(
                Path root,
                Path log,
                int port,
                List<String> jvmOptions,
                List<DataSource> dataSources,
                List<Path> archives) {
            this(root, log, null, port, jvmOptions, dataSources, archives);
        }

        /** Whether it has an executor of virtual threads. */
        boolean hasVirtualThreads() {
            return jvmOptions.contains("-D" + VIRTUAL_THREADS + "=true");
        }

        /** Whether it sends what it traces to where one of its system properties says. */
        boolean traced() {
            return jvmOptions.stream().anyMatch(option -> option.startsWith("-D" + COLLECTOR + "="));
        }
    }

    /**
     * A database of the PostgreSQL server on this machine.
     *
     * @param secondPort where another server has it too, which may be the one that is written to; 0: there is none
     */
    public record DataSource(String database, int port, int secondPort, String user, String password) {}

    /** The product that the system property {@code onevent.server} names; Payara Micro unless it is set. */
    public static Product chosen() {
        String name = System.getProperty("onevent.server", "payara-micro");
        return switch (name) {
            case "payara-micro" -> new PayaraMicro();
            case "glassfish" -> new GlassFish();
            case "payara-server" -> new PayaraServer();
            case "wildfly" -> new WildFly();
            case "openliberty" -> new OpenLiberty();
            default -> throw new IllegalArgumentException("onevent.server=" + name);
        };
    }

    /** Lays out an instance. Returns how its process is started, which writes the log. */
    public abstract ProcessBuilder layOut(Instance instance) throws IOException;

    /** Lays out the instance that Arquillian starts as arquillian.xml says, where the server as it was fetched does not do. */
    public void layOutForArquillian() throws IOException {}

    /** Where an entry of the log begins. */
    public abstract Pattern logEntry();

    /** What the log says once every application was deployed or has failed. */
    public abstract String booted();

    /** How the log calls the level of an error. */
    public abstract String errorLevel();

    /** Where an instance has {@code /metrics} and {@code /health/ready}; empty if it shows neither. */
    public Optional<URI> monitoring(Instance instance) throws IOException {
        return Optional.of(URI.create("http://localhost:" + instance.port()));
    }

    /** Whether an instance can be traced. */
    public boolean hasTracing() {
        return false;
    }

    /** What it says when it refuses an application whose own beans.xml looks for no beans; empty if it starts CDI for the libraries. */
    public Optional<String> refusalWithoutBeans() {
        return Optional.empty();
    }

    /** The JNDI name of the data source that an instance offers for a database. */
    public String dataSource(String database) {
        return "jdbc/" + database;
    }

    /** The drivers that an application brings whose web.xml has a data source, where the server cannot lend it its own. */
    public List<Path> driversInApplication() {
        return List.of();
    }

    /** Properties, as XML elements, for a data source in web.xml. */
    public String dataSourceProperties() {
        return "";
    }

    protected static String serverConfig(String file) throws IOException {
        return Files.readString(PROJECT.resolve("server-config").resolve(file));
    }

    /** A file of {@code server-config}, which names the database {@code shop}, for another one. */
    protected static String serverConfig(String file, DataSource dataSource) throws IOException {
        return serverConfig(file)
                .replace("5432", String.valueOf(dataSource.port()))
                .replace("5433", String.valueOf(dataSource.secondPort()))
                .replaceAll("(user(-name)?=\"?)shop", "$1" + dataSource.user())
                .replaceAll("(password=\"?)shop", "$1" + dataSource.password())
                .replace("shop", dataSource.database());
    }

    /** The JVM of the JDK that the system property {@code server.jdk} names; the one that runs this unless it is set. */
    protected static String java() {
        String jdk = System.getProperty("server.jdk", System.getProperty("java.home"));
        return Path.of(jdk, "bin", "java").toString();
    }

    /** A process in the instance's folder whose output is the instance's log. */
    protected static ProcessBuilder process(Instance instance, List<String> command) {
        return new ProcessBuilder(command)
                .directory(instance.root().toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(instance.log().toFile());
    }
}
