package io.onevent.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A new domain of Payara Server with an administrator who has a password. */
final class PayaraServer implements AutoCloseable {

    static final String USER = "admin";
    static final String PASSWORD = "a-secret";

    private static final Path FOLDER = Path.of("target/it/payara").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** No server of another test is to find this one. */
    private static final String ALONE =
            "set configs.config.server-config.hazelcast-config-specific-configuration.enabled=false\n";

    private final String name;
    private final Path domain;
    private final Path passwords;
    private final int adminPort;
    private final int httpPort;
    private final int jmxPort;
    private final Thread killer = new Thread(this::kill);

    PayaraServer(String name) {
        this.name = name;
        domain = FOLDER.resolve(name);
        try {
            Folder.create(FOLDER);
            passwords = Files.writeString(FOLDER.resolve("passwords"), "AS_ADMIN_PASSWORD=" + PASSWORD + "\n");
            List<Integer> ports = freePorts(10);
            adminPort = ports.get(0);
            httpPort = ports.get(1);
            jmxPort = ports.get(2);
            if (Files.exists(domain)) {
                Folder.delete(domain);
            }
            run(
                    "create-domain",
                    "--domaindir",
                    FOLDER.toString(),
                    "--adminport",
                    String.valueOf(adminPort),
                    "--instanceport",
                    String.valueOf(httpPort),
                    "--domainproperties",
                    "domain.jmxPort=" + jmxPort + otherPorts(ports.subList(3, 10)),
                    name);
            Files.copy(
                    Path.of(System.getProperty("payara.microJar")).resolveSibling("postgresql.jar"),
                    domain.resolve("lib/postgresql.jar"));
            Path alone = Files.writeString(FOLDER.resolve("alone.asadmin"), ALONE);
            Runtime.getRuntime().addShutdownHook(killer);
            run("start-domain", "--domaindir", FOLDER.toString(), "--prebootcommandfile", alone.toString(), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String otherPorts(List<Integer> ports) {
        List<String> keys = List.of(
                "http.ssl.port",
                "orb.listener.port",
                "orb.ssl.port",
                "orb.mutualauth.port",
                "jms.port",
                "osgi.shell.telnet.port",
                "java.debugger.port");
        return Stream.iterate(0, i -> i < keys.size(), i -> i + 1)
                .map(i -> ":" + keys.get(i) + "=" + ports.get(i))
                .collect(Collectors.joining());
    }

    int jmxPort() {
        return jmxPort;
    }

    /** What this command of a running server prints. */
    String asadmin(String... command) {
        return run(command);
    }

    private String run(String... command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-jar",
                Path.of(System.getProperty("payara.server"), "glassfish/lib/client/appserver-cli.jar")
                        .toString(),
                "--user",
                USER,
                "--passwordfile",
                passwords.toString(),
                "--port",
                String.valueOf(adminPort),
                "--interactive=false",
                "--terse=true"));
        line.addAll(List.of(command));
        return execute(line);
    }

    private static String execute(List<String> line) {
        try {
            Path output = Files.createTempFile(FOLDER, "output", ".txt");
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            String printed = Files.readString(output, StandardCharsets.UTF_8).strip();
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", line) + " answers " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What the application's test servlet answers. */
    String get(TestApp app, String pathAndQuery) {
        var response = request(HttpRequest.newBuilder(
                URI.create("http://localhost:" + httpPort + "/" + app.name() + "/test/" + pathAndQuery)));
        if (response.statusCode() != 200) {
            throw new IllegalStateException(name + " answers " + response.statusCode() + " " + response.body());
        }
        return response.body().strip();
    }

    /** A page of the admin port, for the administrator. */
    String adminPage(String path, String mediaType) {
        var credentials = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return request(adminRequest(path, mediaType).header("Authorization", "Basic " + credentials))
                .body();
    }

    /** How the admin port answers one who says no password. */
    int adminStatusForAnybody(String path) {
        return request(adminRequest(path, "application/json")).statusCode();
    }

    private HttpRequest.Builder adminRequest(String path, String mediaType) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + adminPort + path))
                .header("Accept", mediaType);
    }

    private static HttpResponse<String> request(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many objects of this class the server holds on to. */
    long instancesOf(String className) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return execute(List.of(jcmd, String.valueOf(pid()), "GC.class_histogram"))
                .lines()
                .map(String::strip)
                .filter(line -> line.endsWith(" " + className))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                .sum();
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(killer);
    }

    private void kill() {
        if (Files.exists(domain.resolve("config/pid"))) {
            ProcessHandle.of(pid()).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
        }
    }

    /** The server is no child of this process: it tells its own id. */
    private long pid() {
        try {
            return Long.parseLong(Files.readString(domain.resolve("config/pid")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
