package io.onevent.internal.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.OnEvent;
import io.onevent.internal.discover.elsewhere.Carrier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Specializes;
import jakarta.inject.Singleton;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InheritanceTest {

    private static final String HERE = InheritanceTest.class.getName();

    @BeforeEach
    void forgetRuns() {
        Runs.clear();
    }

    private static List<String> runs(Class<?>... classes) throws Throwable {
        try (Deployment deployment = Deployment.of(classes)) {
            if (deployment.handlers().of("order.placed") != null) {
                deployment.run("order.placed", "{\"id\":1}");
            }
        }
        return Runs.done();
    }

    abstract static class Base {
        @OnEvent("order.placed")
        void ship(Order order) {
            Runs.note(getClass().getSimpleName().replaceAll("\\$.*", "") + " shipped " + order);
        }
    }

    @ApplicationScoped
    static class Inheriting extends Base {}

    @Test
    void an_inherited_handler_runs() throws Throwable {
        assertThat(runs(Inheriting.class)).containsExactly("Inheriting shipped order 1");
    }

    @ApplicationScoped
    static class InheritingToo extends Base {}

    @Test
    void a_handler_inherited_by_two_beans_runs_on_each_and_is_named_with_its_bean() throws Throwable {
        try (Deployment deployment = Deployment.of(InheritingToo.class, Inheriting.class)) {
            assertThat(deployment.handlers().of("order.placed"))
                    .map(Handler::toString)
                    .containsExactly(
                            HERE + ".Base.ship(Order) of " + HERE + ".Inheriting",
                            HERE + ".Base.ship(Order) of " + HERE + ".InheritingToo");
        }
        assertThat(runs(InheritingToo.class, Inheriting.class))
                .containsExactly("Inheriting shipped order 1", "InheritingToo shipped order 1");
    }

    @ApplicationScoped
    static class SwitchingOff extends Base {
        @Override
        void ship(Order order) {
            Runs.note("switched off");
        }
    }

    @Test
    void an_override_without_the_annotation_is_no_handler() throws Throwable {
        assertThat(runs(SwitchingOff.class)).isEmpty();
    }

    @ApplicationScoped
    static class Repeating extends Base {
        @Override
        @OnEvent("order.placed")
        void ship(Order order) {
            Runs.note("override shipped " + order);
        }
    }

    @Test
    void an_override_with_the_annotation_runs_once() throws Throwable {
        assertThat(runs(Repeating.class)).containsExactly("override shipped order 1");
    }

    @ApplicationScoped
    static class WithProxy extends Carrier {}

    /** It would be called on the proxy, where no field has a value. */
    @Test
    void a_package_private_handler_of_another_package_that_no_client_proxy_reaches_fails_the_deployment() {
        assertThat(Deployment.failing(WithProxy.class))
                .hasMessageStartingWith("A rule")
                .hasMessageContaining("118: " + Carrier.class.getName() + ".ship() of " + HERE
                        + ".WithProxy\n    It is package-private and not of its bean's package");
    }

    @Singleton
    static class WithoutProxy extends Carrier {}

    @Test
    void a_bean_without_a_client_proxy_inherits_it_from_any_package() throws Throwable {
        try (Deployment deployment = Deployment.of(WithoutProxy.class)) {
            deployment.run("order.placed", null);
            deployment.run("order.paid", null);
            assertThat(deployment.select(WithoutProxy.class).done()).containsExactly("shipped", "packed");
        }
    }

    abstract static class GenericBase<T> {
        @OnEvent("order.placed")
        public void ship(T payload) {
            Runs.note("base got " + payload);
        }

        @OnEvent("orders.placed")
        protected void shipAll(List<? extends T> payload) {
            Runs.note("base got all of " + payload);
        }

        @OnEvent("array.placed")
        void shipArray(T[] payload) {
            Runs.note("base got " + payload[0]);
        }
    }

    @ApplicationScoped
    static class Concrete extends GenericBase<Order> {}

    @Test
    void a_type_variable_is_what_the_bean_class_says_it_is() throws Throwable {
        try (Deployment deployment = Deployment.of(Concrete.class)) {
            deployment.run("order.placed", "{\"id\":1}");
            deployment.run("orders.placed", "[{\"id\":2},{\"id\":3}]");
            deployment.run("array.placed", "[{\"id\":4}]");
        }
        assertThat(Runs.done())
                .containsExactly("base got order 1", "base got all of [order 2, order 3]", "base got order 4");
    }

    @ApplicationScoped
    static class OverridingGeneric extends GenericBase<Order> {
        @Override
        @OnEvent("order.placed")
        public void ship(Order payload) {
            Runs.note("override got " + payload);
        }
    }

    @Test
    void a_bridge_method_is_no_second_handler() throws Throwable {
        assertThat(runs(OverridingGeneric.class)).containsExactly("override got order 1");
    }

    @ApplicationScoped
    static class SwitchingOffGeneric extends GenericBase<Order> {
        @Override
        public void ship(Order payload) {
            Runs.note("switched off");
        }
    }

    @Test
    void an_override_of_a_generic_method_without_the_annotation_is_no_handler() throws Throwable {
        assertThat(runs(SwitchingOffGeneric.class)).isEmpty();
    }

    static class Hidden {
        @OnEvent("order.placed")
        public void ship(Order order) {
            Runs.note("hidden class shipped " + order);
        }
    }

    /** The compiler makes a public bridge here, because the class that declares the method is not public. */
    @ApplicationScoped
    public static class Visible extends Hidden {}

    @Test
    void a_bridge_that_only_makes_a_method_visible_does_not_hide_the_handler() throws Throwable {
        assertThat(runs(Visible.class)).containsExactly("hidden class shipped order 1");
    }

    interface WithDefault {
        @OnEvent("order.placed")
        default void ship(Order order) {
            Runs.note("default shipped " + order);
        }
    }

    @ApplicationScoped
    static class UsingDefault implements WithDefault {}

    @ApplicationScoped
    static class OverridingDefault implements WithDefault {
        @Override
        public void ship(Order order) {
            Runs.note("switched off");
        }
    }

    @Test
    void a_default_method_of_an_interface_can_be_a_handler_until_it_is_overridden() throws Throwable {
        assertThat(runs(UsingDefault.class, OverridingDefault.class)).containsExactly("default shipped order 1");
    }

    interface Shipper {
        @OnEvent("order.placed")
        void ship(Order order);
    }

    abstract static class AbstractShipper {
        @OnEvent("order.placed")
        abstract void bill(Order order);
    }

    @ApplicationScoped
    static class Forgetful extends AbstractShipper implements Shipper {
        @Override
        public void ship(Order order) {}

        @Override
        void bill(Order order) {}
    }

    @Test
    void an_annotation_on_an_abstract_method_alone_fails_the_deployment() {
        assertThat(Deployment.failing(Forgetful.class))
                .hasMessageContaining(
                        "115: " + HERE + ".Shipper.ship(Order) of " + HERE + ".Forgetful\n    It is abstract")
                .hasMessageContaining("115: " + HERE + ".AbstractShipper.bill(Order) of " + HERE + ".Forgetful");
    }

    @ApplicationScoped
    static class Careful implements Shipper {
        @Override
        @OnEvent("order.placed")
        public void ship(Order order) {
            Runs.note("careful shipped " + order);
        }
    }

    @Test
    void an_annotation_on_the_abstract_method_and_on_the_implementation_is_one_handler() throws Throwable {
        assertThat(runs(Careful.class)).containsExactly("careful shipped order 1");
    }

    @ApplicationScoped
    static class Shipping {
        @OnEvent("order.placed")
        void ship(Order order) {
            Runs.note("original");
        }
    }

    @Specializes
    static class Special extends Shipping {
        @Override
        @OnEvent("order.placed")
        void ship(Order order) {
            Runs.note("special");
        }
    }

    @Test
    void a_specialised_bean_handles_nothing() throws Throwable {
        assertThat(runs(Shipping.class, Special.class)).containsExactly("special");
    }

    @Alternative
    @ApplicationScoped
    static class DisabledAlternative extends Shipping {
        @Override
        @OnEvent("order.placed")
        void ship(Order order) {
            Runs.note("disabled");
        }
    }

    @Test
    void a_disabled_alternative_handles_nothing() throws Throwable {
        assertThat(runs(Shipping.class, DisabledAlternative.class)).containsExactly("original");
    }

    @Alternative
    @Priority(1)
    @ApplicationScoped
    static class EnabledAlternative extends Shipping {
        @Override
        @OnEvent("order.placed")
        void ship(Order order) {
            Runs.note("alternative");
        }
    }

    @Test
    void an_enabled_alternative_handles_events_beside_the_bean_it_stands_in_for() throws Throwable {
        assertThat(runs(Shipping.class, EnabledAlternative.class)).containsExactly("alternative", "original");
    }
}
