package io.onevent.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.DeadEvent;
import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.Reason;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.testkit.HandledEvent;
import io.onevent.testkit.HandlerTest;
import io.onevent.testkit.Outcome;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.json.bind.JsonbBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Handlers are called as the engine would, without a container. */
class HandlerTestTest {

    static class Base<T> {

        final List<Object> seen = new ArrayList<>();

        @OnEvent("inherited")
        void inherited(T payload) {
            seen.add(payload);
        }
    }

    @ApplicationScoped
    static class Shipping extends Base<Order> {

        private CompletableFuture<Void> stage = new CompletableFuture<>();

        @OnEvent("order.placed")
        void ship(Order order, String text, StoredEvent event) {
            seen.add(order);
            seen.add(text);
            seen.add(event.retry());
        }

        @Priority(1)
        @OnEvent("order.placed")
        void first(Order order) {
            seen.add("first");
            if (order.number() < 0) {
                throw new IllegalStateException("negative");
            }
        }

        @OnEvent("rejected")
        void reject() {
            throw new IllegalStateException(new RejectEventException("never"));
        }

        @OnEvent("postponed")
        void postpone() {
            throw new PostponeEventException(Duration.ofSeconds(30));
        }

        @OnEvent("staged")
        CompletionStage<Void> staged(String text) {
            return text == null ? stage : CompletableFuture.failedFuture(new IllegalStateException(text));
        }

        @OnEvent("staged.on.another")
        CompletionStage<Void> stagedOnAnother(String text) {
            return staged(text).thenApply(result -> result);
        }

        @OnEvent(value = "batched", batch = 2)
        void batched(List<Order> orders, List<StoredEvent> events) {
            seen.add(orders.size());
            assertThat(events).hasSameSizeAs(orders);
            if (orders.stream().anyMatch(order -> order.number() < 0)) {
                throw new IllegalStateException("negative");
            }
        }

        @OnEvent("onevent.dead")
        void alarm(DeadEvent dead) {
            seen.add(dead.reason());
        }
    }

    private final Shipping shipping = new Shipping();
    private final HandlerTest handlers = HandlerTest.of(shipping);

    @Test
    void the_handlers_of_a_name_are_called_in_the_order_of_their_priority_with_what_they_take() {
        handlers.handle("order.placed", new Order(1, "Ada")).assertProcessed();
        assertThat(shipping.seen)
                .containsExactly("first", new Order(1, "Ada"), "{\"customer\":\"Ada\",\"number\":1}", 0);
    }

    @Test
    void an_inherited_handler_gets_what_its_type_variable_stands_for() {
        handlers.handle(NewEvent.named("inherited").payload(new Order(2, null))).assertProcessed();
        assertThat(shipping.seen).containsExactly(new Order(2, null));
    }

    @Test
    void a_run_after_failed_ones_is_handled_as_such() {
        StoredEvent retried = new StoredEvent(
                new UUID(0, 1), "order.placed", "{\"number\":1}", null, null, null, Instant.now(), null, 3);
        handlers.handle(retried).assertProcessed();
        assertThat(shipping.seen).contains(3);
    }

    @Test
    void an_exception_is_a_failed_run_and_keeps_the_other_handlers_from_being_called() {
        HandledEvent run = handlers.handle("order.placed", new Order(-1, "Ada"));
        assertThat(run.assertFailed(IllegalStateException.class).thrown()).hasMessage("negative");
        assertThat(shipping.seen).containsExactly("first");
    }

    @Test
    void a_handler_can_reject_and_postpone() {
        handlers.handle("rejected").assertRejected();
        HandledEvent postponed = handlers.handle("postponed").assertPostponed(Duration.ofSeconds(30));
        assertThat(postponed.postponedFor()).hasSeconds(30);
    }

    @Test
    void a_payload_that_cannot_be_read_calls_no_handler() {
        assertThat(handlers.handle("order.placed", "no JSON").outcome()).isEqualTo(Outcome.UNREADABLE);
        assertThat(handlers.handle("order.placed", Map.of("colour", "red")).outcome())
                .isEqualTo(Outcome.UNREADABLE);
        assertThat(shipping.seen).isEmpty();
    }

