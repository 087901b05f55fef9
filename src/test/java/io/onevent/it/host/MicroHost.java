package io.onevent.it.host;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The main class of a Payara Micro process that deploys and undeploys on request and looks into its own JVM. It is in that
 * process the only class of the tests, so it uses the server by reflection. Requests are answered one after another.
 */
public final class MicroHost {

    private static final String HISTOGRAM = "gcClassHistogram";

    private final Object runtime;
    private final Map<String, List<WeakReference<ClassLoader>>> loaders = new HashMap<>();

    private MicroHost(Object runtime) {
        this.runtime = runtime;
    }

    /** Arguments: the port for requests, then those of Payara Micro. */
    public static void main(String[] arguments) throws Exception {
        String[] ofServer = Arrays.copyOfRange(arguments, 1, arguments.length);
        Object micro = Class.forName("fish.payara.micro.boot.PayaraMicroLauncher")
                .getMethod("create", String[].class)
                .invoke(null, (Object) ofServer);
        Class<?> boot = Class.forName("fish.payara.micro.boot.PayaraMicroBoot");
        MicroHost host = new MicroHost(boot.getMethod("getRuntime").invoke(micro));
        HttpServer requests = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
        requests.createContext("/", host::serve);
        requests.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        int status = 200;
        String answer;
        try {
            answer = answer(exchange.getRequestURI().getPath().substring(1).split("/", 3));
        } catch (Exception e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            status = 500;
            answer = trace.toString();
        } finally {
            thread.setContextClassLoader(before);
        }
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String answer(String... request) throws Exception {
        return switch (request[0]) {
            case "deploy" -> deploy(request[1], new File("/" + request[2]));
            case "undeploy" -> undeploy(request[1]);
            case "loaders" -> String.valueOf(loaders(request[1]));
            case "instances" -> String.valueOf(instances(request[1]));
            case "threads" -> threads(request[1]);
            case "mbeans" -> mbeans(request[1]);
            default -> throw new IllegalArgumentException(request[0]);
        };
    }

    private String deploy(String name, File war) throws Exception {
        Class<?> type = Class.forName("fish.payara.micro.PayaraMicroRuntime");
        Object deployed =
                type.getMethod("deploy", String.class, String.class, File.class).invoke(runtime, name, name, war);
        loaders.computeIfAbsent(name, first -> new ArrayList<>()).add(new WeakReference<>(classLoader(name)));
        return deployed.toString();
    }

    private String undeploy(String name) throws Exception {
        Class.forName("fish.payara.micro.PayaraMicroRuntime")
                .getMethod("undeploy", String.class)
                .invoke(runtime, name);
        return name;
    }

    private ClassLoader classLoader(String application) throws Exception {
        ClassLoader server = runtime.getClass().getClassLoader();
        Object habitat = server.loadClass("org.glassfish.internal.api.Globals")
                .getMethod("getDefaultHabitat")
                .invoke(null);
        Class<?> registryType = server.loadClass("org.glassfish.internal.data.ApplicationRegistry");
        Object registry = server.loadClass("org.glassfish.hk2.api.ServiceLocator")
                .getMethod("getService", Class.class, java.lang.annotation.Annotation[].class)
                .invoke(habitat, registryType, new java.lang.annotation.Annotation[0]);
        Object info = registryType.getMethod("get", String.class).invoke(registry, application);
        return (ClassLoader) info.getClass().getMethod("getAppClassLoader").invoke(info);
    }

    /** How many class loaders of this application's deployments are still reachable. */
    private long loaders(String application) throws JMException {
        histogram();
        return loaders.getOrDefault(application, List.of()).stream()
                .filter(loader -> loader.get() != null)
                .count();
    }

    /** How many reachable objects there are whose class has a name that begins so. */
    private static long instances(String prefix) throws JMException {
        return histogram()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length >= 4 && columns[3].startsWith(prefix))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    /** Collects garbage and counts what is left: num, instances, bytes, class. */
    private static String histogram() throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        HISTOGRAM,
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
    }

    /** The threads that run code of classes whose names begin so. */
    private static String threads(String prefix) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().startsWith(prefix)))
                .map(thread -> thread.getKey() + " " + Arrays.toString(thread.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String mbeans(String domain) throws JMException {
        return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName(domain + ":*"), null).stream()
                .map(ObjectName::toString)
                .collect(Collectors.joining("\n"));
    }
}
