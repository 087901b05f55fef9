package io.onevent.internal.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.OnEvent;
import io.onevent.internal.log.LoggedLines;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KindTest {

    private static final String HERE = KindTest.class.getName();

    @RegisterExtension
    private final LoggedLines log = new LoggedLines();

    private List<String> logged() {
        return log.lines().stream()
                .map(line -> line.getLevel() + " " + line.getMessage())
                .toList();
    }

    private static Kind kindOf(Class<?> bean, String name) {
        try (Deployment deployment = Deployment.of(bean)) {
            return deployment.handlers().kind(name);
        }
    }

    @ApplicationScoped
    static class Methods {
        @OnEvent("none")
        void none() {}

        @OnEvent("required")
        @Transactional
        void required() {}

        @OnEvent("supports")
        @Transactional(TxType.SUPPORTS)
        void supports() {}

        @OnEvent("mandatory")
        @Transactional(TxType.MANDATORY)
        void mandatory() {}

        @OnEvent("not-supported")
        @Transactional(TxType.NOT_SUPPORTED)
        void notSupported() {}

        @OnEvent("never")
        @Transactional(TxType.NEVER)
        void never() {}

        @OnEvent("stage")
        CompletionStage<String> stage() {
            return null;
        }
    }

    @Test
    void a_void_handler_runs_in_the_events_transaction() {
        for (String name : List.of("none", "required", "supports", "mandatory")) {
            assertThat(kindOf(Methods.class, name)).as(name).isEqualTo(Kind.TRANSACTIONAL);
        }
        assertThat(logged()).isEmpty();
    }

    @Test
    void a_void_handler_that_refuses_a_transaction_runs_without_one() {
        assertThat(kindOf(Methods.class, "not-supported")).isEqualTo(Kind.PLAIN);
        assertThat(kindOf(Methods.class, "never")).isEqualTo(Kind.PLAIN);
    }

    @Test
    void a_handler_that_returns_a_stage_is_staged() {
        assertThat(kindOf(Methods.class, "stage")).isEqualTo(Kind.STAGED);
    }

    @ApplicationScoped
    @Transactional(TxType.NEVER)
    static class OnClass {
        @OnEvent("inherits")
        void inherits() {}

        @OnEvent("own")
        @Transactional
        void own() {}
    }

    @Test
    void the_class_counts_where_the_method_says_nothing() {
        assertThat(kindOf(OnClass.class, "inherits")).isEqualTo(Kind.PLAIN);
        assertThat(kindOf(OnClass.class, "own")).isEqualTo(Kind.TRANSACTIONAL);
    }

    @ApplicationScoped
    static class Subclass extends OnClass {}

    @Test
    void the_superclass_counts_for_a_bean_of_cdi() {
        assertThat(kindOf(Subclass.class, "inherits")).isEqualTo(Kind.PLAIN);
    }

    @Stereotype
    @ApplicationScoped
    @Transactional(TxType.NOT_SUPPORTED)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Outside {}

    @Outside
    static class OfStereotype {
        @OnEvent("stereotype")
        void ship() {}
    }

    @Outside
    @Transactional
    static class ClassBeforeStereotype {
        @OnEvent("class")
        void ship() {}
    }

    @Test
    void the_stereotype_counts_last() {
        assertThat(kindOf(OfStereotype.class, "stereotype")).isEqualTo(Kind.PLAIN);
        assertThat(kindOf(ClassBeforeStereotype.class, "class")).isEqualTo(Kind.TRANSACTIONAL);
    }

    @TransactionAttribute(TransactionAttributeType.NEVER)
    public abstract static class EjbBase {
        @OnEvent("of-base")
        public void ofBase() {}
    }

    @Stateless
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public static class Ejb extends EjbBase {
        @OnEvent("of-class")
        public void ofClass() {}

        @OnEvent("of-method")
        @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
        public void ofMethod() {}
    }

    @Test
    void an_ejb_has_the_attribute_of_the_method_or_else_of_the_class_that_declares_it() {
        assertThat(kindOf(Ejb.class, "of-class")).isEqualTo(Kind.TRANSACTIONAL);
        assertThat(kindOf(Ejb.class, "of-method")).isEqualTo(Kind.PLAIN);
        assertThat(kindOf(Ejb.class, "of-base")).isEqualTo(Kind.PLAIN);
    }

    @ApplicationScoped
    static class RequiresNew {
        @OnEvent("order.placed")
        @Transactional(TxType.REQUIRES_NEW)
        void ship() {}

        @OnEvent("order.mailed")
        @Transactional(TxType.REQUIRES_NEW)
        CompletionStage<Void> mail() {
            return null;
        }
    }

    @Test
    void a_transactional_handler_with_a_second_transaction_is_warned_of() {
        assertThat(kindOf(RequiresNew.class, "order.placed")).isEqualTo(Kind.TRANSACTIONAL);
        assertThat(logged())
                .containsExactly(
                        "WARNING ONEVENT-150: " + HERE + ".RequiresNew.ship() is REQUIRES_NEW: its work commits apart"
                                + " from the end of the event and may happen more than once");
    }

    @Stateless
    @TransactionManagement(TransactionManagementType.BEAN)
    public static class BeanManaged {
        @OnEvent("order.placed")
        public void ship() {}
    }

    @Test
    void a_bean_managed_ejb_is_warned_of() {
        assertThat(kindOf(BeanManaged.class, "order.placed")).isEqualTo(Kind.TRANSACTIONAL);
        assertThat(logged())
                .singleElement()
                .asString()
                .startsWith("WARNING ONEVENT-151: " + HERE + ".BeanManaged.ship() is");
    }

    @ApplicationScoped
    static class NotABean {
        NotABean(String argument) {}

        @OnEvent("order.placed")
        void ship() {}
    }

    @Test
    void a_handler_on_a_class_that_is_no_bean_is_warned_of() {
        try (Deployment deployment = Deployment.of(NotABean.class, Methods.class)) {
            assertThat(deployment.handlers().names()).doesNotContain("order.placed");
        }
        assertThat(logged())
                .singleElement()
                .asString()
                .startsWith("WARNING ONEVENT-152: " + HERE + ".NotABean.ship() has");
    }
}
