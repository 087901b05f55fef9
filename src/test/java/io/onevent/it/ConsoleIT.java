package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.ConsoleBrowser.Answer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console over HTTP, as those use it who may, and as those attack it who may not. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {

    private static final Path DOCUMENT = Path.of("docs/console.md");
    private static final String TABLE_BEGINS = "<!-- The table is written by ConsoleIT. -->\n";
    private static final String TABLE_ENDS = "<!-- End of the table. -->";
    private static final List<String> PAGES = List.of(
            "",
            "/waiting",
            "/dead",
            "/groups",
            "/instances",
            "/processed",
            "/work",
            "/audit",
            "/console.css",
            "/console.js");
    private static final List<String> USERS = List.of("stranger", "viewer", "operator", "payload", "operator-payload");
    private static final String HOSTILE = "</td><script>alert('%1$s')</script>\"'&<img src=x onerror=alert(1)>";

    private final Database database = TestDatabase.newDatabase();
    private Server server;

    @BeforeAll
    void deploy() {
        server = new Server(
                "console",
                ConsoleApp.withRoles(database, "console").build(),
                ConsoleApp.on(database, "silent").build(),
                ConsoleApp.on(database, "closed")
                        .config("onevent.console.enabled", "true")
                        .build(),
                ConsoleApp.on(database, "open")
                        .config("onevent.console.enabled", "true")
                        .config("onevent.console.open", "true")
                        .build());
        server.start().awaitReady();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void begin_anew() {
        for (String table :
                List.of("onevent_event", "onevent_dead_event", "onevent_processed_event", "onevent_audit")) {
            database.execute("DELETE FROM " + table);
        }
    }

    private ConsoleBrowser user(String name) {
        return new ConsoleBrowser(server.address(), "/console/onevent", name);
    }

    private long count(String table, String id) {
        return database.queryLong("SELECT count(*) FROM " + table + " WHERE id = '" + id + "'");
    }

    private List<String> audit() {
        return database.queryAll("SELECT concat_ws(' ', who, deed, events, what) FROM onevent_audit ORDER BY id");
    }

    // Closed by default

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/dead", "/console.css", "/do"})
    void where_nobody_has_enabled_it_there_is_nothing(String path) {
        for (String user : Arrays.asList(null, "operator")) {
            ConsoleBrowser browser = new ConsoleBrowser(server.address(), "/silent/onevent", user);
            assertThat(browser.get(path).status()).isEqualTo(404);
            assertThat(browser.send("POST", path, "verb=pause.all", Map.of("Sec-Fetch-Site", "same-origin"))
                            .status())
                    .isIn(404, 405);
        }
    }

    @Test
    void where_no_role_is_named_nobody_is_let_in() {
        for (String user : Arrays.asList(null, "viewer", "operator-payload")) {
            ConsoleBrowser browser = new ConsoleBrowser(server.address(), "/closed/onevent", user);
            for (String page : PAGES) {
                assertThat(browser.get(page).status())
                        .as("%s of %s", page, user)
                        .isEqualTo(403);
            }
            assertThat(browser.act("pause.all").status()).isEqualTo(403);
        }
        assertThat(server.logEntries("ONEVENT-442")).isNotEmpty();
    }

    @Test
    void who_has_not_logged_in_is_asked_to_and_told_nothing() {
        for (String page : PAGES) {
            Answer answer = user(null).get(page);
            assertThat(answer.status()).as(page).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).contains("Basic");
            assertThat(answer.body()).doesNotContain("OnEvent");
        }
        assertThat(user(null).act("pause.all").status()).isEqualTo(401);
        assertThat(user("viewer")
                        .as("nobody-knows")
                        .get("", Map.of("Authorization", "Basic eDp5"))
                        .status())
                .isEqualTo(401);
    }

    // Open to the machine itself

    @Test
    void the_open_one_lets_in_who_sits_at_the_machine_and_says_so_at_the_deployment() {
        ConsoleBrowser here = new ConsoleBrowser(server.address(), "/open/onevent", null);
        assertThat(here.get("").status()).isEqualTo(200);
        assertThat(server.logEntries("ONEVENT-441")).isNotEmpty();
    }

    @Test
    void who_speaks_HTTP_2_is_let_in_and_may_act_as_well() throws Exception {
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        URI console = server.address().resolve("/open/onevent");
        // From the second request on, if the server has taken up the first one's offer.
        browser.send(HttpRequest.newBuilder(console).build(), BodyHandlers.discarding());
        HttpResponse<String> page = browser.send(HttpRequest.newBuilder(console).build(), BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        String token = ConsoleBrowser.tokenIn(new Answer(200, Map.of(), page.body()));
        HttpRequest pause = HttpRequest.newBuilder(server.address().resolve("/open/onevent/do"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", "http://" + server.address().getAuthority())
                .POST(BodyPublishers.ofString("verb=pause.all&token=" + ConsoleBrowser.encoded(token)))
                .build();
        assertThat(browser.send(pause, BodyHandlers.discarding()).statusCode()).isEqualTo(303);
        assertThat(audit()).hasSize(1);
        database.execute("UPDATE onevent_pause SET paused = 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.7",
                "Forwarded: for=203.0.113.7",
                "X-Forwarded-Host: shop.example",
                "Host: shop.example",
                "Host: localhost.shop.example",
                "Via: 1.1 proxy"
            })
    void the_open_one_lets_in_nobody_who_comes_from_elsewhere_through_this_machine(String header) {
        String[] parts = header.split(": ");
        ConsoleBrowser elsewhere = new ConsoleBrowser(server.address(), "/open/onevent", null);
        assertThat(elsewhere.get("", Map.of(parts[0], parts[1])).status()).isEqualTo(403);
    }

    // Who may what

    /** What somebody may or may not do. */
    private record Deed(String words, String right, Function<ConsoleBrowser, Answer> send, Supplier<Boolean> isDone) {}

    private List<Deed> deeds() {
        List<Deed> deeds = new ArrayList<>();
        for (String page : PAGES) {
            deeds.add(new Deed(
                    "look at " + (page.isEmpty() ? "/" : page), "viewer", browser -> browser.get(page), () -> true));
        }
        String waiting = ConsoleApp.waiting(database, "table", null, "secret payload", null);
        deeds.add(new Deed("look at an event", "viewer", browser -> browser.get("/event?id=" + waiting), () -> true));
        deeds.add(new Deed(
                "see its payload",
                "payload",
                browser -> {
                    Answer page = browser.get("/event?id=" + waiting);
                    return page.body().contains("secret payload") ? page : new Answer(403, Map.of(), "");
                },
                () -> true));
        deeds.add(act("pause all names", "pause.all", () -> isPaused(true)));
        deeds.add(act("resume all names", "resume.all", () -> isPaused(false)));
        deeds.add(act("pause one name", "pause.one", () -> isPaused("table", 1), "name", "table"));
        deeds.add(act("resume one name", "resume.one", () -> isPaused("table", 0), "name", "table"));
        deeds.add(act("put an event off", "reschedule.one", () -> true, "id", waiting, "due", "2099-01-01T00:00:00Z"));
        deeds.add(act("run an event now", "run-now.one", () -> true, "id", waiting));
        deeds.add(act("be asked for a confirmation", "cancel.one", () -> true, "id", waiting));
        deeds.add(once("cancel an event", "cancel.one", "onevent_event"));
        deeds.add(once("replay a dead event", "replay.one", "onevent_dead_event"));
        deeds.add(once("discard a dead event", "discard.one", "onevent_dead_event"));
        deeds.add(once("restore a processed event", "restore.one", "onevent_processed_event"));
        deeds.add(once("delete a processed event", "forget.one", "onevent_processed_event"));
        deeds.add(all("cancel all that match", "cancel.all", "onevent_event"));
        deeds.add(all("replay all that match", "replay.all", "onevent_dead_event"));
        deeds.add(all("discard all that match", "discard.all", "onevent_dead_event"));
        deeds.add(all("restore all that match", "restore.all", "onevent_processed_event"));
        deeds.add(all("delete all processed that match", "forget.all", "onevent_processed_event"));
        deeds.add(act("stop a work", "stop.one", () -> true, "id", new UUID(0, 0)));
        return deeds;
    }

    private Deed act(String words, String verb, Supplier<Boolean> isDone, Object... fields) {
        return new Deed(words, "operator", browser -> browser.act(verb, fields), isDone);
    }

    private String stored(String table, String name) {
        return switch (table) {
            case "onevent_event" -> ConsoleApp.waiting(database, name, null, null, null);
            case "onevent_dead_event" -> ConsoleApp.dead(database, name, "no");
            default -> ConsoleApp.processed(database, name);
        };
    }

    private Deed once(String words, String verb, String table) {
        String id = stored(table, "once");
        return act(words, verb, () -> count(table, id) == 0, "id", id, "sure", 1);
    }

    private Deed all(String words, String verb, String table) {
        String name = verb.replace('.', '-');
        String id = stored(table, name);
        return act(
                words,
                verb,
                () -> {
                    await().atMost(Duration.ofSeconds(20)).until(() -> count(table, id) == 0);
                    return true;
                },
                "q",
                "name=" + name,
                "sure",
                1);
    }

    private boolean isPaused(boolean paused) {
        return database.queryLong("SELECT paused FROM onevent_pause") == (paused ? 1 : 0);
    }

    private boolean isPaused(String name, int rows) {
        return database.queryLong("SELECT count(*) FROM onevent_paused_name WHERE name = '" + name + "'") == rows;
    }

    private static boolean may(String user, String right) {
        List<String> roles = List.of(user.split("-"));
        return roles.contains(right) || right.equals("viewer") && !user.equals("stranger");
    }

    @Test
    void each_role_may_what_the_table_says_and_nothing_else() throws IOException {
        StringBuilder table = new StringBuilder("| who may | "
                + String.join(" | ", "nobody logged in", "no role", "`view`", "`operate`", "`payload`", "both")
                + " |\n|---|---|---|---|---|---|---|\n");
        for (Deed deed : deeds()) {
            table.append("| ").append(deed.words).append(" | no");
            assertThat(deed.send.apply(user(null)).status()).as(deed.words).isIn(401, 403);
            List<String> before = audit();
            // Those who may not come first: what they have asked for must still be there.
            Map<String, Boolean> done = USERS.stream()
                    .sorted((one, other) -> Boolean.compare(may(one, deed.right), may(other, deed.right)))
                    .collect(Collectors.toMap(user -> user, user -> {
                        int status = deed.send.apply(user(user)).status();
                        assertThat(status).as("%s, by %s", deed.words, user).isIn(200, 303, 403);
                        assertThat(status < 400)
                                .as("%s, by %s", deed.words, user)
                                .isEqualTo(may(user, deed.right));
                        if (status >= 400) {
                            assertThat(audit())
                                    .as("%s, refused to %s", deed.words, user)
                                    .isEqualTo(before);
                        } else {
                            assertThat(deed.isDone.get())
                                    .as("%s, by %s", deed.words, user)
                                    .isTrue();
                        }
                        return status < 400;
                    }));
            USERS.forEach(user -> table.append(" | ").append(done.get(user) ? "yes" : "no"));
            table.append(" |\n");
        }
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf(TABLE_BEGINS) + TABLE_BEGINS.length();
        int end = document.indexOf(TABLE_ENDS);
        String current = "\n" + table + "\n";
        if (Boolean.getBoolean("table.write")) {
            Files.writeString(DOCUMENT, document.substring(0, begin) + current + document.substring(end));
        } else {
            assertThat(document.substring(begin, end))
                    .as("-Dtable.write=true writes it")
                    .isEqualTo(current);
        }
    }

    // From where, and with what

    static Stream<Map<String, String>> headersOfOthers() {
        return Stream.of(
                Map.of(),
                Map.of("Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "same-site"),
                Map.of("Sec-Fetch-Site", "none"),
                Map.of("Sec-Fetch-Site", "cross-site", "Origin", "http://evil.example"),
                Map.of("Origin", "http://evil.example"),
                Map.of("Origin", "null"),
                Map.of("Origin", "http://localhost"),
                Map.of("Origin", "http://localhost.evil.example"));
    }

    @ParameterizedTest
    @MethodSource("headersOfOthers")
    void a_form_of_another_site_does_nothing(Map<String, String> headers) {
        ConsoleBrowser operator = user("operator");
        assertThat(operator.act(headers, operator.token(), "pause.all").status())
                .isEqualTo(403);
        assertThat(isPaused(false)).isTrue();
        assertThat(audit()).isEmpty();
    }

    @Test
    void an_older_browser_names_its_own_host() {
        ConsoleBrowser operator = user("operator");
        Map<String, String> own = Map.of("Origin", "http://" + server.address().getAuthority());
        assertThat(operator.act(own, operator.token(), "resume.all").status()).isEqualTo(303);
        assertThat(audit()).containsExactly("operator resume all events are resumed");
    }

    @Test
    void without_its_token_or_with_that_of_another_user_or_browser_nothing_is_done() {
        ConsoleBrowser operator = user("operator");
        Map<String, String> own = Map.of("Sec-Fetch-Site", "same-origin");
        List<String> tokens = new ArrayList<>(Arrays.asList(null, "", "x", "a".repeat(43)));
        // Another user's of the same browser, and the same user's of another browser.
        operator.token();
        tokens.add(operator.as("operator-payload").token());
        tokens.add(user("operator").token());
        for (String token : tokens) {
            assertThat(operator.act(own, token, "pause.all").status()).as(token).isEqualTo(403);
        }
        assertThat(isPaused(false)).isTrue();
        assertThat(audit()).isEmpty();
        assertThat(server.logEntries("ONEVENT-443")).isNotEmpty();
    }

    @Test
    void the_token_of_the_forms_is_that_of_the_user() {
        ConsoleBrowser operator = user("operator");
        assertThat(ConsoleBrowser.tokenIn(operator.get(""))).isEqualTo(operator.token());
        assertThat(ConsoleBrowser.tokenIn(user("viewer").get(""))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void nothing_is_done_by_another_method_than_post(String method) {
        ConsoleBrowser operator = user("operator");
        String token = operator.token();
        operator.send(method, "/do?verb=pause.all&token=" + token, null, Map.of("Sec-Fetch-Site", "same-origin"));
        assertThat(isPaused(false)).isTrue();
        assertThat(audit()).isEmpty();
    }

    @Test
    void every_answer_forbids_scripts_frames_and_copies() {
        ConsoleBrowser viewer = user("viewer");
        List<Answer> answers = new ArrayList<>(PAGES.stream().map(viewer::get).toList());
        answers.add(viewer.get("/nowhere"));
        answers.add(viewer.get("/event?id=x"));
        answers.add(user("stranger").get(""));
        answers.add(viewer.act("pause.all"));
        for (Answer answer : answers) {
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
        Answer first = user("viewer").get("");
        // Open Liberty adds one of its own.
        assertThat(first.headers().get("set-cookie"))
                .as("no session")
                .noneMatch(set -> set.startsWith("JSESSIONID"))
                .filteredOn(set -> set.startsWith("onevent-console="))
                .singleElement()
                .asString()
                .contains("HttpOnly")
                .contains("SameSite=Strict")
                .containsIgnoringCase("Path=/console/onevent");
    }

    /** What JSON-B says of a payload that it cannot read quotes it. */
    @Test
    void the_stack_trace_of_an_unreadable_event_is_for_those_who_may_see_payloads() {
        String id = ConsoleApp.dead(database, "quoted", "no");
        database.execute("UPDATE onevent_dead_event SET reason = 'UNREADABLE' WHERE id = '" + id + "'");
        String stackTrace = "at &lt;i&gt;no";
        assertThat(user("viewer").get("/event?id=" + id).body())
                .contains("The stack trace quotes the payload")
                .doesNotContain(stackTrace);
        assertThat(user("operator-payload").get("/event?id=" + id).body()).contains(stackTrace);
    }

    // Hostile texts

    @Test
    void no_text_of_an_event_becomes_a_part_of_a_page() {
        String name = HOSTILE.formatted("name");
        String id = ConsoleApp.waiting(
                database,
                name,
                HOSTILE.formatted("group"),
                HOSTILE.formatted("payload"),
                "{\"" + "k<script>" + "\":\"</dd><script>alert('header')</script>\"}");
        String dead = ConsoleApp.dead(database, name, HOSTILE.formatted("message"));
        ConsoleBrowser all = user("operator-payload");
        all.act("pause.one", "name", ConsoleBrowser.encoded(name));
        List<Answer> answers = new ArrayList<>();
        for (String page : PAGES.subList(0, 8)) {
            answers.add(all.get(page));
            answers.add(all.get(page + "?name=" + ConsoleBrowser.encoded(name)));
            answers.add(all.get(page + "?told=%3Cscript%3E.1&key=" + ConsoleBrowser.encoded(HOSTILE.formatted("key"))));
            answers.add(all.get(page + "?state=" + ConsoleBrowser.encoded(HOSTILE.formatted("state"))));
            answers.add(all.get(page + "?from=" + ConsoleBrowser.encoded(HOSTILE.formatted("from"))));
        }
        Answer event = all.get("/event?id=" + id);
        assertThat(event.body())
                .contains("alert(&#39;payload&#39;)")
                .contains("alert(&#39;header&#39;)")
                .contains("alert(&#39;group&#39;)");
        answers.add(event);
        answers.add(all.get("/event?id=" + dead));
        answers.add(all.get("/event?id=" + ConsoleBrowser.encoded(HOSTILE)));
        answers.add(all.get("/" + ConsoleBrowser.encoded("<script>alert(1)</script>")));
        answers.add(all.act("replay.one", "id", dead, "q", "name=" + ConsoleBrowser.encoded(name)));
        answers.add(all.act("replay.all", "q", "name=" + ConsoleBrowser.encoded(name)));
        answers.add(all.act(HOSTILE + ".one", "id", HOSTILE));
        for (Answer answer : answers) {
            assertThat(answer.body())
                    .doesNotContainPattern("<script(?! src=\"/console/onevent/console.js\" defer=\"\">)");
            // Quotes of texts are escaped, so those that are left are around values.
            assertThat(answer.body().replaceAll("\"[^\"]*\"", ""))
                    .doesNotContain("<img")
                    .doesNotContainPattern("<[a-z]+[^>]* on[a-z]+=")
                    .doesNotContain("javascript:");
        }
        all.act("resume.one", "name", ConsoleBrowser.encoded(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\nSet-Cookie: x=1", "%0d%0aSet-Cookie:%20x=1", "\nLocation: http://evil.example"})
    void nothing_gets_into_a_header(String text) {
        String id = ConsoleApp.waiting(database, "injected", null, null, null);
        Answer answer = user("operator").act("run-now.one", "id", id, "q", "name=" + text + "&page=" + text);
        // GlassFish refuses to send a header in which a line ends, even one that is encoded as it has to be.
        assertThat(answer.status()).isIn(303, 403);
        if (answer.status() == 303) {
            assertThat(answer.header("Location")).startsWith("/console/onevent/waiting?");
        }
        assertThat(answer.headers().keySet()).doesNotContain("x");
        assertThat(answer.headers().getOrDefault("set-cookie", List.of())).noneMatch(set -> set.startsWith("x="));
        assertThat(answer.headers().getOrDefault("location", List.of())).noneMatch(to -> to.startsWith("http"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../WEB-INF/web.xml",
                "/..%2f..%2fWEB-INF/web.xml",
                "/%2e%2e/%2e%2e/WEB-INF/web.xml",
                "/ConsoleServlet.class",
                "/console.css/../ConsoleServlet.class",
                "/console.css;x=/../Token.class",
                "/..;/..;/WEB-INF/classes/META-INF/microprofile-config.properties",
                "//META-INF/MANIFEST.MF",
                "/console.css%00.html"
            })
    void no_file_but_the_two_is_given_away(String path) {
        Answer answer = user("operator-payload").get(path);
        if (answer.status() == 200) {
            // What a server takes off an address may leave one of the console's own.
            assertThat(answer.header("Content-Type")).startsWith("text/css");
        }
        assertThat(answer.body()).doesNotContain("<web-app").doesNotContain("onevent.datasource");
        assertThat(answer.body()).doesNotContain("Manifest-Version").doesNotContain("ConsoleServlet.java");
    }

    // What is done

    @Test
    void what_was_done_is_noted_with_who_and_how_many() {
        String one = ConsoleApp.dead(database, "noted", "no");
        ConsoleApp.dead(database, "all", "no");
        ConsoleApp.dead(database, "all", "no");
        ConsoleBrowser operator = user("operator");
        assertThat(operator.act("discard.one", "id", one).body())
                .contains("Discard 1 event?")
                .contains("deleted for good");
        assertThat(count("onevent_dead_event", one)).isEqualTo(1);
        assertThat(operator.act("discard.one", "id", one, "sure", 1).header("Location"))
                .isEqualTo("/console/onevent/dead?told=discard.1");
        assertThat(operator.act("discard.all", "q", "name=all").body()).contains("Discard 2 events?");
        assertThat(operator.act("discard.all", "q", "name=all", "sure", 2).header("Location"))
                .isEqualTo("/console/onevent/work");
        await().until(() -> audit().size() == 2);
        assertThat(audit())
                .containsExactly(
                        "operator discard 1 event " + one + " named noted is discarded",
                        "operator discard 2 2 events named all are discarded (all of: name = all)");
        assertThat(operator.get("/audit").body()).contains(one).contains("operator");
        assertThat(operator.get("/work").body()).contains("2 of 2");
    }

    @Test
    void many_are_replayed_in_parts_whose_progress_is_seen() {
        database.execute("INSERT INTO onevent_dead_event (id, create_date, name, retry, seq, version, reason,"
                + " first_failure, last_failure) SELECT gen_random_uuid(), CURRENT_TIMESTAMP, 'many', 0, n, 0, 'FAILED',"
                + " CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM generate_series(1, 2000) AS s (n)");
        ConsoleBrowser operator = user("operator");
        assertThat(operator.act("replay.all", "q", "name=many").body()).contains("Replay 2,000 events");
        operator.act("replay.all", "q", "name=many", "sure", 2000);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> operator.get("/work").body().contains("2,000 of 2,000"));
        assertThat(database.queryLong("SELECT count(*) FROM onevent_event WHERE name = 'many'"))
                .isEqualTo(2000);
        assertThat(database.queryLong("SELECT sum(events) FROM onevent_audit")).isEqualTo(2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.Bank$DownException", "DownException", "Bank$DownException"})
    void all_that_have_died_of_one_error_are_replayed_and_no_others(String error) {
        database.execute(
                "INSERT INTO onevent_dead_event (id, create_date, name, retry, seq, version, reason, error_class,"
                        + " first_failure, last_failure) SELECT gen_random_uuid(), CURRENT_TIMESTAMP, 'erring', 0, n, 0, 'FAILED',"
                        + " CASE WHEN n % 2 = 0 THEN 'shop.Bank$DownException' ELSE 'shop.OtherDownException' END,"
                        + " CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM generate_series(1, 900) AS s (n)");
        ConsoleBrowser operator = user("operator");
        String query = "error=" + ConsoleBrowser.encoded(error);
        String list = operator.get("/dead?" + query).body();
        assertThat(list).contains("page=2").doesNotContain("OtherDownException");
        assertThat(operator.get("/dead?error=Exception").body()).contains("No dead event matches");
        assertThat(operator.act("replay.all", "q", query).body()).contains("Replay 450 events");
        operator.act("replay.all", "q", query, "sure", 450);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> database.queryLong("SELECT count(*) FROM onevent_event WHERE name = 'erring'") == 450);
        assertThat(database.queryAll("SELECT DISTINCT error_class FROM onevent_dead_event"))
                .containsExactly("shop.OtherDownException");
        assertThat(database.queryLong("SELECT count(*) FROM onevent_dead_event"))
                .isEqualTo(450);
        // Several parts of one work are one line.
        assertThat(operator.get("/audit").body())
                .contains("450 events named erring are replayed")
                .contains(" parts");
    }

    @Test
    void what_cannot_be_is_said_with_its_remedy() {
        ConsoleBrowser operator = user("operator");
        assertThat(operator.get("/event?id=x").status()).isEqualTo(400);
        assertThat(operator.get("/event?id=" + new UUID(1, 2)).status()).isEqualTo(404);
        assertThat(operator.get("/waiting?from=yesterday").body()).contains("write it like 2026-01-31T08:30");
        assertThat(operator.act("cancel.chosen").body()).contains("no event is chosen");
        assertThat(operator.act("reschedule.one", "id", new UUID(1, 2), "due", "soon")
                        .status())
                .isEqualTo(400);
    }
}
