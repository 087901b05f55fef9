package io.onevent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.server.Ports;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Presses every button of the demo's page over HTTP, and sees in the page's data what the button promises. */
@Tag("server")
class DemoIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static DemoServer server;

    @BeforeAll
    static void startTheDemo(@TempDir Path directory) throws IOException {
        server = DemoServer.start(Path.of("").toAbsolutePath(), directory, Ports.free());
    }

    @AfterAll
    static void endTheDemo() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void the_page_is_there_and_needs_nothing_from_elsewhere() {
        HttpResponse<String> page = send(HttpRequest.newBuilder(server.page()).build());

        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body()).contains("OnEvent demo").doesNotContain("http://", "https://");
    }

    @Test
    void the_console_shows_the_queue_without_a_login() {
        for (String page : List.of("onevent", "onevent/dead")) {
            HttpResponse<String> console =
                    send(HttpRequest.newBuilder(server.page().resolve(page)).build());

            assertThat(console.statusCode()).as(page).isEqualTo(200);
            assertThat(console.body()).as(page).contains("<html", "onevent/waiting");
        }
    }

    @Test
    void the_page_has_a_button_for_each_behaviour_tested_here() throws IOException {
        String page = Files.readString(Path.of("src/demo/webapp/index.html"));

        Stream<String> buttons =
                Stream.of(page.split("data-what=\"")).skip(1).map(rest -> rest.substring(0, rest.indexOf('"')));

        assertThat(buttons)
                .containsExactlyInAnyOrder(
                        "placed",
                        "rolled-back",
                        "slow",
                        "fails-twice",
                        "poison",
                        "rejected",
                        "postponed",
                        "delayed",
                        "group",
                        "burst",
                        "unhandled",
                        "expiring");
    }

    @Test
    void an_order_is_handled_in_its_first_run() {
        assertThat(runsOf(publishOne("placed"), "handled")).containsExactly("1 handled");
    }

    @Test
    void a_rolled_back_publish_leaves_no_order_and_no_event() {
        JsonObject before = figures();

        JsonObject answer = publish("rolled-back");

        assertThat(answer.getString("rolledBack")).contains("rolled back together");
        assertThat(answer.getJsonArray("ids")).isEmpty();
        assertThat(figures().getInt("ordersPlaced")).isEqualTo(before.getInt("ordersPlaced"));
        assertThat(figures().getInt("waiting")).isEqualTo(before.getInt("waiting"));
    }

    @Test
    void a_slow_one_is_seen_running() {
        String id = publishOne("slow");

        await("its handler runs").atMost(PATIENCE).until(() -> listed("running", id));
        assertThat(runsOf(id, "handled")).containsExactly("1 handled");
    }

    @Test
    void one_that_fails_twice_is_handled_in_its_third_run() {
        assertThat(runsOf(publishOne("fails-twice"), "handled")).containsExactly("1 failed", "2 failed", "3 handled");
    }

    @Test
    void a_postponed_one_uses_no_retry() {
        assertThat(runsOf(publishOne("postponed"), "handled")).containsExactly("1 postponed", "1 handled");
    }

    @Test
    void a_delayed_one_waits_first() {
        String id = publishOne("delayed");

        await("it is waiting").atMost(PATIENCE).until(() -> listed("waiting", id));
        assertThat(runsOf(id, "handled")).containsExactly("1 handled");
    }

    @Test
    void a_poison_event_dies_after_its_retries_runs_again_when_replayed_and_can_be_discarded() {
        String id = publishOne("poison");
        JsonObject dead = awaitDead(id);

        assertThat(dead.getString("reason")).isEqualTo("FAILED");
        assertThat(dead.getInt("retry")).isEqualTo(3);
        assertThat(dead.getString("errorClass")).isEqualTo(IllegalStateException.class.getName());
        assertThat(dead.getString("message")).isEqualTo("no run of this handler ever succeeds");
        assertThat(dead.getString("stackTrace"))
                .contains("OrderHandlers.neverShip", "ArithmeticException: the parcel weighs minus one gram");
        assertThat(runsOf(id, "failed")).containsExactly("1 failed", "2 failed", "3 failed", "4 failed");

        assertThat(post("dead/" + id + "/replay").getInt("events")).isOne();
        await("it failed a fifth time").atMost(PATIENCE).until(() -> runs(id).size() > 4);
        awaitDead(id);

        assertThat(post("dead/" + id + "/discard").getInt("events")).isOne();
        assertThat(post("dead/" + id + "/discard").getInt("events")).isZero();
        assertThat(listed("dead", id)).isFalse();
    }

    @Test
    void a_rejected_one_is_dead_after_one_run() {
        String id = publishOne("rejected");

        assertThat(awaitDead(id).getString("reason")).isEqualTo("REJECTED");
        assertThat(runsOf(id, "rejected")).containsExactly("1 rejected");
    }

    @Test
    void an_unhandled_one_waits() {
        String id = publishOne("unhandled");

        JsonObject waiting = entries("waiting", id).get(0);
        assertThat(waiting.getBoolean("handlerKnown")).isFalse();
    }

    @Test
    void one_that_cannot_start_in_time_is_dead_without_a_run() {
        List<String> ids = ids(publish("expiring"));

        assertThat(awaitDead(ids.get(1)).getString("reason")).isEqualTo("EXPIRED");
        assertThat(runsOf(ids.get(0), "handled")).containsExactly("1 handled");
        assertThat(runs(ids.get(1))).isEmpty();
    }

    @Test
    void a_group_is_handled_in_the_order_published() {
        List<String> ids = ids(publish("group"));

        await("the last one is handled").atMost(PATIENCE).until(() -> runs(ids.get(4))
                .contains("1 handled"));
        List<String> latestFirst = state().getJsonArray("ended").getValuesAs(JsonObject.class).stream()
                .map(run -> run.getString("id"))
                .filter(ids::contains)
                .toList();
        assertThat(latestFirst).containsExactly(ids.get(4), ids.get(3), ids.get(2), ids.get(1), ids.get(0));
    }

    /** Payara confuses the connections of threads that share a component instance: it shows in runs that fail here. */
    @Test
    void of_a_burst_every_event_is_handled_once_and_none_fails() {
        JsonObject before = figures();

        for (int i = 0; i < 5; i++) {
            assertThat(ids(publish("burst"))).hasSize(200);
        }

        await("nothing of it waits or runs")
                .atMost(PATIENCE)
                .until(() -> figures().getInt("waiting") == before.getInt("waiting")
                        && figures().getInt("running") == 0);
        assertThat(figures().getInt("failed")).isEqualTo(before.getInt("failed"));
        assertThat(figures().getInt("handled")).isEqualTo(before.getInt("handled") + 1000);
        assertThat(figures().getInt("ordersDone")).isEqualTo(before.getInt("ordersDone") + 1000);
    }

    private static JsonObject awaitDead(String id) {
        await("event " + id + " is dead").atMost(PATIENCE).until(() -> listed("dead", id));
        return entries("dead", id).get(0);
    }

    private static List<String> runsOf(String id, String lastOutcome) {
        await("a run of " + id + " ended " + lastOutcome).atMost(PATIENCE).until(() -> runs(id).stream()
                .anyMatch(run -> run.endsWith(lastOutcome)));
        return runs(id);
    }

    /** The ended runs of the event in the order in which they ended, such as "1 failed". */
    private static List<String> runs(String id) {
        List<String> runs = new ArrayList<>(entries("ended", id).stream()
                .map(run -> run.getInt("number") + " " + run.getString("outcome"))
                .toList());
        Collections.reverse(runs);
        return runs;
    }

    private static boolean listed(String list, String id) {
        return !entries(list, id).isEmpty();
    }

    private static List<JsonObject> entries(String list, String id) {
        Predicate<JsonObject> meant = entry -> entry.getString("id").equals(id);
        return state().getJsonArray(list).getValuesAs(JsonObject.class).stream()
                .filter(meant)
                .toList();
    }

    private static JsonObject figures() {
        return state().getJsonObject("figures");
    }

    private static JsonObject state() {
        return json(HttpRequest.newBuilder(api("state")).build());
    }

    private static String publishOne(String what) {
        return ids(publish(what)).get(0);
    }

    private static JsonObject publish(String what) {
        return post("publish/" + what);
    }

    private static List<String> ids(JsonObject published) {
        return published.getJsonArray("ids").getValuesAs(JsonValue::toString).stream()
                .map(quoted -> quoted.replace("\"", ""))
                .toList();
    }

    private static JsonObject post(String path) {
        return json(HttpRequest.newBuilder(api(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private static JsonObject json(HttpRequest request) {
        HttpResponse<String> answer = send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try (var reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException("no answer to " + request, failure);
        }
    }

    private static URI api(String path) {
        return server.page().resolve("api/" + path);
    }
}
