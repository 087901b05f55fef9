package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.MendableHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page as it looks: readable by all, in the light and in the dark, at a desk and on a phone, whatever is on it. */
@ExtendWith(NeedsChromium.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserLooksIT {

    /** What is stored. */
    enum Stored {
        NOTHING,
        SOME,
        HOSTILE
    }

    private static final String CONSOLE = "/console/onevent";
    private static final String LONG =
            "the.name.of.an.event.that.is.as.long.as.a.name.can.be.and.has.no.place.where.it" + ".would.like.to.be.br";
    private static final String UNBROKEN = "W".repeat(100);
    private static final String HOSTILE =
            "</td><script>alert('x')</script>\"'&<img src=x onerror=alert(1)>\u202e\u0007\uD83D\uDE00";

    private final Database database = TestDatabase.newDatabase();
    private Server server;
    private Chromium admin;
    private final List<String> events = new ArrayList<>();

    @BeforeAll
    void begin() {
        server = new Server(
                "looked-at",
                ConsoleApp.withRoles(database, "console")
                        .handlers(MendableHandler.class)
                        .build());
        server.start().awaitReady();
        admin = new Chromium(server.address(), CONSOLE, "operator-payload");
    }

    @AfterAll
    void end() {
        if (admin != null) {
            admin.close();
        }
        server.close();
    }

    private void store(Stored what) {
        for (String table : List.of(
                "onevent_event",
                "onevent_dead_event",
                "onevent_processed_event",
                "onevent_audit",
                "onevent_paused_name")) {
            database.execute("DELETE FROM " + table);
        }
        events.clear();
        events.add(new UUID(1, 2).toString());
        switch (what) {
            case NOTHING -> {}
            case SOME -> {
                store(
                        "invoice.send",
                        "customer-7",
                        "the mail server answers 451 Try again later",
                        "{\"invoice\":4711}");
                store(LONG, UNBROKEN, LONG.repeat(5), "x");
                store(UNBROKEN, LONG, UNBROKEN.repeat(5), UNBROKEN.repeat(20));
            }
            case HOSTILE -> store(HOSTILE, HOSTILE, HOSTILE, HOSTILE);
        }
        String last =
                what == Stored.NOTHING ? "order.paid" : "sampled." + what.name().toLowerCase(java.util.Locale.ROOT);
        if (what != Stored.NOTHING) {
            ConsoleApp.waiting(database, last, null, null, null);
        }
        await("the sample is of what is stored now")
                .atMost(Duration.ofSeconds(30))
                .until(() -> admin.open("").texts("tbody th").contains(last)
                        && (what != Stored.NOTHING || admin.all("tbody th").size() == 2));
    }

    private void store(String name, String group, String message, String payload) {
        events.add(ConsoleApp.waiting(
                database,
                name,
                group,
                payload,
                "{\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736" + "-00f067aa0ba902b7-01\",\"tenant\":\""
                        + message.replace("\\", "").replace("\"", "").replace("\u0007", "") + "\"}"));
        events.add(ConsoleApp.dead(database, name, message));
        events.add(ConsoleApp.processed(database, name));
        database.execute(
                "INSERT INTO onevent_audit (id, done_at, who, deed, events, what) VALUES ('" + UUID.randomUUID()
                        + "', CURRENT_TIMESTAMP, 'ada', 'cancel', 1, '" + message.replace("'", "''") + "')");
        database.execute("INSERT INTO onevent_paused_name (name, since) VALUES ('" + name.replace("'", "''")
                + "', CURRENT_TIMESTAMP)");
    }

    /** Each page, and what leads there. */
    private List<Runnable> pages() {
        List<Runnable> pages = new ArrayList<>();
        for (String path : List.of(
                "",
                "?sort=dead",
                "/waiting",
                "/waiting?state=RETRYING",
                "/dead",
                "/dead?error=none",
                "/groups",
                "/instances",
                "/processed",
                "/work",
                "/audit",
                "/nowhere",
                "/waiting?from=yesterday")) {
            pages.add(() -> admin.open(path));
        }
        events.forEach(id -> pages.add(() -> admin.open("/event?id=" + id)));
        for (String page : List.of("/waiting", "/dead", "/processed")) {
            pages.add(() -> {
                admin.open(page);
                if (!admin.all("form.acts button.grave").isEmpty()) {
                    admin.tickFirst().press("button.grave[value$='.chosen']");
                    assertThat(admin.title()).endsWith("1 event?");
                }
            });
        }
        return pages;
    }

    @ParameterizedTest
    @EnumSource
    void everybody_can_read_it(Stored what) {
        store(what);
        for (Runnable page : pages()) {
            page.run();
            for (String scheme : List.of("light", "dark")) {
                assertReadable(admin.scheme(scheme).wide(), scheme);
                assertReadable(admin.phone(), scheme + ", on a phone");
            }
            admin.wide().scheme("light");
        }
        assertThat(admin.complaints()).allMatch(message -> message.contains("status of 40"));
    }

    private void assertReadable(Chromium browser, String how) {
        assertThat(Axe.violations(browser)).as("%s %s", browser.path(), how).isEmpty();
        assertThat(browser.script("return document.documentElement.scrollWidth - innerWidth"))
                .as("how much wider than the screen is %s %s", browser.path(), how)
                .isEqualTo(0L);
    }
}
