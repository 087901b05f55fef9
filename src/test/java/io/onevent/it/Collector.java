package io.onevent.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** What a server sends its traces to: a collector that understands OTLP over HTTP, in protobuf, as far as tests look at it. */
final class Collector implements AutoCloseable {

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /**
     * A span that was sent.
     *
     * @param parent the id of the span it is a child of, or empty
     * @param links the traces and spans it is linked to, each as one id after the other
     * @param hasFailed whether its status is an error
     */
    record Span(String trace, String id, String parent, String name, List<String> links, boolean hasFailed) {}

    Collector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::receive);
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    List<Span> spans(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    String names() {
        return spans.stream().map(Span::name).distinct().collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream body = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            byte[] message = body.readAllBytes();
            if (exchange.getRequestURI().getPath().equals("/v1/traces")) {
                for (byte[] ofResource : parts(message, 1)) {
                    for (byte[] ofScope : parts(ofResource, 2)) {
                        parts(ofScope, 2).forEach(span -> spans.add(span(span)));
                    }
                }
            }
        }
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Span span(byte[] span) {
        return new Span(
                hex(span, 1),
                hex(span, 2),
                hex(span, 4),
                new String(parts(span, 5).get(0), StandardCharsets.UTF_8),
                parts(span, 13).stream()
                        .map(link -> hex(link, 1) + hex(link, 2))
                        .toList(),
                // The third field of a status is its code, and 2 is that of an error.
                parts(span, 15).stream().anyMatch(status -> number(status, 3) == 2));
    }

    private static String hex(byte[] message, int field) {
        return parts(message, field).stream().map(HexFormat.of()::formatHex).collect(Collectors.joining());
    }

    /** What a message of protobuf has of a field whose values have a length. */
    private static List<byte[]> parts(byte[] message, int field) {
        List<byte[]> parts = new ArrayList<>();
        read(message, field, parts);
        return parts;
    }

    private static long number(byte[] message, int field) {
        return read(message, field, new ArrayList<>());
    }

    /** Adds the values of a field that have a length, and returns the last that is a number. */
    private static long read(byte[] message, int field, List<byte[]> values) {
        ByteBuffer rest = ByteBuffer.wrap(message);
        long number = 0;
        while (rest.hasRemaining()) {
            long tag = varint(rest);
            boolean wanted = tag >>> 3 == field;
            switch ((int) (tag & 7)) {
                case 0 -> {
                    long value = varint(rest);
                    number = wanted ? value : number;
                }
                case 1 -> rest.getLong();
                case 2 -> {
                    byte[] value = new byte[(int) varint(rest)];
                    rest.get(value);
                    if (wanted) {
                        values.add(value);
                    }
                }
                case 5 -> rest.getInt();
                default -> throw new IllegalArgumentException("no message of protobuf: tag " + tag);
            }
        }
        return number;
    }

    private static long varint(ByteBuffer rest) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = rest.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
