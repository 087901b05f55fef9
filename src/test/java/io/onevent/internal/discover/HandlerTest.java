package io.onevent.internal.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import jakarta.json.bind.JsonbException;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandlerTest {

    private static final String HERE = HandlerTest.class.getName();

    @BeforeEach
    void forgetRuns() {
        Runs.clear();
    }

    @ApplicationScoped
    static class Parameters {
        private final String self = "bean";

        @OnEvent("none")
        public void none() {
            Runs.note(self + " none");
        }

        @OnEvent("event")
        void event(StoredEvent event) {
            Runs.note(self + " " + event.name());
        }

        @OnEvent("raw")
        protected void raw(String payload) {
            Runs.note(self + " " + payload);
        }

        @OnEvent("payload")
        void payload(Order order) {
            Runs.note(self + " " + order);
        }

        @OnEvent("generic")
        void generic(List<Order> orders) {
            Order first = orders.get(0);
            Runs.note(self + " " + first);
        }

        @OnEvent("wildcard")
        void wildcard(List<? super Order> orders) {
            Object first = orders.get(0);
            Runs.note(self + " " + first);
        }

        @OnEvent("primitive")
        void primitive(int number) {
            Runs.note(self + " " + number);
        }

        @OnEvent("epr")
        void epr(StoredEvent event, Order payload, String raw) {
            Runs.note(event.name() + " " + payload + " " + raw);
        }

        @OnEvent("erp")
        void erp(StoredEvent event, String raw, Order payload) {
            Runs.note(event.name() + " " + payload + " " + raw);
        }

        @OnEvent("per")
        void per(Order payload, StoredEvent event, String raw) {
            Runs.note(event.name() + " " + payload + " " + raw);
        }

        @OnEvent("pre")
        void pre(Order payload, String raw, StoredEvent event) {
            Runs.note(event.name() + " " + payload + " " + raw);
        }

        @OnEvent("rep")
        void rep(String raw, StoredEvent event, Order payload) {
            Runs.note(event.name() + " " + payload + " " + raw);
        }

        @OnEvent("rpe")
        void rpe(String raw, Order payload, StoredEvent event) {
            Runs.note(event.name() + " " + payload + " " + raw);
        }
    }

    @Test
    void each_kind_of_parameter_is_given_alone_whatever_the_access_of_the_method() throws Throwable {
        try (Deployment deployment = Deployment.of(Parameters.class)) {
            deployment.run("none", null);
            deployment.run("event", null);
            deployment.run("raw", " as it is ");
            deployment.run("payload", "{\"id\":1}");
            deployment.run("generic", "[{\"id\":2}]");
            deployment.run("wildcard", "[{\"id\":3}]");
            deployment.run("primitive", "4");
        }
        assertThat(Runs.done())
                .containsExactly(
                        "bean none",
                        "bean event",
                        "bean  as it is ",
                        "bean order 1",
                        "bean order 2",
                        "bean order 3",
                        "bean 4");
    }

    @Test
    void parameters_are_given_in_every_order() throws Throwable {
        List<String> orders = List.of("epr", "erp", "per", "pre", "rep", "rpe");
        try (Deployment deployment = Deployment.of(Parameters.class)) {
            for (String name : orders) {
                deployment.run(name, "{\"id\":1}");
            }
        }
        assertThat(Runs.done())
                .containsExactlyElementsOf(orders.stream()
                        .map(name -> name + " order 1 {\"id\":1}")
                        .toList());
    }

    @Test
    void no_payload_is_null() throws Throwable {
        try (Deployment deployment = Deployment.of(Parameters.class)) {
            deployment.run("epr", null);
        }
        assertThat(Runs.done()).containsExactly("epr null null");
    }

    @Test
    void no_payload_for_a_primitive_parameter_is_explained() {
        try (Deployment deployment = Deployment.of(Parameters.class)) {
            assertThatThrownBy(() -> deployment.run("primitive", null))
                    .isExactlyInstanceOf(UnreadablePayloadException.class)
                    .hasMessageContaining("cannot be read as int for " + HERE + ".Parameters.primitive(int)")
                    .hasMessageContaining("it is null, which only the type's wrapper class can take");
        }
    }

    private static Throwable whenReadingThrows(Throwable thrown) {
        try (Deployment deployment = Deployment.of(Parameters.class)) {
            return catchThrowable(() -> deployment
                    .handler("payload")
                    .handle(List.of(Deployment.event("payload", "{")), (payload, type) -> {
                        throw HandlerTest.<RuntimeException>sneaky(thrown);
                    }));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    static Stream<Throwable> thrownByReaders() {
        return Stream.of(
                new JsonbException("quoted", new NumberFormatException("quoted")),
                new IllegalStateException("quoted"),
                new StackOverflowError(),
                new NoClassDefFoundError("quoted"));
    }

    @ParameterizedTest
    @MethodSource("thrownByReaders")
    void what_the_payload_reader_throws_is_told_without_its_words(Throwable thrown) {
        assertThat(whenReadingThrows(thrown))
                .isExactlyInstanceOf(UnreadablePayloadException.class)
                .hasMessageStartingWith("event payload ")
                .hasMessageContaining("cannot be read as " + Order.class.getName() + " for " + HERE + ".Parameters.")
                .hasMessageContaining(thrown.getClass().getName())
                .hasMessageNotContaining("quoted")
                .hasStackTraceContaining("Caused by: " + thrown);
    }

    static Stream<Throwable> wantedByReaders() {
        return Stream.of(
                new JsonbException("wrapped", new RejectEventException("no")),
                new JsonbException("wrapped", new PostponeEventException(Duration.ofSeconds(1))),
                new OutOfMemoryError("another time perhaps"));
    }

    @ParameterizedTest
    @MethodSource("wantedByReaders")
    void a_rejection_a_postponement_and_a_lack_of_memory_while_a_payload_is_read_stay_what_they_are(Throwable thrown) {
        assertThat(whenReadingThrows(thrown)).isSameAs(thrown);
    }

    @RequestScoped
    static class OfRequest {
        @OnEvent("order.placed")
        void ship() {
            Runs.note("run");
        }

        @PreDestroy
        void destroy() {
            Runs.note("destroyed");
        }
    }

    @Test
    void a_request_scoped_handler_runs_in_the_active_request() throws Throwable {
        try (Deployment deployment = Deployment.of(OfRequest.class)) {
            assertThatThrownBy(() -> deployment.run("order.placed", null))
                    .isInstanceOf(ContextNotActiveException.class);
            RequestContextController request = deployment.select(RequestContextController.class);
            request.activate();
            deployment.run("order.placed", null);
            deployment.run("order.placed", null);
            request.deactivate();
        }
        assertThat(Runs.done()).containsExactly("run", "run", "destroyed");
    }

    @Dependent
    static class OfRun {
        static CompletableFuture<String> stage;
        private int runs;

        @OnEvent("order.placed")
        void ship() {
            Runs.note("run " + ++runs);
        }

        @OnEvent("order.refused")
        void refuse() throws IOException {
            throw new IOException("refused");
        }

        @OnEvent("order.mailed")
        CompletionStage<String> mail() {
            return stage;
        }

        @PreDestroy
        void destroy() {
            Runs.note("destroyed");
        }
    }

    @Test
    void a_dependent_instance_lives_for_one_run() throws Throwable {
        try (Deployment deployment = Deployment.of(OfRun.class)) {
            assertThat(deployment.run("order.placed", null)).isNull();
            deployment.run("order.placed", null);
            assertThat(Runs.done()).containsExactly("run 1", "destroyed", "run 1", "destroyed");
        }
    }

    @Test
    void the_handlers_own_exception_is_thrown_and_the_dependent_instance_destroyed() {
        try (Deployment deployment = Deployment.of(OfRun.class)) {
            assertThatThrownBy(() -> deployment.run("order.refused", null))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("refused");
            assertThat(Runs.done()).containsExactly("destroyed");
        }
    }

    @Test
    void a_dependent_instance_lives_until_its_stage_completes() throws Throwable {
        try (Deployment deployment = Deployment.of(OfRun.class)) {
            for (boolean failing : new boolean[] {false, true}) {
                Runs.clear();
                OfRun.stage = new CompletableFuture<>();
                assertThat(deployment.run("order.mailed", null)).isSameAs(OfRun.stage);
                assertThat(Runs.done()).isEmpty();
                if (failing) {
                    OfRun.stage.completeExceptionally(new IOException("refused"));
                } else {
                    OfRun.stage.complete("sent");
                }
                assertThat(Runs.done()).containsExactly("destroyed");
            }
        }
    }

    @Test
    void a_stage_that_is_null_is_explained_and_the_dependent_instance_destroyed() {
        OfRun.stage = null;
        try (Deployment deployment = Deployment.of(OfRun.class)) {
            assertThatThrownBy(() -> deployment.run("order.mailed", null))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage(HERE + ".OfRun.mail() returned null: it must return a CompletionStage");
            assertThat(Runs.done()).containsExactly("destroyed");
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @InterceptorBinding
    @interface Traced {}

    @Traced
    @Interceptor
    @Priority(1)
    static class TracingInterceptor {
        @AroundInvoke
        Object trace(InvocationContext call) throws Exception {
            Runs.note("before " + call.getMethod().getName());
            return call.proceed();
        }
    }

    @Traced
    @ApplicationScoped
    static class InterceptedBean {
        @OnEvent("order.placed")
        void ship() {
            Runs.note("run");
        }
    }

    @Traced
    @Dependent
    static class InterceptedDependent {
        @OnEvent("order.placed")
        protected void bill() {
            Runs.note("run");
        }
    }

    @Test
    void interceptors_run() throws Throwable {
        try (Deployment deployment =
                Deployment.of(InterceptedBean.class, InterceptedDependent.class, TracingInterceptor.class)) {
            deployment.run("order.placed", null);
        }
        assertThat(Runs.done()).containsExactly("before ship", "run", "before bill", "run");
    }

    @ApplicationScoped
    @Priority(20)
    static class OfPriority20 {
        @OnEvent("order.placed")
        void second() {}

        @OnEvent("order.placed")
        @Priority(10)
        void first() {}

        @OnEvent("order.placed")
        @Priority(3000)
        void last() {}
    }

    @ApplicationScoped
    static class OfDefaultPriority {
        @OnEvent("order.placed")
        void fourth() {}

        @OnEvent("order.placed")
        void fifth() {}

        @OnEvent("order.placed")
        @Priority(2499)
        void third() {}
    }

    @Test
    void handlers_of_a_name_come_in_priority_order_and_equal_ones_by_their_source() {
        try (Deployment deployment = Deployment.of(OfDefaultPriority.class, OfPriority20.class)) {
            assertThat(deployment.handlers().names()).containsExactly("order.placed");
            assertThat(deployment.handlers().of("order.placed"))
                    .map(Handler::toString)
                    .containsExactly(
                            HERE + ".OfPriority20.first()",
                            HERE + ".OfPriority20.second()",
                            HERE + ".OfDefaultPriority.third()",
                            HERE + ".OfDefaultPriority.fifth()",
                            HERE + ".OfDefaultPriority.fourth()",
                            HERE + ".OfPriority20.last()");
        }
    }

    @Test
    void a_name_without_a_handler_is_unknown() {
        try (Deployment deployment = Deployment.of(OfRequest.class)) {
            assertThat(deployment.handlers().of("order.lost")).isNull();
        }
    }
}
