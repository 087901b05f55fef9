package io.onevent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onevent.demo.DemoInstance.State;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Presses every button of the demo's page over HTTP, and sees in the page's data what the button promises. */
@Tag("server")
class DemoIT extends RunningDemo {

    private static final Pattern BUTTON =
            Pattern.compile("data-what=\"([^\"]+)\" data-event=\"([^\"]+)\">" + "<b>[^<]+</b><code>([^<]+)</code>");
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

    // The page

    @Test
    void the_page_is_there_and_needs_nothing_from_elsewhere() {
        for (String file : List.of("", "demo.css", "demo.js")) {
            HttpResponse<String> answer = get(file);

            assertThat(answer.statusCode()).as(file).isEqualTo(200);
            assertThat(answer.body()).as(file).doesNotContain("http://", "https://");
        }
        assertThat(get("").headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(get("").body()).contains("OnEvent demo");
    }

    /** An address of the same machine to which a server would listen too that listens to all. */
    @Test
    void both_instances_listen_to_the_loopback_address_alone() {
        for (DemoInstance instance : List.of(demo.first(), demo.second())) {
            assertThatThrownBy(() -> new Socket("127.0.0.2", instance.port()).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void a_page_of_another_site_can_neither_publish_nor_kill() {
        for (String path : List.of("publish/placed", "instances/second/kill")) {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(api(path))
                    .header("Sec-Fetch-Site", "cross-site")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build());

            assertThat(answer.statusCode()).as(path).isEqualTo(403);
        }
        assertThat(demo.second().isAlive()).isTrue();
    }

    @Test
    void the_page_has_a_button_for_each_behaviour_tested_here() {
        assertThat(buttons().keySet())
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
    void the_title_of_a_button_names_the_event_that_it_publishes() {
        buttons().forEach((what, event) -> {
            List<String> ids = ids(publish(what));
            if (!what.equals("rolled-back")) {
                await("the event of button " + what + " is shown")
                        .atMost(PATIENCE)
                        .until(() -> Stream.of("waiting", "running", "ended", "dead")
                                .flatMap(list -> entries(list, ids::contains).stream())
                                .anyMatch(entry -> entry.getString("name").equals(event)));
            }
        });
    }

    @Test
    void the_code_behind_each_button_is_that_of_the_source() throws IOException {
        String shop = Files.readString(Path.of("src/demo/java/io/onevent/demo/shop/Shop.java"));
        String handlers = Files.readString(Path.of("src/demo/java/io/onevent/demo/shop/OrderHandlers.java"));

        buttons().forEach((what, event) -> {
            JsonObject code = json(
                    HttpRequest.newBuilder(api("code/" + what + "/" + event)).build());
            String[] publishing = code.getString("publishing").split("\n\n");

            assertThat(publishing[0]).contains("\"" + what + "\" calls shop.");
            assertThat(publishing).hasSizeGreaterThan(1);
            assertThat(Stream.of(publishing).skip(1).map(String::strip)).allSatisfy(method -> assertThat(shop)
                    .contains(method.indent(4).strip()));
            if (what.equals("unhandled")) {
                assertThat(code.containsKey("handler")).isFalse();
            } else {
                assertThat(code.getString("handler")).contains("@OnEvent(\"" + event + "\")");
                assertThat(handlers)
                        .contains(code.getString("handler").indent(4).strip());
            }
        });
    }

    // What the buttons publish

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
    void a_poison_event_dies_after_its_retries() {
        String id = publishOne("poison");
        JsonObject dead = awaitDead(id);

        assertThat(dead.getString("reason")).isEqualTo("FAILED");
        assertThat(dead.getString("errorClass")).isEqualTo(IllegalStateException.class.getName());
        assertThat(dead.getString("message")).isEqualTo("no run of this handler ever succeeds");
        assertThat(runsOf(id, "failed")).containsExactly("1 failed", "2 failed", "3 failed", "4 failed");
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

        List<String> ids = ids(publish("burst"));

        assertThat(ids).hasSize(1000);
        await("all of it is handled")
                .atMost(PATIENCE)
                .until(() -> figures().getInt("ordersDone") == before.getInt("ordersDone") + 1000);
        assertThat(figures().getInt("handled")).isEqualTo(before.getInt("handled") + 1000);
        assertThat(figures().getInt("failed")).isEqualTo(before.getInt("failed"));
    }

    @Test
    void a_burst_is_one_line_from_its_first_event_to_its_last() {
        List<String> ids = ids(publish("burst"));

        await("all of it is handled").atMost(PATIENCE).until(() -> {
            for (String list : List.of("waiting", "running", "ended")) {
                assertThat(entries(list, ids::contains)).as(list).hasSizeLessThan(2);
            }
            return entries("ended", ids::contains).stream().anyMatch(line -> line.getInt("count") == 1000);
        });
        JsonObject by = entries("ended", ids::contains).get(0).getJsonObject("by");
        assertThat(by.keySet()).containsExactlyInAnyOrder("first", "second");
        assertThat(by.getInt("first") + by.getInt("second")).isEqualTo(1000);
    }

    // The console

    @Test
    void the_page_leads_to_the_console_which_shows_the_queue_without_a_login() {
        assertThat(get("").body()).contains("href=\"onevent\"", "href=\"onevent/dead\"");
        for (String page : List.of("onevent", "onevent/dead")) {
            assertThat(get(page).statusCode()).as(page).isEqualTo(200);
            assertThat(get(page).body()).as(page).contains("<html", "onevent/waiting");
        }
    }

    @Test
    void a_dead_event_is_found_in_the_console_replayed_and_discarded_there() {
        String id = publishOne("poison");
        awaitDead(id);

        assertThat(get("demo.js").body()).contains("\"onevent/event?id=\" + ");
        assertThat(get("onevent/event?id=" + id).body().replace("<wbr>", ""))
                .contains("order.poison", "OrderHandlers.neverShip", "the parcel weighs minus one gram");
        assertThat(console("replay.one", "id", id).body()).contains("Replay 1 event?");
        assertThat(listed("dead", id)).isTrue();

        assertThat(console("replay.one", "id", id, "sure", "1").statusCode()).isEqualTo(303);
        await("it failed a fifth time").atMost(PATIENCE).until(() -> runs(id).size() > 4);
        awaitDead(id);
        assertThat(console("discard.one", "id", id, "sure", "1").statusCode()).isEqualTo(303);
        assertThat(listed("dead", id)).isFalse();
        assertThat(get("onevent/audit").body()).contains(id, "replay", "discard");
    }

    @Test
    void the_console_asks_before_all_dead_events_are_discarded() {
        awaitDead(publishOne("rejected"));
        awaitDead(publishOne("rejected"));
        await("nothing else is about to die")
                .atMost(PATIENCE)
                .until(() -> figures().getInt("running") == 0
                        && entries("waiting", id -> true).stream()
                                .allMatch(event -> event.getString("name").equals("order.unhandled")));
        int dead = figures().getInt("dead");

        HttpResponse<String> question = console("discard.all", "q", "");

        assertThat(question.body()).contains("Discard " + dead + " events?");
        assertThat(figures().getInt("dead")).isEqualTo(dead);
        assertThat(console("discard.all", "q", "", "sure", String.valueOf(dead)).statusCode())
                .isEqualTo(303);
        await("they are gone").atMost(PATIENCE).until(() -> figures().getInt("dead") == 0);
    }

    // The two instances

    @Test
    void what_a_killed_instance_had_begun_is_handled_by_the_other_one_which_is_not_killed_and_it_comes_back() {
        String id = publishUntilItRunsOn("second");

        post("instances/second/kill");

        assertThat(demo.second().isAlive()).isFalse();
        assertThat(server("second").getString("state")).isEqualTo("killed");
        await("the first one has handled it").atMost(PATIENCE).until(() -> instancesOf(id, "handled")
                .contains("first"));
        assertThat(runs(id)).containsExactly("1 lost", "1 handled");
        assertThat(instancesOf(id, "lost")).containsExactly("second");

        HttpResponse<String> refused = send(HttpRequest.newBuilder(api("instances/first/kill"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("nobody would be left");

        long before = server("second").getInt("pid");
        post("instances/second/start");

        assertThat(server("second").getString("state")).isEqualTo("starting");
        awaitState(demo.second(), State.READY);
        assertThat(server("second").getInt("pid")).isNotEqualTo((int) before);
        assertThat(publishUntilItRunsOn("second")).isNotNull();
    }

    private static Map<String, String> buttons() {
        Map<String, String> buttons = new LinkedHashMap<>();
        Matcher button = BUTTON.matcher(get("").body());
        while (button.find()) {
            assertThat(button.group(3)).isEqualTo(button.group(2));
            buttons.put(button.group(1), button.group(2));
        }
        return buttons;
    }

    private static JsonObject server(String name) {
        return state().getJsonArray("servers").getValuesAs(JsonObject.class).stream()
                .filter(server -> server.getString("name").equals(name))
                .findAny()
                .orElseThrow();
    }

    /** Either instance may take an event; a slow one is published until this one has it. */
    private static String publishUntilItRunsOn(String instance) {
        List<String> found = new ArrayList<>();
        await("a slow one runs on the " + instance + " instance")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> {
                    String id = publishOne("slow");
                    await("it runs").atMost(PATIENCE).until(() -> listed("running", id));
                    entries("running", id).stream()
                            .filter(run -> run.getJsonObject("by").containsKey(instance))
                            .forEach(run -> found.add(id));
                    return !found.isEmpty();
                });
        return found.get(0);
    }

    private static List<String> instancesOf(String id, String outcome) {
        return entries("ended", id).stream()
                .filter(run -> run.getString("outcome").equals(outcome))
                .flatMap(run -> run.getJsonObject("by").keySet().stream())
                .toList();
    }

    /** As the console's own form sends it. */
    private static HttpResponse<String> console(String verb, String... fields) {
        Matcher token = TOKEN.matcher(get("onevent/dead").body());
        assertThat(token.find()).isTrue();
        StringBuilder form = new StringBuilder("verb=" + verb + "&token=" + token.group(1));
        for (int i = 0; i < fields.length; i += 2) {
            form.append('&').append(fields[i]).append('=').append(fields[i + 1]);
        }
        return send(HttpRequest.newBuilder(demo.first().page().resolve("onevent/do"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build());
    }

    private static List<String> runsOf(String id, String lastOutcome) {
        await("a run of " + id + " ended " + lastOutcome).atMost(PATIENCE).until(() -> runs(id).stream()
                .anyMatch(run -> run.endsWith(lastOutcome)));
        return runs(id);
    }
}
