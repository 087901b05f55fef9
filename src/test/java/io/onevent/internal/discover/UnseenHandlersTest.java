package io.onevent.internal.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.OnEvent;
import io.onevent.internal.log.LoggedLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Vetoed;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.servlet.ServletContext;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnseenHandlersTest {

    private static final String HERE = UnseenHandlersTest.class.getName();

    @RegisterExtension
    private final LoggedLines log = new LoggedLines();

    private final Map<String, String> files = new HashMap<>();

    /** Whether the classes lie in the application itself and not in one of its libraries. */
    private boolean own = true;

    static class Plain {
        @OnEvent("order.placed")
        void ship(Order order) {}

        @OnEvent("order.paid")
        void thank() {}
    }

    @ApplicationScoped
    static class OfPlain extends Plain {}

    abstract static class Base {
        @OnEvent("order.placed")
        void ship() {}
    }

    @ApplicationScoped
    static class OtherBean {
        @OnEvent("order.sent")
        void count() {}
    }

    @ApplicationScoped
    static class WithoutConstructor {
        WithoutConstructor(String argument) {}

        @OnEvent("order.placed")
        void ship() {}
    }

    @Vetoed
    static class Off {
        @OnEvent("order.placed")
        void ship() {}
    }

    @Alternative
    static class OtherWay {
        @OnEvent("order.placed")
        void ship() {}
    }

    /** What the check says of a class in an application with these beans; null for nothing. */
    private String problem(Class<?> type, Class<?>... beans) {
        try (Deployment deployment = Deployment.of(beans)) {
            log.lines().clear();
            OnEventExtension extension = deployment.select(OnEventExtension.class);
            DeploymentException problem = UnseenHandlers.check(Set.of(type), extension, new WebFiles(application()));
            return problem == null ? null : problem.getMessage();
        }
    }

    private ServletContext application() {
        return (ServletContext) Proxy.newProxyInstance(
                UnseenHandlersTest.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getResource" -> own ? new URL("file:" + arguments[0]) : null;
                    case "getResourceAsStream" -> files.containsKey(arguments[0])
                            ? new ByteArrayInputStream(files.get(arguments[0]).getBytes())
                            : null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private List<String> said() {
        return log.lines().stream()
                .map(line -> line.getLevel() + " " + line.getMessage())
                .toList();
    }

    @Test
    void every_handler_of_a_class_without_a_bean_defining_annotation_is_refused_with_the_remedy() {
        assertThat(problem(Plain.class, OtherBean.class))
                .startsWith("2 rules")
                .contains("ONEVENT-121: " + HERE
                        + ".Plain.ship(Order)\n    Its class is no bean: it has no bean-defining")
                .contains("ONEVENT-121: " + HERE + ".Plain.thank()\n")
                .contains("Legal: @ApplicationScoped or the like on the class");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/WEB-INF/beans.xml", "/WEB-INF/classes/META-INF/beans.xml"})
    void a_beans_xml_that_looks_for_no_beans_is_named(String place) {
        files.put(place, "<beans xmlns='https://jakarta.ee/xml/ns/jakartaee' bean-discovery-mode='none'/>");
        assertThat(problem(Plain.class, OtherBean.class)).contains("the beans.xml says bean-discovery-mode=\"none\"");
    }

    @Test
    void a_bean_and_a_class_whose_subclass_is_the_bean_are_legal() {
        assertThat(problem(OtherBean.class, OtherBean.class)).isNull();
        assertThat(problem(Plain.class, OfPlain.class)).isNull();
        assertThat(said()).isEmpty();
    }

    @Test
    void what_cdi_has_seen_and_made_no_bean_of_is_not_told_of_again() {
        assertThat(problem(WithoutConstructor.class, OtherBean.class, WithoutConstructor.class))
                .isNull();
        assertThat(said()).isEmpty();
    }

    @Test
    void what_is_vetoed_or_a_disabled_alternative_is_none_on_purpose() {
        assertThat(problem(Off.class, OtherBean.class)).isNull();
        assertThat(problem(OtherWay.class, OtherBean.class)).isNull();
        assertThat(said()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.onevent.internal.discover.UnseenHandlersTest$Plain",
                "io.onevent.internal.discover.*",
                "io.onevent.internal.discover.**",
                "io.onevent.**"
            })
    void what_a_filter_leaves_out_is_none_on_purpose(String pattern) {
        files.put("/WEB-INF/beans.xml", beansXml("exclude", pattern));
        assertThat(problem(Plain.class, OtherBean.class)).isNull();
        files.put("/WEB-INF/beans.xml", beansXml("w:exclude", pattern));
        assertThat(problem(Plain.class, OtherBean.class)).isNull();
        assertThat(said()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.onevent.*", "io.onevent.internal.disc.**", "io.onevent.internal.discover.Plain"})
    void a_filter_that_leaves_out_others_changes_nothing(String pattern) {
        files.put("/WEB-INF/beans.xml", beansXml("exclude", pattern));
        assertThat(problem(Plain.class, OtherBean.class)).contains("ONEVENT-121");
    }

    private static String beansXml(String exclude, String pattern) {
        return "<beans xmlns='https://jakarta.ee/xml/ns/jakartaee' xmlns:w='http://jboss.org/schema/weld/beans'><scan><"
                + exclude + " name='" + pattern + "'/></scan></beans>";
    }

    @Test
    void an_abstract_class_without_a_bean_below_it_is_warned_of() {
        assertThat(problem(Base.class, OtherBean.class)).isNull();
        assertThat(said()).singleElement().asString().startsWith("WARNING ONEVENT-152: " + HERE + ".Base.ship() has");
    }

    @Test
    void a_class_that_a_library_offers_is_warned_of_unless_it_is_abstract() {
        own = false;
        assertThat(problem(Base.class, OtherBean.class)).isNull();
        assertThat(said()).isEmpty();
        assertThat(problem(Plain.class, OtherBean.class)).isNull();
        assertThat(said()).hasSize(2).allMatch(line -> line.startsWith("WARNING ONEVENT-152: "));
    }

    @Test
    void a_class_that_the_descriptor_makes_an_ejb_is_warned_of_where_it_is_no_bean() {
        files.put(
                "/WEB-INF/ejb-jar.xml",
                "<ejb-jar xmlns='https://jakarta.ee/xml/ns/jakartaee'><enterprise-beans><session><ejb-class>\n " + HERE
                        + "$Plain\n</ejb-class></session></enterprise-beans></ejb-jar>");
        assertThat(problem(Plain.class, OtherBean.class)).isNull();
        assertThat(said()).hasSize(2);
    }

    /** As a WAR of an EAR may have none that does not use the library. */
    @Test
    void where_there_is_no_cdi_or_not_the_library_nothing_is_asked() {
        assertThat(UnseenHandlers.extension(() -> {
                    throw new IllegalStateException("Unable to access CDI");
                }))
                .isNull();
        try (SeContainer container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(OtherBean.class)
                .initialize()) {
            assertThat(UnseenHandlers.extension(() -> container)).isNull();
        }
    }

    @Test
    void files_that_cannot_be_read_change_nothing() {
        files.put("/WEB-INF/beans.xml", "");
        files.put("/WEB-INF/ejb-jar.xml", "<ejb-jar");
        assertThat(problem(Plain.class, OtherBean.class)).contains("ONEVENT-121");
    }
}
