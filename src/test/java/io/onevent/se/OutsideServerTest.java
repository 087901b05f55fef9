package io.onevent.se;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.DeadEventFilter;
import io.onevent.DeadEvents;
import io.onevent.EventQueue;
import io.onevent.ProcessedEvents;
import io.onevent.WaitingEvents;
import io.onevent.internal.log.LoggedLines;
import io.onevent.se.Application.Fake;
import io.onevent.se.Application.Shipping;
import io.onevent.se.Application.Shop;
import jakarta.enterprise.inject.se.SeContainer;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.logging.Level;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application with the library on its class path boots in CDI SE, as unit tests do it, whatever else is there. */
class OutsideServerTest {

    private static final String REFUSED = "ONEVENT-506: EventPublisher.publish cannot work in CDI SE";

    @RegisterExtension
    private final LoggedLines logged = new LoggedLines();

    @Test
    void a_container_boots_and_one_line_says_that_no_event_is_handled() {
        Application.boot().close();
        assertThat(logged.lines()).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertThat(line.getMessage()).startsWith("ONEVENT-222: ").contains("no event is handled");
        });
    }

    @Test
    void a_handler_can_be_called() {
        try (SeContainer container = Application.boot()) {
            Shipping shipping = container.select(Shipping.class).get();
            shipping.ship("42");
            assertThat(shipping.shipped()).containsExactly("42");
        }
    }

    @Test
    void publishing_says_what_is_missing_and_what_to_do() {
        try (SeContainer container = Application.boot()) {
            Shop shop = container.select(Shop.class).get();
            assertThatThrownBy(() -> shop.place("42"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(REFUSED)
                    .hasMessageContaining("no EJBs, no transactions and no data source")
                    .hasMessageContaining("let a test bring a bean of type EventPublisher of its own");
        }
    }

    @Test
    void so_does_all_else_that_can_be_injected() {
        try (SeContainer container = Application.boot()) {
            EventQueue queue = container.select(EventQueue.class).get();
            DeadEvents dead = container.select(DeadEvents.class).get();
            ProcessedEvents processed = container.select(ProcessedEvents.class).get();
            WaitingEvents waiting = container.select(WaitingEvents.class).get();
            assertThatThrownBy(() -> waiting.cancel(new UUID(0, 1)))
                    .hasMessageStartingWith("ONEVENT-506: WaitingEvents.cancel ");
            assertThatThrownBy(queue::status).hasMessageStartingWith("ONEVENT-506: EventQueue.status ");
            assertThatThrownBy(() -> dead.count(DeadEventFilter.all()))
                    .hasMessageStartingWith("ONEVENT-506: DeadEvents.count ");
            assertThatThrownBy(() -> processed.replay(new UUID(0, 1)))
                    .hasMessageStartingWith("ONEVENT-506: ProcessedEvents.replay ");
            assertThat(queue.toString()).isEqualTo("EventQueue outside of a server");
        }
    }

    @Test
    void a_bean_of_the_test_takes_the_place_of_the_publisher() {
        try (SeContainer container = Application.boot(Fake.class)) {
            container.select(Shop.class).get().place("42");
            assertThat(container.select(Fake.class).get().published()).containsExactly("order.placed");
        }
    }

    @Test
    void two_containers_at_once_boot() {
        try (SeContainer one = Application.boot();
                SeContainer other = Application.boot()) {
            assertThat(one.select(Shop.class).get()).isNotNull();
            assertThat(other.select(Shop.class).get()).isNotNull();
        }
    }

    /** For a data source that code looks up, say. */
    @Test
    void naming_that_a_test_brings_is_not_taken_for_a_server() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Naming.class.getName());
        try (SeContainer container = Application.boot()) {
            Shop shop = container.select(Shop.class).get();
            assertThatThrownBy(() -> shop.place("42")).hasMessageStartingWith(REFUSED);
        } finally {
            System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        }
    }

    public static class Naming implements InitialContextFactory {

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws javax.naming.NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws javax.naming.NamingException {
                    throw new javax.naming.NameNotFoundException(name);
                }
            };
        }
    }

    /** What a class path lacks, by the names of its files; "" for nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "smallrye",
                "smallrye|microprofile",
                "smallrye|microprofile|micrometer|opentelemetry|glassfish|liquibase|yasson|eclipselink|hibernate"
            })
    void it_boots_also_without(String lacking) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = classPath(file -> lacking.isEmpty() || !file.matches(".*(" + lacking + ").*"))) {
            thread.setContextClassLoader(loader);
            Object application = loader.loadClass(Application.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            assertThat(((Callable<?>) application).call()).asString().startsWith("shipped [42], " + REFUSED);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URLClassLoader classPath(Predicate<String> has) {
        URL[] files = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(has)
                .map(OutsideServerTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(files, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String file) {
        try {
            URI uri = new File(file).toURI();
            return uri.toURL();
        } catch (MalformedURLException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
