package io.onevent.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How the instances reach this process, which has started them and so can kill and start them: by HTTP on the loopback
 * address, at a path that only they know. {@code GET} tells of them, {@code POST kill/first} kills the first one.
 */
final class DemoControl implements AutoCloseable {

    private record Answer(int status, String text) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "onevent-demo-control");
        thread.setDaemon(true);
        return thread;
    });
    private final String path = "/" + UUID.randomUUID() + "/";

    private DemoControl(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.start();
    }

    static DemoControl start() {
        try {
            return new DemoControl(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    void serve(DemoInstances instances) {
        server.createContext(path, exchange -> {
            Answer answer = answer(exchange, instances);
            byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
    }

    private Answer answer(HttpExchange exchange, DemoInstances instances) {
        String[] words =
                exchange.getRequestURI().getPath().substring(path.length()).split("/");
        try {
            if (exchange.getRequestMethod().equals("POST") && words.length == 2) {
                return act(words[0], words[1], instances);
            }
            return new Answer(200, instances.told());
        } catch (IllegalArgumentException unknown) {
            return new Answer(404, unknown.getMessage());
        } catch (IllegalStateException | DemoFailedException refused) {
            return new Answer(409, refused.getMessage());
        } catch (RuntimeException failure) {
            return new Answer(500, failure.toString());
        }
    }

    private static Answer act(String verb, String name, DemoInstances instances) {
        switch (verb) {
            case "kill" -> instances.kill(name);
            case "start" -> instances.start(name);
            default -> throw new IllegalArgumentException("nothing here is called " + verb);
        }
        return new Answer(200, instances.told());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
