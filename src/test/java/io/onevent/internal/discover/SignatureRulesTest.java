package io.onevent.internal.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.DeadEvent;
import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SignatureRulesTest {

    private static final String HERE = SignatureRulesTest.class.getName();

    private static String messageFor(Class<?>... classes) {
        return Deployment.failing(classes).getMessage();
    }

    @ApplicationScoped
    static class BlankName {
        @OnEvent(" ")
        void ship() {}
    }

    @Test
    void a_blank_name_fails_the_deployment() {
        assertThat(messageFor(BlankName.class))
                .isEqualTo("A rule for @OnEvent methods is broken:\n"
                        + "ONEVENT-101: " + HERE + ".BlankName.ship()\n"
                        + "    The name of its events is blank.\n"
                        + "    Legal: @OnEvent(\"order.placed\") void ship(Order order)");
    }

    @ApplicationScoped
    static class LongName {
        private static final String FIFTY = "12345678901234567890123456789012345678901234567890";

        @OnEvent(FIFTY + FIFTY + "1")
        void tooLong() {}

        @OnEvent(FIFTY + FIFTY)
        void longEnough() {}
    }

    @Test
    void a_name_of_101_characters_fails_the_deployment_and_one_of_100_does_not() {
        assertThat(messageFor(LongName.class))
                .contains("ONEVENT-101: " + HERE + ".LongName.tooLong()", "has 101 characters; 100 are the most")
                .doesNotContain("longEnough");
    }

    @ApplicationScoped
    static class OfMany {
        @OnEvent(value = "one", batch = 2)
        void takesOne(Order order) {}

        @OnEvent(value = "raw", batch = 2)
        void raw(String payload, List<StoredEvent> events) {}

        @OnEvent(value = "none", batch = 0)
        void none() {}

        @OnEvent(value = "tooMany", batch = 1_001)
        void tooMany(List<Order> orders) {}

        @OnEvent("forgotten")
        void forgotten(List<StoredEvent> events) {}

        @OnEvent(value = "twice", batch = 2)
        void twice(List<String> one, List<String> other) {}

        @OnEvent(value = "right", batch = 1_000)
        void right(List<Order> orders, List<String> raw, List<StoredEvent> events) {}

        @OnEvent(value = "bounded", batch = 2)
        void bounded(List<? extends Order> orders) {}

        @OnEvent("list.as.payload")
        void list(List<Order> payload) {}

        @OnEvent(value = "mixed", batch = 2)
        void many(List<Order> orders) {}

        @OnEvent("mixed")
        void one(Order order) {}
    }

    @Test
    void a_handler_of_many_takes_lists_and_no_other_does() {
        assertThat(messageFor(OfMany.class))
                .contains(
                        "ONEVENT-122: " + HERE + ".OfMany.takesOne(Order)\n"
                                + "    It is called with up to 2 events, and its parameter Order is no List.",
                        "ONEVENT-122: " + HERE + ".OfMany.raw(String, List<StoredEvent>)\n"
                                + "    It is called with up to 2 events, and its parameter String is no List.",
                        ".OfMany.none()\n    Its batch is 0; 1 to 1000 are possible.",
                        ".OfMany.tooMany(List<Order>)\n    Its batch is 1001; 1 to 1000 are possible.",
                        ".OfMany.forgotten(List<StoredEvent>)\n    It takes a List of events, and is called with one.",
                        "ONEVENT-106: " + HERE + ".OfMany.twice(List<String>, List<String>)",
                        "many(List<Order>) (void, in the event's transaction, with lists), ")
                .doesNotContain(".right(", ".bounded(", ".list(");
    }

    @ApplicationScoped
    static class ReservedName {
        @OnEvent("onevent.probe")
        void probe() {}

        @OnEvent("onevent.Dead")
        void misspelt(DeadEvent dead) {}

        @OnEvent("onevent.dead")
        void alarm(DeadEvent dead) {}

        @OnEvent("oneventful")
        void own() {}
    }

    @Test
    void a_reserved_name_fails_the_deployment_but_that_of_deaths_does_not() {
        assertThat(messageFor(ReservedName.class))
                .contains("ONEVENT-228: " + HERE + ".ReservedName.probe()", "ReservedName.misspelt(", "reserved")
                .contains("@OnEvent(\"onevent.dead\") void alarm(DeadEvent dead)")
                .doesNotContain("ReservedName.alarm", "ReservedName.own");
    }

    @ApplicationScoped
    static class UnstorableName {
        @OnEvent("te\ud800xt")
        void half() {}

        @OnEvent("te\0xt")
        void zero() {}

        @OnEvent("\ud83d\ude00")
        void whole() {}
    }

    @Test
    void a_name_that_no_event_can_have_fails_the_deployment() {
        assertThat(messageFor(UnstorableName.class))
                .contains("ONEVENT-101: " + HERE
                        + ".UnstorableName.half()\n    The name of its events holds U+0000 or half")
                .contains("ONEVENT-101: " + HERE + ".UnstorableName.zero()")
                .doesNotContain("whole");
    }

    @ApplicationScoped
    static class PrivateHandler {
        @OnEvent("order.placed")
        private void ship(Order order, StoredEvent event) {}
    }

    @Test
    void a_private_handler_fails_the_deployment() {
        assertThat(messageFor(PrivateHandler.class))
                .contains("ONEVENT-102: " + HERE + ".PrivateHandler.ship(Order, StoredEvent)\n    It is private");
    }

    @ApplicationScoped
    static class StaticHandler {
        @OnEvent("order.placed")
        static void ship(Order order) {}
    }

    @Test
    void a_static_handler_fails_the_deployment() {
        assertThat(messageFor(StaticHandler.class)).contains("ONEVENT-103: " + HERE + ".StaticHandler.ship(Order)");
    }

    @Stateless
    static class NonPublicEjb {
        @OnEvent("order.placed")
        void ship(Order order) {}

        @OnEvent("order.placed")
        protected void bill(Order order) {}
    }

    @Test
    void a_handler_of_an_ejb_that_is_not_public_fails_the_deployment() {
        assertThat(messageFor(NonPublicEjb.class))
                .contains("ONEVENT-104: " + HERE + ".NonPublicEjb.ship(Order)")
                .contains("ONEVENT-104: " + HERE + ".NonPublicEjb.bill(Order)")
                .contains("Legal: @OnEvent(\"order.placed\") public void ship(Order order)");
    }

    @ApplicationScoped
    static class TwoEvents {
        @OnEvent("order.placed")
        void ship(StoredEvent one, StoredEvent other) {}
    }

    @Test
    void two_event_parameters_fail_the_deployment() {
        assertThat(messageFor(TwoEvents.class))
                .contains("ONEVENT-106: " + HERE + ".TwoEvents.ship(StoredEvent, StoredEvent)")
                .contains("It takes the event 2 times (StoredEvent, StoredEvent)");
    }

    @ApplicationScoped
    static class TwoStrings {
        @OnEvent("order.placed")
        void ship(String one, String other) {}
    }

    @Test
    void two_raw_payload_parameters_fail_the_deployment() {
        assertThat(messageFor(TwoStrings.class))
                .contains("ONEVENT-106", "It takes the raw payload 2 times (String, String)");
    }

    @ApplicationScoped
    static class TwoPayloads {
        @OnEvent("order.placed")
        void ship(List<Order> orders, StoredEvent event, int count) {}
    }

    @Test
    void two_payload_parameters_fail_the_deployment() {
        assertThat(messageFor(TwoPayloads.class))
                .contains("ONEVENT-106: " + HERE + ".TwoPayloads.ship(List<Order>, StoredEvent, int)")
                .contains("It takes the payload read with JSON-B 2 times (List<Order>, int)");
    }

    @ApplicationScoped
    static class OtherReturnTypes {
        @OnEvent("a")
        boolean bool() {
            return true;
        }

        @OnEvent("b")
        CompletableFuture<Void> future() {
            return null;
        }

        @OnEvent("c")
        Void boxed() {
            return null;
        }
    }

    @Test
    void every_return_type_but_void_and_a_stage_fails_the_deployment() {
        assertThat(messageFor(OtherReturnTypes.class))
                .contains("ONEVENT-107: " + HERE + ".OtherReturnTypes.bool()\n    It returns boolean;")
                .contains(
                        "ONEVENT-107: " + HERE + ".OtherReturnTypes.future()\n    It returns CompletableFuture<Void>;")
                .contains("ONEVENT-107: " + HERE + ".OtherReturnTypes.boxed()\n    It returns Void;")
                .contains("CompletionStage<Void> ship(Order order)");
    }

    @ApplicationScoped
    static class AsynchronousMethods {
        @OnEvent("a")
        @jakarta.ejb.Asynchronous
        void ejb() {}

        @OnEvent("b")
        @jakarta.enterprise.concurrent.Asynchronous
        void concurrency() {}

        @OnEvent("c")
        @org.eclipse.microprofile.faulttolerance.Asynchronous
        void faultTolerance() {}
    }

    @ApplicationScoped
    @jakarta.enterprise.concurrent.Asynchronous
    static class AsynchronousClass {
        @OnEvent("d")
        void ship() {}
    }

    @Test
    void an_asynchronous_void_handler_fails_the_deployment() {
        assertThat(messageFor(AsynchronousMethods.class, AsynchronousClass.class))
                .contains(".AsynchronousMethods.ejb()\n    It is void and @jakarta.ejb.Asynchronous:")
                .contains(".concurrency()\n    It is void and @jakarta.enterprise.concurrent.Asynchronous:")
                .contains(
                        ".faultTolerance()\n    It is void and @org.eclipse.microprofile.faulttolerance.Asynchronous:")
                .contains("ONEVENT-108: " + HERE + ".AsynchronousClass.ship()");
    }

    @ApplicationScoped
    static class AsynchronousStage {
        @OnEvent("a")
        @jakarta.enterprise.concurrent.Asynchronous
        CompletionStage<Void> ship() {
            return CompletableFuture.completedStage(null);
        }
    }

    @Test
    void an_asynchronous_handler_may_return_a_stage() {
        try (Deployment deployment = Deployment.of(AsynchronousStage.class)) {
            assertThat(deployment.handlers().kind("a")).isEqualTo(Kind.STAGED);
        }
    }

    @ApplicationScoped
    static class Observer {
        @OnEvent("a")
        void ship(@Observes Order order) {}

        @OnEvent("b")
        void bill(@ObservesAsync Order order) {}
    }

    @Test
    void an_observer_of_cdi_events_fails_the_deployment() {
        assertThat(messageFor(Observer.class))
                .contains("ONEVENT-109: " + HERE + ".Observer.ship(Order)\n    A parameter has @Observes:")
                .contains("ONEVENT-109: " + HERE + ".Observer.bill(Order)\n    A parameter has @ObservesAsync:");
    }

    @ApplicationScoped
    static class CdiEvent {
        @OnEvent("order.placed")
        void ship(Event<Order> event) {}
    }

    @Test
    void an_event_of_cdi_as_parameter_fails_the_deployment_and_the_message_names_the_right_type() {
        assertThat(messageFor(CdiEvent.class))
                .contains("ONEVENT-110: " + HERE + ".CdiEvent.ship(Event<Order>)")
                .contains("the stored event is an io.onevent.StoredEvent");
    }

    @Dependent
    static class OpenType<T> {
        @OnEvent("a")
        void ship(T payload) {}

        @OnEvent("b")
        void shipAll(List<T> payload) {}

        @OnEvent("c")
        <P> void own(P payload) {}
    }

    @Test
    void a_type_variable_that_nothing_stands_for_fails_the_deployment() {
        assertThat(messageFor(OpenType.class))
                .contains("ONEVENT-112: " + HERE + ".OpenType.ship(T)\n    The payload's type T has a type variable")
                .contains("ONEVENT-112: " + HERE + ".OpenType.shipAll(List<T>)")
                .contains("ONEVENT-112: " + HERE + ".OpenType.own(P)");
    }

    @ApplicationScoped
    @Transactional(Transactional.TxType.MANDATORY)
    static class MandatoryStage {
        @OnEvent("order.placed")
        CompletionStage<Void> ship() {
            return null;
        }
    }

    @Stateless
    public static class MandatoryStageOfEjb {
        @OnEvent("order.placed")
        @TransactionAttribute(TransactionAttributeType.MANDATORY)
        public CompletionStage<Void> ship() {
            return null;
        }
    }

    @Test
    void a_stage_of_a_mandatory_transaction_fails_the_deployment() {
        assertThat(messageFor(MandatoryStage.class, MandatoryStageOfEjb.class))
                .contains("ONEVENT-116: " + HERE + ".MandatoryStage.ship()")
                .contains("ONEVENT-116: " + HERE + ".MandatoryStageOfEjb.ship()");
    }

    @ApplicationScoped
    static class ManyMistakes {
        @OnEvent("")
        private static int ship(Event<Order> event, Order order) {
            return 0;
        }
    }

    @Test
    void all_problems_of_all_classes_are_reported_in_one_exception_without_a_stack_trace() {
        var failure = Deployment.failing(ManyMistakes.class, PrivateHandler.class, StaticHandler.class);
        assertThat(failure.getMessage())
                .startsWith("8 rules for @OnEvent methods are broken:\n")
                .contains("101: " + HERE + ".Many", "102: " + HERE + ".Many", "103: " + HERE + ".Many")
                .contains("106: " + HERE + ".Many", "107: " + HERE + ".Many", "110: " + HERE + ".Many")
                .contains("102: " + HERE + ".Private", "103: " + HERE + ".Static");
        // Weld packs it into one of its own.
        assertThat(failure.getCause().getStackTrace()).isEmpty();
    }
}
