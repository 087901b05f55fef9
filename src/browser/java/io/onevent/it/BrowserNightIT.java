package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.MendableHandler;
import io.onevent.it.app.NightHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;

/** A night with four faults, each found and mended with the console alone; docs/console.md tells it, with the pictures that this makes. */
@ExtendWith(NeedsChromium.class)
class BrowserNightIT {

    private static final String CONSOLE = "/shop/onevent";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int FLOOD = 60_000;

    private final Database database = TestDatabase.newDatabase();
    private Server first;
    private Server second;
    private Chromium operator;

    @Test
    void four_faults_are_found_and_mended_with_the_console_alone() {
        TestApp app = ConsoleApp.withRoles(database, "shop")
                .handlers(MendableHandler.class, NightHandlers.class)
                .config("onevent.retry.max-retries", "1")
                .config("onevent.group.on-dead", "park")
                .config("onevent.mode", "all")
                .build();
        try (Server one = new Server("night-1", app);
                Server other = new Server("night-2", app)) {
            first = one.start();
            second = other.start();
            first.awaitReady();
            second.awaitReady();
            try (Chromium browser = new Chromium(first.address(), CONSOLE, "operator")) {
                operator = browser;
                awaitPage("", "2 instances");
                a_name_floods();
                a_handler_fails_always();
                a_group_stands_still();
                an_instance_is_gone();
                who_did_what_is_in_the_audit();
                assertThat(browser.complaints()).isEmpty();
            }
        }
    }

    private void publish(String event) {
        first.get("publish?" + event);
    }

    private void awaitPage(String path, String text) {
        await(path + " shows " + text)
                .atMost(SOON)
                .until(() -> operator.open(path).text().contains(text));
    }

    private void awaitText(String text) {
        await("the page itself comes to show " + text)
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> operator.text().contains(text));
    }

    private void a_name_floods() {
        for (int i = 0; i < FLOOD / 2_000; i++) {
            publish("name=search.index&count=2000");
        }
        await("the sample has the flood").atMost(SOON).until(() -> operator.open("?sort=waiting")
                .textOf("tbody tr")
                .matches("(?s)search\\.index\\b.*\\b5\\d,\\d{3}\\b.*"));
        operator.picture("flood", 900);
        operator.scheme("dark").picture("dark", 900);
        operator.scheme("light").phone().picture("phone", 900);
        operator.wide().press("button[aria-label='Pause search.index']");
        assertThat(operator.note()).startsWith("Paused");
        // All else goes on.
        publish("name=mail.welcome");
        await("another name is handled").atMost(SOON).until(() -> database.effects("mail.welcome") == 1);
        operator.press(By.linkText("search.index")).pressButton("cancel.all");
        assertThat(operator.title()).matches("Cancel 5\\d,\\d{3} events\\?");
        operator.pressButton("cancel.all");
        await("some of the flood is gone").atMost(SOON).until(() -> operator.text()
                .matches("(?s).*\\b[1-9][\\d,]* of 5\\d,\\d{3}.*"));
        operator.picture("work", 600);
        awaitText("done");
        await("nothing of the flood waits")
                .atMost(SOON)
                .until(() -> database.queryLong("SELECT count(*) FROM onevent_event") == 0);
        awaitPage("", "search.index is paused since");
        operator.press("button[aria-label='Resume search.index']");
        assertThat(operator.note()).isEqualTo("Resumed.");
    }

    private void a_handler_fails_always() {
        publish("name=order.paid&count=9&payload=order-4711");
        await("all have died").atMost(SOON).until(() -> database.dead() == 9);
        await("the first page shows it")
                .atMost(SOON)
                .until(() -> operator.open("").texts("td.bad a").contains("9"));
        operator.picture("now", 900);
        operator.open("/dead").picture("dead", 900);
        operator.press("caption + thead + tbody a[href*='error=']");
        assertThat(operator.text()).contains("the bank answers 503 Service Unavailable");
        operator.press("tbody a.id");
        assertThat(operator.text()).contains("MendableHandler.java");
        operator.picture("event", 900);
        // Whoever runs the bank mends it.
        first.get("open-gate");
        second.get("open-gate");
        operator.open("/dead")
                .press("caption + thead + tbody a[href*='error=']")
                .pressButton("replay.all");
        assertThat(operator.title()).isEqualTo("Replay 9 events?");
        operator.picture("confirm", 500);
        operator.pressButton("replay.all");
        await("all are handled").atMost(SOON).until(() -> database.effects("order.paid") == 9);
        assertThat(database.dead()).isZero();
    }

    private void a_group_stands_still() {
        publish("name=parcel.sent&group=customer-7&payload=nowhere");
        publish("name=parcel.sent&group=customer-7&payload=Vienna&count=3");
        awaitPage("", "1 group stands still");
        operator.pressLink("1 group stands still");
        assertThat(operator.textOf("tbody tr"))
                .contains("customer-7")
                .contains("dead: replay or discard it")
                .contains("3");
        operator.picture("groups", 500);
        operator.press("tbody a.id");
        assertThat(operator.text()).contains("no carrier goes to").contains("The first events of the group");
        operator.pressButton("discard.one").pressButton("discard.chosen");
        await("those behind it are handled").atMost(SOON).until(() -> database.effects("parcel.sent") == 3);
        awaitPage("/groups", "No group stands still");
    }

    private void an_instance_is_gone() {
        second.kill9();
        awaitPage("", "1 instance, 1 gone in the last hour");
        operator.press(By.partialLinkText("gone in the last hour"));
        assertThat(operator.text()).contains("Gone in the last hour");
        operator.picture("instances", 600);
        publish("name=mail.welcome&count=20");
        await("what is left handles all").atMost(SOON).until(() -> database.effects("mail.welcome") == 21);
        second.start().awaitReady();
        awaitPage("", "2 instances, 1 gone in the last hour");
        await("it is there")
                .atMost(SOON)
                .until(() -> operator.open("/instances")
                                .all("main .wide:first-of-type tbody tr")
                                .size()
                        == 2);
    }

    private void who_did_what_is_in_the_audit() {
        operator.open("/audit");
        assertThat(operator.text())
                .contains("search.index")
                .contains("order.paid")
                .contains("discard");
        operator.picture("audit", 700);
    }
}
