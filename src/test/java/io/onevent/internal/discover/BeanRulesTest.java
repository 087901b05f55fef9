package io.onevent.internal.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.OnEvent;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.Stateful;
import jakarta.ejb.Stateless;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Transactional;
import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BeanRulesTest {

    private static final String HERE = BeanRulesTest.class.getName();

    @BeforeEach
    void forgetRuns() {
        Runs.clear();
    }

    private static String messageFor(Class<?>... classes) {
        return Deployment.failing(classes).getMessage();
    }

    public interface Shipper {
        void ship(Order order);
    }

    public interface GenericShipper<T> {
        void ship(T order);
    }

    /** {@code @Typed} makes Weld SE give the bean the types that an EJB with a local business interface has. */
    @Stateless
    @Typed(Shipper.class)
    public static class LocalEjb implements Shipper {
        @Override
        @OnEvent("order.placed")
        public void ship(Order order) {
            Runs.note("shipped " + order);
        }
    }

    @Test
    void a_handler_of_an_ejb_is_called_through_its_local_business_interface() throws Throwable {
        try (Deployment deployment = Deployment.of(LocalEjb.class)) {
            deployment.run("order.placed", "{\"id\":1}");
        }
        assertThat(Runs.done()).containsExactly("shipped order 1");
    }

    @ApplicationScoped
    @Typed(GenericShipper.class)
    public static class TypedBean implements GenericShipper<Order> {
        @Override
        @OnEvent("order.placed")
        public void ship(Order order) {
            Runs.note("shipped " + order);
        }
    }

    @Test
    void a_handler_behind_a_client_proxy_of_a_generic_interface_is_called() throws Throwable {
        try (Deployment deployment = Deployment.of(TypedBean.class)) {
            deployment.run("order.placed", "{\"id\":1}");
        }
        assertThat(Runs.done()).containsExactly("shipped order 1");
    }

    @Stateless
    @Typed(Shipper.class)
    public static class HiddenByEjb implements Shipper {
        @Override
        public void ship(Order order) {}

        @OnEvent("order.placed")
        public void bill(Order order) {}
    }

    @ApplicationScoped
    @Typed(Shipper.class)
    public static class HiddenByTyped implements Shipper {
        @Override
        public void ship(Order order) {}

        @OnEvent("order.placed")
        public void bill(Order order) {}
    }

    @Test
    void a_handler_that_no_bean_type_has_fails_the_deployment() {
        assertThat(messageFor(HiddenByEjb.class, HiddenByTyped.class))
                .contains("105: " + HERE
                        + ".HiddenByEjb.bill(Order)\n    No local business interface of the EJB has the method")
                .contains("105: " + HERE + ".HiddenByTyped.bill(Order)\n    No bean type has the method");
    }

    @Stateful
    public static class StatefulEjb {
        @OnEvent("order.placed")
        public void ship() {}
    }

    @Test
    void a_stateful_ejb_fails_the_deployment() {
        assertThat(messageFor(StatefulEjb.class)).contains("ONEVENT-113: " + HERE + ".StatefulEjb.ship()");
    }

    @Retention(RetentionPolicy.RUNTIME)
    @InterceptorBinding
    @interface Traced {}

    @Traced
    @Interceptor
    @Priority(1)
    public static class TracingInterceptor {
        @AroundInvoke
        Object trace(InvocationContext call) throws Exception {
            return call.proceed();
        }

        @OnEvent("order.placed")
        void ship() {}
    }

    @Decorator
    @Priority(1)
    public static class ShipperDecorator implements Shipper {
        @Inject
        @Delegate
        @Any
        Shipper delegate;

        @Override
        @OnEvent("order.placed")
        public void ship(Order order) {}
    }

    @MessageDriven
    public static class Message {
        @OnEvent("order.placed")
        void ship() {}
    }

    @Test
    void a_class_that_cannot_be_called_as_a_bean_fails_the_deployment() {
        assertThat(messageFor(TracingInterceptor.class, ShipperDecorator.class, Message.class, LocalEjb.class))
                .startsWith("3 rules")
                .contains("ONEVENT-114: " + HERE + ".TracingInterceptor.ship()")
                .contains("ONEVENT-114: " + HERE + ".ShipperDecorator.ship(Order)")
                .contains("ONEVENT-114: " + HERE + ".Message.ship()");
    }

    @SessionScoped
    static class OfSession implements Serializable {
        private static final long serialVersionUID = 1L;

        @OnEvent("order.placed")
        void ship() {}
    }

    @ConversationScoped
    static class OfConversation implements Serializable {
        private static final long serialVersionUID = 1L;

        @OnEvent("order.placed")
        void ship() {}
    }

    @Test
    void a_bean_of_a_browsers_scope_fails_the_deployment() {
        assertThat(messageFor(OfSession.class, OfConversation.class))
                .contains("117: " + HERE + ".OfSession.ship()\n    Its bean is @SessionScoped")
                .contains("117: " + HERE + ".OfConversation.ship()\n    Its bean is @ConversationScoped");
    }

    @ApplicationScoped
    static class InTransaction {
        @OnEvent("order.placed")
        void ship() {}
    }

    @ApplicationScoped
    static class WithoutTransaction {
        @OnEvent("order.placed")
        @Transactional(Transactional.TxType.NOT_SUPPORTED)
        void bill() {}
    }

    @ApplicationScoped
    static class Staged {
        @OnEvent("order.placed")
        CompletionStage<Void> mail() {
            return null;
        }
    }

    @Test
    void handlers_of_one_name_that_run_in_different_ways_fail_the_deployment() {
        assertThat(messageFor(InTransaction.class, WithoutTransaction.class, Staged.class))
                .startsWith("A rule")
                .contains("ONEVENT-111: "
                        + HERE + ".InTransaction.ship() (void, in the event's transaction), "
                        + HERE + ".Staged.mail() (returns CompletionStage), "
                        + HERE + ".WithoutTransaction.bill() (void, without a transaction)\n")
                .contains("those of \"order.placed\" do not");
    }

    @ApplicationScoped
    static class FinalMethod {
        @OnEvent("order.placed")
        final void ship() {}
    }

    @ApplicationScoped
    static final class FinalClass {
        @OnEvent("order.placed")
        void ship() {}
    }

    @Test
    void a_bean_without_a_possible_client_proxy_fails_the_deployment() {
        assertThat(messageFor(FinalMethod.class, FinalClass.class))
                .contains("118: " + HERE + ".FinalMethod.ship()\n    The container can make no client proxy")
                .contains("118: " + HERE + ".FinalClass.ship()");
    }

    @Dependent
    static final class FinalDependent {
        @OnEvent("order.placed")
        final void ship() {
            Runs.note("shipped");
        }
    }

    @Test
    void a_dependent_bean_needs_no_client_proxy() throws Throwable {
        try (Deployment deployment = Deployment.of(FinalDependent.class)) {
            deployment.run("order.placed", null);
        }
        assertThat(Runs.done()).containsExactly("shipped");
    }
}
