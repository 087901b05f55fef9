package io.onevent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.demo.DemoInstance.State;
import io.onevent.server.Ports;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The demo with its two instances, and what tests ask of it by HTTP. */
abstract class RunningDemo {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    /** With the cookies of a browser. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    static DemoInstances demo;

    @BeforeAll
    static void startTheDemo(@TempDir Path directory) {
        demo = DemoInstances.launch(
                Path.of("").toAbsolutePath(), directory, "127.0.0.1", List.of(Ports.free(), Ports.free()));
        // No process outlives the tests.
        Runtime.getRuntime().addShutdownHook(new Thread(demo::close));
        demo.awaitPage();
    }

    @AfterAll
    static void endTheDemo() {
        if (demo != null) {
            demo.close();
        }
    }

    /** Whatever has failed before. */
    @BeforeEach
    void bothRun() {
        for (DemoInstance instance : List.of(demo.first(), demo.second())) {
            if (!instance.isAlive()) {
                demo.start(instance.name());
            }
            awaitState(instance, State.READY);
        }
    }

    static void awaitState(DemoInstance instance, State state) {
        await("the " + instance.name() + " instance is " + state)
                .atMost(START_LIMIT)
                .failFast(instance.name() + " has ended", () -> !instance.isAlive())
                .until(() -> instance.state() == state);
    }

    static JsonObject awaitDead(String id) {
        await("event " + id + " is dead").atMost(PATIENCE).until(() -> listed("dead", id));
        return entries("dead", id).get(0);
    }

    /** The ended runs of the event in the order in which they ended, such as "1 failed". */
    static List<String> runs(String id) {
        List<String> runs = new ArrayList<>(entries("ended", id).stream()
                .map(run -> run.getInt("number") + " " + run.getString("outcome"))
                .toList());
        Collections.reverse(runs);
        return runs;
    }

    static boolean listed(String list, String id) {
        return !entries(list, id).isEmpty();
    }

    static List<JsonObject> entries(String list, String id) {
        return entries(list, id::equals);
    }

    static List<JsonObject> entries(String list, Predicate<String> ids) {
        return state().getJsonArray(list).getValuesAs(JsonObject.class).stream()
                .filter(entry -> ids.test(entry.getString("id")))
                .toList();
    }

    static JsonObject figures() {
        return state().getJsonObject("figures");
    }

    static JsonObject state() {
        return json(HttpRequest.newBuilder(api("state")).build());
    }

    static String publishOne(String what) {
        return ids(publish(what)).get(0);
    }

    static List<String> ids(JsonObject published) {
        return published.getJsonArray("ids").getValuesAs(JsonValue::toString).stream()
                .map(quoted -> quoted.replace("\"", ""))
                .toList();
    }

    static JsonObject publish(String what) {
        return object(post("publish/" + what));
    }

    static String post(String path) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(api(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    static JsonObject json(HttpRequest request) {
        HttpResponse<String> answer = send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return object(answer.body());
    }

    static JsonObject object(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    static HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(demo.first().page().resolve(path)).build());
    }

    static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException("no answer to " + request, failure);
        }
    }

    static URI api(String path) {
        return demo.first().page().resolve("api/" + path);
    }
}
