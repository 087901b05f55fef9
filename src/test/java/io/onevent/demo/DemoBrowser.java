package io.onevent.demo;

import static org.awaitility.Awaitility.await;

import io.onevent.server.Folder;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A Chromium of this machine with one page open, steered by its own protocol. */
final class DemoBrowser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final Process process;
    private final Path profile;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final WebSocket socket;

    private DemoBrowser(Path program, int width, int height) {
        try {
            profile = Files.createTempDirectory("onevent-demo-browser");
            process = new ProcessBuilder(
                            program.toString(),
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-background-networking",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "about:blank")
                    .redirectErrorStream(true)
                    .redirectOutput(profile.resolve("browser.log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        try {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(address(), new Answers())
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            command(
                    "Emulation.setDeviceMetricsOverride",
                    "{\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":true}");
        } catch (Exception failure) {
            close();
            throw new IllegalStateException("the browser cannot be steered", failure);
        }
    }

    /** Where the path has one. */
    static Optional<Path> program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A phone that is so many pixels wide and high. */
    static DemoBrowser start(int width, int height) {
        return new DemoBrowser(program().orElseThrow(), width, height);
    }

    private URI address() {
        Path port = profile.resolve("DevToolsActivePort");
        await("the browser says its port")
                .atMost(PATIENCE)
                .failFast("the browser has ended", () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> Files.readAllLines(port).size() > 1);
        try {
            var list = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list"))
                    .timeout(PATIENCE)
                    .build();
            String pages = HttpClient.newHttpClient()
                    .send(list, BodyHandlers.ofString())
                    .body();
            try (var reader = Json.createReader(new StringReader(pages))) {
                return reader.readArray().getValuesAs(JsonObject.class).stream()
                        .filter(target -> target.getString("type").equals("page"))
                        .map(target -> URI.create(target.getString("webSocketDebuggerUrl")))
                        .findFirst()
                        .orElseThrow();
            }
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(hurried);
        }
    }

    void open(URI page) {
        command(
                "Page.navigate",
                Json.createObjectBuilder().add("url", page.toString()).build().toString());
        await("the page shows the state").atMost(PATIENCE).ignoreExceptions().until(() -> isTrue("state !== null"));
    }

    /** Whether the expression is, as the page's own script would see it. */
    boolean isTrue(String expression) {
        return ask("String(Boolean(" + expression + "))").equals("true");
    }

    /** What the expression is as a text. */
    String ask(String expression) {
        JsonObject answer = command(
                "Runtime.evaluate",
                Json.createObjectBuilder()
                        .add("expression", "String(" + expression + ")")
                        .build()
                        .toString());
        if (answer.containsKey("exceptionDetails")) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.getJsonObject("result").getString("value");
    }

    private JsonObject command(String method, String parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true);
        JsonObject whole =
                answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (!whole.containsKey("result")) {
            throw new IllegalStateException(whole.toString());
        }
        return whole.getJsonObject("result");
    }

    private final class Answers implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try (var reader = Json.createReader(new StringReader(text.toString()))) {
                    JsonObject message = reader.readObject();
                    CompletableFuture<JsonObject> asked = answers.remove(message.getInt("id", 0));
                    if (asked != null) {
                        asked.complete(message);
                    }
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        Folder.delete(profile);
    }
}
