package io.onevent.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Takes the spans that a server sends by OTLP over HTTP, and drops them. */
final class SpanSink implements AutoCloseable {

    private static final int OK = 200;

    private final HttpServer server;

    SpanSink() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        server.createContext("/", exchange -> {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            exchange.sendResponseHeaders(OK, -1);
            exchange.close();
        });
        server.start();
    }

    /** What Payara's JVM is to be given so that it traces, and sends what it has traced here. */
    String[] options() {
        return new String[] {
            "-Dotel.sdk.disabled=false",
            "-Dotel.traces.exporter=otlp",
            "-Dotel.exporter.otlp.protocol=http/protobuf",
            "-Dotel.exporter.otlp.endpoint=http://localhost:"
                    + server.getAddress().getPort()
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
