package io.onevent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.demo.DemoInstance.State;
import io.onevent.it.NeedsChromium;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The demo's page as whoever has it on a phone sees and presses it. */
@Tag("server")
@ExtendWith(NeedsChromium.class)
class BrowserDemoIT extends RunningDemo {

    @Test
    void on_a_phone_what_has_just_happened_is_in_sight_and_a_burst_is_one_line() {
        try (Phone phone = new Phone()) {
            phone.open(demo.first().page());
            assertThat(phone.isTrue("document.documentElement.scrollWidth <= innerWidth"))
                    .as("nothing is cut off at the side")
                    .isTrue();
            for (String what : List.of("placed", "burst", "expiring")) {
                phone.ask("document.querySelector('[data-what=" + what + "]').scrollIntoView()");
                phone.ask("document.querySelector('[data-what=" + what + "]').click()");
                await("the message tells of " + what).atMost(PATIENCE).until(() -> phone.ask("say.textContent")
                        .matches("order\\.[a-z]+: [0-9,]+ events? published, .*"));
                assertThat(phone.isTrue("say.getBoundingClientRect().top >= 0"
                                + " && say.getBoundingClientRect().bottom <= innerHeight"
                                + " && say.getBoundingClientRect().left >= 0"
                                + " && say.getBoundingClientRect().right <= innerWidth"))
                        .as("the message of " + what + " is in sight")
                        .isTrue();
            }
            await("the burst is over")
                    .atMost(PATIENCE)
                    .until(() ->
                            phone.isTrue("document.getElementById('ended').textContent.includes('1,000 handled')"));
            assertThat(phone.isTrue("document.querySelectorAll('.column li').length < 150"))
                    .isTrue();
            assertThat(phone.ask("document.getElementById('handling').textContent"))
                    .contains("@OnEvent(\"order.slow\")");
        }
    }

    @Test
    void code_and_messages_are_shown_as_texts() {
        awaitDead(publishOne("rejected"));
        try (Phone phone = new Phone()) {
            phone.open(demo.first().page());
            phone.ask("document.querySelector('[data-what=rejected]').nextElementSibling.click()");
            await("the code is shown").atMost(PATIENCE).until(() -> phone.ask(
                            "document.getElementById('handling').textContent")
                    .contains("we do not ship to <the Moon>"));
            assertThat(phone.ask("document.getElementById('dead').textContent")).contains("<the Moon>");
        }
    }

    @Test
    void whoever_kills_the_instance_that_he_looks_at_is_led_to_the_other_one() {
        try (Phone phone = new Phone()) {
            phone.open(demo.first().page());
            phone.ask("document.querySelector('#servers [data-key=first] button').click()");
            await("the page says where the other one is")
                    .atMost(PATIENCE)
                    .until(() -> phone.isTrue("say.querySelector('a')"));

            assertThat(phone.ask("say.textContent")).contains("does not answer", "The second one goes on");
            assertThat(phone.ask("say.querySelector('a').href"))
                    .isEqualTo(demo.second().page().toString());

            phone.open(demo.second().page());
            phone.ask("document.querySelector('#servers [data-key=first] button').click()");
            await("the first one has a process again").atMost(PATIENCE).until(demo.first()::isAlive);
            awaitState(demo.first(), State.READY);
            assertThat(phone.ask("state.here")).isEqualTo("second");
        }
    }
}
