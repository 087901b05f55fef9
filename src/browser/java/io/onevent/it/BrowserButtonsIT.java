package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.MendableHandler;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** Every button, link and field of every page, pressed in a real browser by somebody who may all; and what has come of it. */
@ExtendWith(NeedsChromium.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserButtonsIT {

    private static final String CONSOLE = "/console/onevent";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> PAGES =
            List.of("", "/waiting", "/dead", "/groups", "/instances", "/processed", "/work", "/audit");

    private final Database database = TestDatabase.newDatabase();
    private final Pressed pressed = new Pressed(CONSOLE);
    private Server server;
    private Chromium admin;

    @BeforeAll
    void begin() {
        server = new Server(
                "browsed",
                ConsoleApp.withRoles(database, "console")
                        .handlers(MendableHandler.class)
                        .build());
        server.start().awaitReady();
        admin = new Chromium(server.address(), CONSOLE, "operator-payload", pressed);
    }

    @AfterAll
    void end() {
        if (admin != null) {
            admin.close();
        }
        server.close();
    }

    @BeforeEach
    void begin_anew() {
        for (String table : List.of(
                "onevent_event",
                "onevent_dead_event",
                "onevent_processed_event",
                "onevent_audit",
                "onevent_paused_name")) {
            database.execute("DELETE FROM " + table);
        }
    }

    @AfterEach
    void the_browser_has_nothing_to_complain_of() {
        assertThat(admin.complaints()).isEmpty();
    }

    private String publish(String event) {
        return server.get("publish?" + event);
    }

    private long count(String table, String where) {
        return database.queryLong("SELECT count(*) FROM " + table + " WHERE " + where);
    }

    private boolean isThere(String table, String id) {
        return count(table, "id = '" + id + "'") == 1;
    }

    /** Figures come from a sample. */
    private void awaitOn(String path, String text) {
        await(path + " shows " + text)
                .atMost(SOON)
                .until(() -> admin.open(path).text().contains(text));
    }

    private void many(String table, String columns, String values, int number) {
        database.execute("INSERT INTO " + table + " (id, create_date, name, retry, seq, version" + columns
                + ") SELECT gen_random_uuid(), CURRENT_TIMESTAMP, 'many', 0, n, 0" + values
                + " FROM generate_series(1, " + number + ") AS s (n)");
    }

    private void manyWaiting(int number) {
        many("onevent_event", ", due_at", ", CURRENT_TIMESTAMP + INTERVAL '1' DAY", number);
    }

    private void manyDead(int number) {
        many(
                "onevent_dead_event",
                ", reason, error_class, first_failure, last_failure",
                ", 'FAILED', 'shop.BankException', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP",
                number);
    }

    private void manyProcessed(int number) {
        many(
                "onevent_processed_event",
                ", due_at, start_date, processed_date",
                ", CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP",
                number);
    }

    private void awaitGone(String table, String name) {
        await("nothing named " + name + " is left in " + table)
                .atMost(SOON)
                .until(() -> count(table, "name = '" + name + "'") == 0);
    }

    @Test
    void now_pauses_and_resumes_all_and_one() {
        admin.open("").pressButton("pause.all");
        assertThat(database.queryLong("SELECT paused FROM onevent_pause")).isEqualTo(1);
        assertThat(admin.note()).startsWith("Paused");
        assertThat(admin.text()).contains("All names are paused");
        admin.pressButton("resume.all");
        assertThat(database.queryLong("SELECT paused FROM onevent_pause")).isZero();
        assertThat(admin.note()).isEqualTo("Resumed.");
        awaitOn("", "order.paid");
        admin.press("button[aria-label='Pause order.paid']");
        assertThat(database.queryAll("SELECT name FROM onevent_paused_name")).containsExactly("order.paid");
        assertThat(admin.text()).contains("order.paid is paused since");
        admin.press("button[aria-label='Resume order.paid']");
        assertThat(database.queryAll("SELECT name FROM onevent_paused_name")).isEmpty();
        assertThat(database.queryAll("SELECT concat_ws(' ', who, deed) FROM onevent_audit ORDER BY id"))
                .containsExactly(
                        "operator-payload pause",
                        "operator-payload resume",
                        "operator-payload pause",
                        "operator-payload resume");
    }

    @Test
    void now_puts_the_names_in_order_by_what_is_pressed() {
        ConsoleApp.waiting(database, "a.few", null, null, null);
        manyWaiting(3);
        ConsoleApp.dead(database, "dead", "no");
        awaitOn("", "a.few");
        awaitOn("", "many");
        awaitOn("", "dead");
        assertThat(names().get(0)).isEqualTo("a.few");
        admin.press(By.xpath("//thead//a[.='Waiting']"))
                .pressLink("Oldest")
                .pressLink("Running")
                .pressLink("Failed/min here");
        admin.press(By.xpath("//thead//a[.='Dead']"));
        assertThat(names().get(0)).isEqualTo("dead");
        admin.press(By.xpath("//thead//a[.='Waiting']"));
        assertThat(names().get(0)).isEqualTo("many");
        assertThat(admin.textOf("th[aria-sort]")).isEqualTo("Waiting");
        ConsoleApp.waiting(database, "came.later", null, null, null);
        await("it stays in that order")
                .atMost(SOON)
                .until(() -> names().contains("came.later") && names().get(0).equals("many"));
        admin.followAll(() -> admin.open("?sort=waiting"));
    }

    private List<String> names() {
        return admin.texts("tbody th");
    }

    @Test
    void now_leads_to_what_it_counts() {
        publish("name=slip.of.the.pen&group=customer-7&delay=PT1H");
        publish("name=slip.of.the.pen&group=customer-7");
        ConsoleApp.dead(database, "order.paid", "no");
        awaitOn("", "1 group stands still");
        awaitOn("", "slip.of.the.pen");
        admin.followAll(() -> admin.open(""));
    }

    @Test
    void now_renews_its_figures_while_it_is_looked_at() {
        awaitOn("", "order.paid");
        admin.script("window.isStillTheSame = true");
        ConsoleApp.waiting(database, "came.later", null, null, null);
        await("the page shows it by itself").atMost(SOON).until(() -> admin.text()
                .contains("came.later"));
        assertThat(admin.script("return window.isStillTheSame")).isEqualTo(true);
        // What a fetch has brought can be pressed like the rest.
        admin.press("button[aria-label='Pause came.later']");
        assertThat(database.queryAll("SELECT name FROM onevent_paused_name")).containsExactly("came.later");
    }

    @Test
    void waiting_does_what_it_offers_to_the_chosen() {
        String now = ConsoleApp.waiting(database, "chosen", null, null, null);
        String later = ConsoleApp.waiting(database, "chosen", null, null, null);
        String never = ConsoleApp.waiting(database, "chosen", null, null, null);
        admin.open("/waiting?name=chosen").tick(now).pressButton("run-now.chosen");
        assertThat(admin.note()).isEqualTo("1 event is due now.");
        assertThat(admin.path()).startsWith("/waiting?name=chosen");
        assertThat(count("onevent_event", "due_at <= CURRENT_TIMESTAMP AND id = '" + now + "'"))
                .isEqualTo(1);
        admin.tick(later).fill("due", "2099-01-31T08:30").pressButton("reschedule.chosen");
        assertThat(admin.note()).isEqualTo("1 event is put off.");
        assertThat(count("onevent_event", "due_at > TIMESTAMP '2099-01-01 00:00:00' AND id = '" + later + "'"))
                .isEqualTo(1);
        admin.tick(never).pressButton("cancel.chosen");
        assertThat(admin.title()).isEqualTo("Cancel 1 event?");
        assertThat(isThere("onevent_event", never)).isTrue();
        admin.pressButton("cancel.chosen");
        assertThat(admin.note()).isEqualTo("1 event is cancelled.");
        assertThat(isThere("onevent_event", never)).isFalse();
        assertThat(count("onevent_event", "name = 'chosen'")).isEqualTo(2);
    }

    @Test
    void waiting_cancels_all_that_match_and_nothing_else() {
        ConsoleApp.waiting(database, "some", null, null, null);
        ConsoleApp.waiting(database, "some", null, null, null);
        String other = ConsoleApp.waiting(database, "other", null, null, null);
        admin.open("/waiting?name=some").pressButton("cancel.all");
        assertThat(admin.title()).isEqualTo("Cancel 2 events?");
        Runnable again = () -> admin.open("/waiting?name=some").pressButton("cancel.all");
        admin.followAll(again).pressButton("cancel.all");
        assertThat(admin.title()).isEqualTo("Work");
        awaitGone("onevent_event", "some");
        assertThat(isThere("onevent_event", other)).isTrue();
    }

    @Test
    void waiting_filters_by_each_of_its_fields() {
        ConsoleApp.waiting(database, "one", "g1", null, null);
        String two = ConsoleApp.waiting(database, "two", "g2", null, null);
        database.execute("UPDATE onevent_event SET event_key = 'k2' WHERE id = '" + two + "'");
        String filter = "form.filter button";
        admin.open("/waiting").fill("name", "two").press(filter);
        assertThat(admin.all("tbody tr")).hasSize(1);
        admin.pressLink("all").fill("group", "g1").press(filter);
        assertThat(admin.all("tbody tr")).hasSize(1);
        admin.pressLink("all").fill("key", "k2").press(filter);
        assertThat(admin.all("tbody tr")).hasSize(1);
        admin.pressLink("all").choose("state", "RETRYING").press(filter);
        assertThat(admin.text()).contains("No waiting event matches");
        admin.pressLink("all").choose("state", "DELAYED").press(filter);
        assertThat(admin.all("tbody tr")).hasSize(2);
        admin.pressLink("all").fill("from", "2099-01-01T00:00").press(filter);
        assertThat(admin.text()).contains("No waiting event matches");
        admin.pressLink("all").fill("to", "2099-01-01T00:00").press(filter);
        assertThat(admin.all("tbody tr")).hasSize(2);
        admin.followAll(() -> admin.open("/waiting?to=2099-01-01T00:00"));
    }

    @Test
    void lists_go_on_for_pages_and_choose_all_rows_of_one() {
        manyWaiting(250);
        manyDead(250);
        manyProcessed(250);
        for (String page : List.of("/waiting", "/dead", "/processed")) {
            admin.open(page).pressLink("next →").pressLink("next →");
            assertThat(admin.all("td.choice input")).hasSize(50);
            admin.pressLink("← before");
            assertThat(admin.all("td.choice input")).hasSize(100);
            admin.press("thead input");
            assertThat(admin.all("td.choice input")).allMatch(WebElement::isSelected);
            admin.followAll(() -> admin.open(page + "?page=2"));
        }
        admin.open("/dead?name=many&page=2").followAll(() -> admin.open("/dead?name=many&page=2"));
        admin.open("/dead?page=2").press("thead input").pressButton("discard.chosen");
        assertThat(admin.title()).isEqualTo("Discard 100 events?");
        admin.pressButton("discard.chosen");
        assertThat(count("onevent_dead_event", "name = 'many'")).isEqualTo(150);
    }

    @Test
    void an_event_that_waits_is_run_put_off_and_cancelled() {
        String id = ConsoleApp.waiting(database, "single", "customer-7", "{\"order\":42}", "{\"a\":\"b\"}");
        String page = "/event?id=" + id;
        admin.open(page);
        assertThat(admin.text()).contains("{\"order\":42}");
        admin.followAll(() -> admin.open(page));
        admin.open(page).pressButton("run-now.one");
        assertThat(admin.note()).startsWith("1 event is due now.");
        assertThat(count("onevent_event", "due_at <= CURRENT_TIMESTAMP")).isEqualTo(1);
        admin.open(page).fill("due", "2099-01-31T08:30").pressButton("reschedule.one");
        assertThat(count("onevent_event", "due_at > CURRENT_TIMESTAMP")).isEqualTo(1);
        Runnable ask = () -> admin.open(page).pressButton("cancel.one");
        ask.run();
        admin.followAll(ask).pressButton("cancel.chosen");
        assertThat(isThere("onevent_event", id)).isFalse();
    }

    @Test
    void a_dead_event_is_replayed_or_discarded() {
        String replayed = ConsoleApp.dead(database, "single", "no");
        String discarded = ConsoleApp.dead(database, "single", "no");
        admin.open("/event?id=" + replayed);
        admin.followAll(() -> admin.open("/event?id=" + replayed));
        admin.open("/event?id=" + replayed).pressButton("replay.one").pressButton("replay.chosen");
        assertThat(admin.note()).isEqualTo("1 event is replayed.");
        assertThat(isThere("onevent_event", replayed)).isTrue();
        admin.open("/event?id=" + discarded).pressButton("discard.one").pressButton("discard.chosen");
        assertThat(admin.note()).isEqualTo("1 event is discarded.");
        assertThat(isThere("onevent_dead_event", discarded)).isFalse();
        assertThat(isThere("onevent_event", discarded)).isFalse();
    }

    @Test
    void a_processed_event_is_restored_or_deleted() {
        String restored = ConsoleApp.processed(database, "single");
        String deleted = ConsoleApp.processed(database, "single");
        admin.open("/event?id=" + restored).pressButton("restore.one").pressButton("restore.chosen");
        assertThat(isThere("onevent_event", restored)).isTrue();
        admin.open("/event?id=" + deleted).pressButton("forget.one").pressButton("forget.chosen");
        assertThat(isThere("onevent_processed_event", deleted)).isFalse();
        assertThat(isThere("onevent_event", deleted)).isFalse();
    }

    @Test
    void dead_does_what_it_offers() {
        String replayed = ConsoleApp.dead(database, "mended", "the bank is closed");
        String discarded = ConsoleApp.dead(database, "spoilt", "no");
        awaitOn("/dead", "All dead events by name and reason");
        admin.press("summary");
        admin.followAll(() -> admin.open("/dead").press("summary"));
        admin.open("/dead").tick(replayed).pressButton("replay.chosen");
        admin.followAll(() -> admin.open("/dead").tick(replayed).pressButton("replay.chosen"));
        admin.pressButton("replay.chosen");
        assertThat(isThere("onevent_event", replayed)).isTrue();
        admin.tick(discarded).pressAndConfirm("discard.chosen");
        assertThat(isThere("onevent_dead_event", discarded)).isFalse();
        ConsoleApp.dead(database, "mended", "no");
        ConsoleApp.dead(database, "spoilt", "no");
        Runnable ask = () -> admin.open("/dead?name=mended").pressButton("replay.all");
        ask.run();
        admin.followAll(ask).pressButton("replay.all");
        awaitGone("onevent_dead_event", "mended");
        assertThat(count("onevent_event", "name = 'mended'")).isEqualTo(2);
        admin.open("/dead").pressAndConfirm("discard.all");
        awaitGone("onevent_dead_event", "spoilt");
        assertThat(count("onevent_event", "name = 'spoilt'")).isZero();
    }

    @Test
    void dead_filters_by_each_of_its_fields() {
        ConsoleApp.dead(database, "one", "no");
        String two = ConsoleApp.dead(database, "two", "no");
        database.execute("UPDATE onevent_dead_event SET group_id = 'g2', reason = 'LOST' WHERE id = '" + two + "'");
        String filter = "form.filter button";
        String chosen = "td.choice";
        admin.open("/dead").fill("name", "two").press(filter);
        assertThat(admin.all(chosen)).hasSize(1);
        admin.pressLink("all").fill("group", "g2").press(filter);
        assertThat(admin.all(chosen)).hasSize(1);
        admin.pressLink("all").choose("reason", "LOST").press(filter);
        assertThat(admin.all(chosen)).hasSize(1);
        admin.pressLink("all").fill("from", "2099-01-01T00:00").press(filter);
        assertThat(admin.text()).contains("No dead event matches");
        admin.pressLink("all").fill("to", "2099-01-01T00:00").press(filter);
        assertThat(admin.all(chosen)).hasSize(2);
        admin.followAll(() -> admin.open("/dead?to=2099-01-01T00:00"));
    }

    @Test
    void dead_tells_errors_apart_and_does_what_it_offers_to_those_of_one() {
        manyDead(450);
        String other = ConsoleApp.dead(database, "many", "no");
        admin.open("/dead");
        assertThat(admin.all("tbody")).isNotEmpty();
        admin.press(By.xpath("//caption[contains(.,'Kinds')]/..//td//bdi[.='BankException']/.."));
        assertThat(admin.path()).isEqualTo("/dead?error=shop.BankException");
        assertThat(admin.all("td.choice")).hasSize(100);
        admin.pressLink("next →");
        assertThat(admin.text()).contains("part 2");
        admin.followAll(() -> admin.open("/dead?error=shop.BankException&page=2"));
        admin.open("/dead").fill("error", "Some<b>Exception").press("form.filter button");
        assertThat(admin.all("td.choice")).hasSize(1);
        admin.open("/dead").fill("error", "BankException").press("form.filter button");
        admin.pressButton("replay.all");
        assertThat(admin.title()).isEqualTo("Replay 450 events?");
        admin.followAll(() -> admin.open("/dead?error=BankException").pressButton("replay.all"));
        admin.pressButton("replay.all");
        await("they are replayed").atMost(SOON).until(() -> count("onevent_event", "name = 'many'") == 450);
        assertThat(database.queryAll("SELECT id FROM onevent_dead_event")).containsExactly(other);
    }

    @Test
    void processed_does_what_it_offers() {
        String restored = ConsoleApp.processed(database, "kept");
        String deleted = ConsoleApp.processed(database, "kept");
        admin.open("/processed").tick(restored).pressButton("restore.chosen");
        admin.followAll(() -> admin.open("/processed").tick(restored).pressButton("restore.chosen"));
        admin.pressButton("restore.chosen");
        assertThat(isThere("onevent_event", restored)).isTrue();
        admin.tick(deleted).pressAndConfirm("forget.chosen");
        assertThat(isThere("onevent_processed_event", deleted)).isFalse();
        ConsoleApp.processed(database, "kept");
        ConsoleApp.processed(database, "done");
        String filter = "form.filter button";
        admin.open("/processed").fill("name", "kept").press(filter);
        assertThat(admin.all("td.choice")).hasSize(1);
        Runnable ask = () -> admin.open("/processed?name=kept").pressButton("restore.all");
        ask.run();
        admin.followAll(ask).pressButton("restore.all");
        awaitGone("onevent_processed_event", "kept");
        assertThat(count("onevent_event", "name = 'kept'")).isEqualTo(2);
        admin.open("/processed").fill("group", "none").press(filter);
        assertThat(admin.text()).contains("No processed event that is kept matches");
        admin.pressLink("all").fill("from", "2099-01-01T00:00").press(filter);
        admin.pressLink("all").fill("to", "2099-01-01T00:00").press(filter);
        admin.followAll(() -> admin.open("/processed?to=2099-01-01T00:00"));
        admin.open("/processed").pressAndConfirm("forget.all");
        awaitGone("onevent_processed_event", "done");
        assertThat(count("onevent_event", "name = 'done'")).isZero();
    }

    @Test
    void groups_shows_who_blocks_them_and_looks_into_one() {
        String head = publish("name=head&group=customer-7&delay=PT1H");
        String behind = publish("name=behind&group=customer-7");
        awaitOn("/groups", "customer-7");
        admin.followAll(() -> admin.open("/groups"));
        admin.open("/groups").fill("group", "customer-7").press("form.filter button");
        assertThat(admin.all("tbody tr")).hasSize(2);
        assertThat(admin.textOf("tbody tr")).contains(head.substring(24));
        admin.open("/event?id=" + behind);
        assertThat(admin.note()).contains("It comes after event");
        admin.followAll(() -> admin.open("/event?id=" + behind));
    }

    @Test
    void instances_tells_the_names_that_are_handled() {
        awaitOn("/instances", "handled");
        admin.press("summary");
        assertThat(admin.text()).contains("order.paid · led here");
        admin.followAll(() -> admin.open("/instances"));
    }

    @Test
    void work_shows_how_far_it_is_and_stops() throws Exception {
        manyDead(60_000);
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            // Where it waits, however fast it is.
            connection
                    .createStatement()
                    .execute(
                            "SELECT id FROM onevent_dead_event WHERE id = (SELECT id FROM onevent_dead_event"
                                    + " WHERE name = 'many' ORDER BY last_failure DESC, id DESC LIMIT 1 OFFSET 30000) FOR UPDATE");
            admin.open("/dead?name=many").pressAndConfirm("discard.all");
            assertThat(admin.title()).isEqualTo("Work");
            assertThat(admin.text()).contains("of 60,000");
            await("it is seen to go on by itself").atMost(SOON).until(() -> !admin.text()
                    .contains(" 0 of 60,000"));
            admin.pressButton("stop.one");
            assertThat(admin.note()).startsWith("The work stops");
            connection.rollback();
        }
        await("it has stopped").atMost(SOON).until(() -> admin.text().contains("stopped"));
        assertThat(count("onevent_dead_event", "name = 'many'")).isPositive().isLessThan(60_000);
    }

    @Test
    void audit_goes_back_in_parts() {
        for (int i = 0; i < 250; i++) {
            database.execute("INSERT INTO onevent_audit (id, done_at, who, deed, events, what) VALUES ('"
                    + new java.util.UUID(0x7000L + i, Long.MIN_VALUE) + "', CURRENT_TIMESTAMP, 'ada', 'cancel', 1, 'x"
                    + i
                    + "')");
        }
        admin.open("/audit").pressLink("earlier →").pressLink("earlier →");
        assertThat(admin.all("tbody tr")).hasSize(50);
        admin.followAll(() -> admin.open("/audit"));
    }

    @Test
    void each_page_leads_to_each_other_one_whether_or_not_there_is_something_on_it() {
        List<String> paths = new ArrayList<>(PAGES);
        paths.add("/event?id=" + new java.util.UUID(1, 2));
        paths.add("/nowhere");
        paths.add("/waiting?from=yesterday");
        for (String path : paths) {
            admin.open(path).followAll(() -> admin.open(path));
        }
        // What is refused is among them, and the browser says so.
        assertThat(admin.complaints()).allMatch(message -> message.contains("status of 40"));
    }

    @Test
    void who_may_only_look_sees_all_pages_and_no_button_that_acts() {
        String waiting = ConsoleApp.waiting(database, "some", "g", "secret payload", null);
        String dead = ConsoleApp.dead(database, "some", "no");
        String processed = ConsoleApp.processed(database, "some");
        List<String> paths = new ArrayList<>(PAGES);
        List.of(waiting, dead, processed).forEach(id -> paths.add("/event?id=" + id));
        try (Chromium viewer = new Chromium(server.address(), CONSOLE, "viewer")) {
            for (String path : paths) {
                assertThat(viewer.open(path).all("form[method=post],button[name=verb],input[type=checkbox]"))
                        .as(path)
                        .isEmpty();
                assertThat(viewer.text()).as(path).doesNotContain("secret payload");
            }
            assertThat(viewer.complaints()).isEmpty();
        }
    }

    @Test
    void it_works_without_scripts() {
        try (Chromium plain = new Chromium(server.address(), CONSOLE, "operator")) {
            plain.withoutScripts();
            String id = ConsoleApp.dead(database, "plain", "no");
            plain.openUnseen("/dead").tickUnseen(id).pressUnseen("button[value='replay.chosen']");
            plain.awaitUnseen("Replay 1 event?");
            plain.pressUnseen("button[value='replay.chosen']");
            plain.awaitUnseen("1 event is replayed.");
            assertThat(isThere("onevent_event", id)).isTrue();
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void nothing_that_was_seen_is_left_unpressed() {
        assertThat(pressed.seen()).as("what was seen").hasSizeGreaterThan(100);
        assertThat(pressed.left()).isEmpty();
    }
}
