package io.onevent.kit;

import static io.onevent.testkit.EventAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.testkit.HandledEvent;
import io.onevent.testkit.HandlerTest;
import io.onevent.testkit.PublishedEvents;
import io.onevent.testkit.RecordingEventPublisher;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The assertions in the manner of AssertJ. */
class EventAssertionsTest {

    private final RecordingEventPublisher events = new RecordingEventPublisher();

    @Test
    void what_is_so_is_asserted() {
        events.publish("order.placed", new Order(1, "Ada"));
        assertThat(events)
                .hasOnly("order.placed")
                .hasOnly("order.placed", new Order(1, "Ada"))
                .has(1, "order.placed")
                .hasNone("order.paid");
    }

    @Test
    void what_is_not_so_is_told_with_what_is_and_with_its_description() {
        events.publish("order.placed", new Order(1, "Ada"));
        assertThatThrownBy(() -> assertThat(events).hasOnly("order.paid"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("what there is is this\n - order.placed");
        assertThatThrownBy(() -> assertThat(events).as("the shop").hasOnly("order.placed", new Order(2, "Ada")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[the shop]")
                .hasMessageContaining("Order[number=2, customer=Ada]")
                .hasMessageContaining("Order[number=1, customer=Ada]");
        assertThatThrownBy(() -> assertThat(events).has(2, "order.placed"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected 2 events \"order.placed\" to be published, but what there is is this");
        assertThatThrownBy(() -> assertThat(events).hasNone("order.placed")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat((PublishedEvents) null).hasNone("a"))
                .isInstanceOf(AssertionError.class);
    }

    static class Wishes {

        @OnEvent("wish")
        void handle(String wish) {
            switch (wish) {
                case "reject" -> throw new RejectEventException("no");
                case "postpone" -> throw new PostponeEventException(Duration.ofMinutes(1));
                case "fail" -> throw new IllegalStateException("wrong");
                default -> {}
            }
        }
    }

    private static HandledEvent handled(String wish) {
        return HandlerTest.of(new Wishes()).handle("wish", wish);
    }

    @Test
    void runs_are_asserted() {
        assertThat(handled("go on")).isProcessed();
        assertThat(handled("reject")).isRejected();
        assertThat(handled("postpone")).isPostponedFor(Duration.ofMinutes(1));
        assertThat(handled("fail")).isFailedBy(IllegalStateException.class);
        assertThatThrownBy(() -> assertThat(handled("fail")).isProcessed())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("to be PROCESSED, but it is:\n - wish ");
        assertThatThrownBy(() -> assertThat(handled("go on")).isRejected()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(handled("go on")).isPostponedFor(Duration.ZERO))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(handled("go on")).isFailedBy(Error.class))
                .isInstanceOf(AssertionError.class);
    }
}