    @Test
    void a_stage_is_waited_for() {
        CompletableFuture.delayedExecutor(50, java.util.concurrent.TimeUnit.MILLISECONDS)
                .execute(() -> shipping.stage.complete(null));
        handlers.handle("staged").assertProcessed();
        handlers.handle("staged", "wrong").assertFailed(IllegalStateException.class);
        assertThat(handlers.handle("staged.on.another", "wrong").thrown())
                .isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_stage_that_stays_open_has_failed() {
        HandledEvent run = handlers.within(Duration.ofMillis(20)).handle("staged");
        assertThat(run.assertFailed(TimeoutException.class).thrown())
                .hasMessageContaining("staged(String) is still open after PT0.02S");
    }

    @Test
    void batches_are_of_the_declared_size_and_those_of_one_that_fails_are_handled_alone() {
        List<HandledEvent> runs =
                handlers.handleAll("batched", List.of(new Order(1, ""), new Order(-2, ""), new Order(3, "")));
        assertThat(runs)
                .extracting(HandledEvent::outcome)
                .containsExactly(Outcome.PROCESSED, Outcome.FAILED, Outcome.PROCESSED);
        assertThat(shipping.seen).containsExactly(2, 1, 1, 1);
        assertThat(handlers.handleAll("batched", List.of())).isEmpty();
    }

    @Test
    void a_death_is_handled() {
        StoredEvent event =
                new StoredEvent(new UUID(0, 1), "order.placed", null, null, null, null, Instant.now(), null, 5);
        handlers.handle(
                        "onevent.dead",
                        new DeadEvent(event, Reason.FAILED, "E", "m", "s", Instant.now(), Instant.now()))
                .assertProcessed();
        assertThat(shipping.seen).containsExactly(Reason.FAILED);
    }

    @Test
    void an_outcome_that_was_not_expected_is_told_with_what_was_thrown() {
        HandledEvent run = handlers.handle("order.placed", new Order(-1, "Ada"));
        String told = "order.placed " + run.event().id()
                + " (retry 0) is FAILED by java.lang.IllegalStateException: negative";
        assertThatThrownBy(run::assertProcessed)
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected event \"order.placed\" to be PROCESSED, but it is:\n - " + told)
                .hasCause(run.thrown());
        assertThatThrownBy(() -> run.assertFailed(ArithmeticException.class))
                .hasMessageContaining("to have failed with java.lang.ArithmeticException, but it is:\n - " + told);
        assertThatThrownBy(run::assertRejected).hasMessageContaining("to be REJECTED");
        assertThatThrownBy(() -> handlers.handle("postponed").assertPostponed(Duration.ofSeconds(3)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("to be postponed for PT3S");
    }

    @Test
    void a_name_without_a_handler_is_told_with_those_that_there_are() {
        assertThatThrownBy(() -> handlers.handle("order.paced"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no @OnEvent(\"order.paced\") method: it handles [batched, ");
        assertThatThrownBy(() -> HandlerTest.of("a bean").handle("a")).hasMessageContaining("it handles nothing");
        assertThatThrownBy(() -> HandlerTest.of(null)).hasMessage("bean is null");
        assertThatThrownBy(() -> handlers.within(Duration.ZERO)).hasMessageContaining("more than zero");
    }

    static class Wrong {

        @OnEvent("a")
        private void hidden() {}

        @OnEvent("b")
        int returns() {
            return 1;
        }
    }

    @Test
    void broken_rules_are_told_as_at_the_deployment() {
        assertThatThrownBy(() -> HandlerTest.of(new Wrong()))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("ONEVENT-102: ")
                .hasMessageContaining("ONEVENT-107: ");
    }

    interface Shape {}

    @ApplicationScoped
    static class Drawing {

        @OnEvent("drawn")
        void draw(Shape shape) {}
    }

    @Test
    void a_json_binding_of_the_application_is_trusted_with_any_type_as_in_a_server() {
        assertThatThrownBy(() -> HandlerTest.of(new Drawing())).hasMessageContaining("ONEVENT-119");
        assertThat(HandlerTest.of(new Drawing(), JsonbBuilder.create())).isNotNull();
    }
}
