package io.onevent.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class PayaraMicro extends Product {

    /** Of EJBs that are session beans of a CDI that is not there. */
    static final String SINGLETON_NOT_SET = "Singleton not set for WebappClassLoader";

    /** The pool checks a connection before it hands it out: so it gets over a restart of the database. */
    static final String VALIDATION =
            """
            <property>
              <name>fish.payara.is-connection-validation-required</name>
              <value>true</value>
            </property>
            <property>
              <name>fish.payara.connection-validation-method</name>
              <value>table</value>
            </property>
            <property>
              <name>fish.payara.validation-table-name</name>
              <value>(SELECT 1) AS one</value>
            </property>
            """;

    @Override
    public ProcessBuilder layOut(Instance instance) throws IOException {
        StringBuilder commands = new StringBuilder();
        for (DataSource dataSource : instance.dataSources()) {
            String file = dataSource.secondPort() == 0 ? "postgresql" : "postgresql-failover";
            commands.append(serverConfig("payara-micro/" + file + ".asadmin", dataSource));
        }
        if (instance.hasVirtualThreads()) {
            commands.append(serverConfig("payara-micro/virtual-threads.asadmin"));
        }
        Path postboot = Files.writeString(instance.root().resolve("postboot.asadmin"), commands);
        // By a command each: those of the command line that come after one whose start fails would not be started.
        Path deploy = Files.write(
                instance.root().resolve("deploy.asadmin"),
                instance.archives().stream().map(archive -> "deploy " + archive).toList());
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(instance.jvmOptions());
        if (instance.traced()) {
            command.addAll(List.of(
                    "-Dotel.sdk.disabled=false",
                    "-Dotel.traces.exporter=otlp",
                    "-Dotel.exporter.otlp.protocol=http/protobuf"));
        }
        command.addAll(List.of("-jar", FETCHED.resolve("payara-micro.jar").toString()));
        if (instance.host() != null) {
            command.addAll(List.of("--prebootcommandfile", listener(instance).toString()));
        }
        command.addAll(List.of(
                "--nohazelcast",
                "--disablephonehome",
                "--port",
                String.valueOf(instance.port()),
                "--rootdir",
                instance.root().resolve("server").toString(),
                "--addlibs",
                drivers(),
                "--postbootcommandfile",
                postboot.toString(),
                "--postdeploycommandfile",
                deploy.toString()));
        return process(instance, command);
    }

    private static Path listener(Instance instance) throws IOException {
        return Files.writeString(
                instance.root().resolve("preboot.asadmin"),
                "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address="
                        + instance.host() + "\n");
    }

    private static String drivers() {
        return Stream.of(
                        System.getProperty("onevent.test.driver", "postgresql.jar"),
                        System.getProperty("onevent.test.other.driver"))
                .filter(Objects::nonNull)
                .map(driver -> FETCHED.resolve(driver).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Override
    public boolean hasTracing() {
        return true;
    }

    @Override
    public Pattern logEntry() {
        return Pattern.compile("(?m)^(?=\\[20)");
    }

    @Override
    public String booted() {
        return "ready in";
    }

    @Override
    public Optional<String> refusalWithoutBeans() {
        return Optional.of(SINGLETON_NOT_SET);
    }

    @Override
    public String errorLevel() {
        return "SEVERE";
    }

    @Override
    public String dataSourceProperties() {
        return VALIDATION;
    }
}
