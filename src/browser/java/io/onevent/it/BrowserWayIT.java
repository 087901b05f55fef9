package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.MendableHandler;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;

/** One way through the console in a real browser, on each server. */
@Tag("server")
@ExtendWith(NeedsChromium.class)
class BrowserWayIT {

    private static final String CONSOLE = "/console/onevent";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Database database = TestDatabase.newDatabase();

    @Test
    void a_dead_event_is_found_replayed_and_seen_to_be_handled() {
        TestApp app = ConsoleApp.withRoles(database, "console")
                .handlers(MendableHandler.class)
                .config("onevent.retry.max-retries", "0")
                .config("onevent.event.order.paid.keep-processed", "P1D")
                .build();
        try (Server server = new Server("way", app).start().awaitReady();
                Chromium operator = new Chromium(server.address(), CONSOLE, "operator-payload")) {
            String id = server.get("publish?name=order.paid&payload=order-4711");
            await("the first page shows that one is dead")
                    .atMost(SOON)
                    .until(() -> !operator.open("").all("td.bad a").isEmpty());
            operator.press("td.bad a").press("tbody a.id");
            assertThat(operator.path()).isEqualTo("/event?id=" + id);
            assertThat(operator.text())
                    .contains("the bank answers 503 Service Unavailable")
                    .contains("order-4711")
                    .contains("DownException");
            // Somebody mends the bank.
            server.get("open-gate");
            operator.pressButton("replay.one");
            assertThat(operator.title()).isEqualTo("Replay 1 event?");
            operator.pressButton("replay.chosen");
            assertThat(operator.note()).isEqualTo("1 event is replayed.");
            await("it is processed").atMost(SOON).until(() -> !operator.open("/processed?name=order.paid")
                    .all("tbody a.id")
                    .isEmpty());
            operator.press("tbody a.id");
            assertThat(operator.textOf("dd")).contains("processed");
            assertThat(database.effects("order.paid")).isEqualTo(1);
            operator.press(By.linkText("Audit"));
            assertThat(operator.textOf("tbody tr"))
                    .contains("operator-payload")
                    .contains("replay")
                    .contains(id);
            assertThat(operator.complaints()).isEmpty();
        }
    }
}
