package io.onevent.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.NewEvent;
import io.onevent.testkit.RecordingEventPublisher;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Inject;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a publisher published, without a container. */
class RecordingEventPublisherTest {

    private final RecordingEventPublisher events = new RecordingEventPublisher();

    @Test
    void what_was_published_is_there_by_name_and_in_order() {
        UUID first = events.publish("order.placed", new Order(1, "Ada"));
        events.publish("order.paid");
        events.publish("order.placed", new Order(2, "Bob"));
        assertThat(events.published()).hasSize(3);
        assertThat(events.published("order.placed").get(0).id()).isEqualTo(first);
        assertThat(events.payloads("order.placed", Order.class))
                .containsExactly(new Order(1, "Ada"), new Order(2, "Bob"));
        assertThat(events.payloads("order.paid", Order.class)).containsExactly((Order) null);
        assertThat(events.only("order.paid").payload()).isNull();
        assertThat(events.published("order.sent")).isEmpty();
        events.assertNone("order.sent");
    }

    @Test
    void a_payload_is_what_it_was_when_it_was_published() {
        StringBuilder names = new StringBuilder("a");
        events.publish("named", Map.of("names", List.of(names.toString())));
        assertThat(events.only("named").payload()).isEqualTo("{\"names\":[\"a\"]}");
        assertThat(events.only("named", String.class)).isEqualTo("{\"names\":[\"a\"]}");
    }

    @Test
    void options_are_there() {
        events.publish(NewEvent.named("invoice.due")
                .group("customer-7")
                .key("k")
                .header("tenant", "acme")
                .delay(Duration.ofMinutes(10))
                .expiresAfter(Duration.ofHours(1)));
        assertThat(events.only("invoice.due")).satisfies(event -> {
            assertThat(event.group()).isEqualTo("customer-7");
            assertThat(event.key()).isEqualTo("k");
            assertThat(event.headers()).containsExactly(Map.entry("tenant", "acme"));
            assertThat(event.delay()).isEqualTo(Duration.ofMinutes(10));
            assertThat(event.expiresAfter()).isEqualTo(Duration.ofHours(1));
            assertThat(event)
                    .hasToString("invoice.due without payload, group customer-7, key k, headers {tenant=acme}, delay"
                            + " PT10M, expires after PT1H");
        });
    }

    @Test
    void what_is_not_as_expected_is_told_with_all_that_was_published() {
        assertThatThrownBy(() -> events.only("order.placed"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected one event \"order.placed\" to be published, but there is nothing");
        events.publish("order.paid", new Order(1, "Ada"));
        assertThatThrownBy(() -> events.only("order.placed"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected one event \"order.placed\" to be published, but what there is is this\n"
                        + " - order.paid {\"customer\":\"Ada\",\"number\":1}");
        events.publish("order.paid");
        assertThatThrownBy(() -> events.only("order.paid", Order.class))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected one event \"order.paid\" to be published, but what there is are these 2\n"
                        + " - order.paid {\"customer\":\"Ada\",\"number\":1}\n - order.paid without payload");
        assertThatThrownBy(() -> events.assertNone("order.paid"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected no event \"order.paid\" to be published, but");
    }

    @Test
    void a_payload_of_another_class_is_told() {
        events.publish("order.placed", Map.of("colour", "red"));
        assertThatThrownBy(() -> events.payloads("order.placed", Order.class))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected the payload to be readable as io.onevent.kit.Order, but it has properties, but"
                        + " none of that type:\n - order.placed {\"colour\":\"red\"}");
        events.clear();
        events.publish("order.placed", "no JSON");
        assertThatThrownBy(() -> events.only("order.placed", Order.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected the payload to be readable as io.onevent.kit.Order, but ");
    }

    @Test
    void it_refuses_what_the_real_one_refuses() {
        assertThatThrownBy(() -> events.publish("a", new Object() {
                    @SuppressWarnings("unused")
                    private final int hidden = 1;
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ONEVENT-505: ");
        assertThatThrownBy(() -> events.publish("a", "\0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.publish(NewEvent.named("a").keyFor(Duration.ofDays(1))))
                .hasMessageContaining("has no key");
        assertThatThrownBy(() -> events.publish(
                        NewEvent.named("a").expiresAt(Instant.now().minusSeconds(1))))
                .hasMessageContaining("in the past");
        assertThatThrownBy(() -> events.publish(
                        NewEvent.named("a").delay(Duration.ofHours(2)).expiresAfter(Duration.ofHours(1))))
                .hasMessageContaining("not more than its delay");
        assertThatThrownBy(() -> events.publish(NewEvent.named("a").delay(Duration.ofDays(4_000_000))))
                .hasMessageContaining("after the year 9999");
        assertThatThrownBy(() -> events.publish(NewEvent.named("a").header("h", "x".repeat(8_000))))
                .hasMessageContaining("the headers of event a have");
        assertThatThrownBy(() -> events.publish((NewEvent) null)).hasMessage("event is null");
        assertThatThrownBy(() -> events.publishAll(null)).hasMessage("events is null");
        assertThat(events.published()).isEmpty();
    }

    @Test
    void an_event_with_a_key_is_there_once_and_the_last_one_if_it_replaces() {
        NewEvent keyed = NewEvent.named("search.index").key("p-1");
        UUID id = events.publish(keyed.payload("1"));
        assertThat(events.publish(keyed.payload("2"))).isEqualTo(id);
        assertThat(events.only("search.index").payload()).isEqualTo("1");
        assertThat(events.publish(keyed.payload("3").replacing().delay(Duration.ofSeconds(5))))
                .isEqualTo(id);
        assertThat(events.only("search.index").payload()).isEqualTo("3");
        assertThat(events.only("search.index").delay()).isEqualTo(Duration.ofSeconds(5));
        assertThatThrownBy(() -> events.publishAll(
                        List.of(NewEvent.named("other"), keyed.replacing().group("g"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(events.published()).as("none or all").hasSize(1);
    }

    @Test
    void the_applications_own_jsonb_writes_and_reads() {
        RecordingEventPublisher own =
                new RecordingEventPublisher(JsonbBuilder.create(new JsonbConfig().withNullValues(true)));
        own.publish("order.placed", new Order(1, null));
        assertThat(own.only("order.placed").payload()).isEqualTo("{\"customer\":null,\"number\":1}");
    }

    /** A publisher of an application. */
    public static class Shop {

        @Inject
        io.onevent.EventPublisher events;
    }

    @Test
    void a_test_selects_it_as_an_alternative() {
        try (SeContainer container = SeContainerInitializer.newInstance()
                .addBeanClasses(Shop.class, RecordingEventPublisher.class)
                .selectAlternatives(RecordingEventPublisher.class)
                .initialize()) {
            container.select(Shop.class).get().events.publish("order.placed");
            container.select(RecordingEventPublisher.class).get().only("order.placed");
        }
    }
}
