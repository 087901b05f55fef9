package io.onevent.demo.shop;

import static io.onevent.testkit.EventAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.testkit.PublishedEvent;
import io.onevent.testkit.RecordingEventPublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page's buttons publish. */
class PublishResourceTest {

    private final RecordingEventPublisher events = new RecordingEventPublisher();
    private final PublishResource resource = new PublishResource();

    {
        resource.shop = new Shop();
        resource.shop.events = events;
        resource.shop.orders = ShopTables.orders("publish");
    }

    static Stream<Arguments> buttons() throws IOException {
        return Pattern.compile("data-what=\"([^\"]+)\" data-event=\"([^\"]+)\"")
                .matcher(Files.readString(Path.of("src/demo/webapp/index.html")))
                .results()
                .map((MatchResult button) -> Arguments.of(button.group(1), button.group(2)));
    }

    @ParameterizedTest
    @MethodSource("buttons")
    void a_button_publishes_the_event_that_it_names_and_no_other(String what, String event) {
        resource.publish(what);

        assertThat(events.published())
                .isNotEmpty()
                .extracting(PublishedEvent::name)
                .containsOnly(event);
    }

    @Test
    void an_order_is_stored_and_published() {
        long before = resource.shop.orders.figures().placed();

        resource.publish("placed");

        assertThat(resource.shop.orders.figures().placed()).isEqualTo(before + 1);
        assertThat(events.only("order.placed", Order.class).item()).isEqualTo("a box of tea");
    }

    @Test
    void a_delayed_one_is_due_later_and_one_behind_a_slow_one_expires() {
        resource.publish("delayed");
        resource.publish("expiring");

        assertThat(events.only("order.placed").delay()).isEqualTo(Duration.ofSeconds(10));
        assertThat(events.published("order.slow"))
                .extracting(PublishedEvent::group)
                .containsExactly("customer-8", "customer-8");
        assertThat(events.published("order.slow"))
                .extracting(slow -> slow.event().expiredAt() != null)
                .containsExactly(false, true);
    }

    @Test
    void a_burst_is_published_at_once() {
        assertThat(resource.publish("burst").ids()).hasSize(1000).doesNotHaveDuplicates();
        assertThat(events).hasNone("order.placed");
    }
}
