package io.onevent.internal.discover;

import io.onevent.DeadEvents;
import io.onevent.EventPublisher;
import io.onevent.EventQueue;
import io.onevent.ProcessedEvents;
import io.onevent.WaitingEvents;
import io.onevent.internal.config.SettingsReader;
import io.onevent.internal.log.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;

/**
 * Leaves a container of CDI SE alone, such as one that an application boots for its unit tests: nothing of the library
 * is a bean there, and what an application may inject is there and says on use what is missing. A server that makes no
 * EJBs of the library is another matter, which has to fail: it is told from CDI SE by having naming and no bootstrap
 * API of CDI SE, or a container that is none of SE.
 */
public class OutsideServer implements Extension {

    private static final List<Class<?>> INJECTABLE = List.of(
            EventPublisher.class, EventQueue.class, WaitingEvents.class, DeadEvents.class, ProcessedEvents.class);

    private static final String INTERNAL_OF_TEST_KIT = "io.onevent.testkit.internal.";

    private static final String INTERNAL = "io.onevent.internal.";

    private final Set<Class<?>> offered = new HashSet<>();
    private boolean here;

    void look(@Observes BeforeBeanDiscovery event) {
        here = rests();
        if (here) {
            Log.outsideServer();
        }
    }

    <T> void veto(
            @Observes @WithAnnotations({ApplicationScoped.class, Dependent.class}) ProcessAnnotatedType<T> event) {
        String name = event.getAnnotatedType().getJavaClass().getName();
        if (here && (name.startsWith(INTERNAL) || name.startsWith(INTERNAL_OF_TEST_KIT))) {
            event.veto();
        }
    }

    /**
     * A test may bring an {@link EventPublisher} of its own, which shall need no priority over one that only throws.
     */
    <T> void remember(@Observes ProcessBean<T> event) {
        Bean<?> bean = event.getBean();
        for (Class<?> type : INJECTABLE) {
            if (here && bean.getTypes().contains(type) && bean.getQualifiers().contains(Default.Literal.INSTANCE)) {
                offered.add(type);
            }
        }
    }

    void standIn(@Observes AfterBeanDiscovery event) {
        for (Class<?> type : INJECTABLE) {
            if (here && !offered.contains(type)) {
                event.addBean()
                        .id(type.getName())
                        .types(type, Object.class)
                        .scope(ApplicationScoped.class)
                        .createWith(context -> Proxy.newProxyInstance(
                                type.getClassLoader(), new Class<?>[] {type}, new Refusal(type.getSimpleName())));
            }
        }
    }

    /** Whether this is a container of CDI SE without what a server has. */
    public static boolean rests() {
        return isCdiSe() && !isTestKitOn();
    }

    /** Whether this is a container of CDI SE in which the test kit brings what a server has. */
    public static boolean isOfTestKit() {
        return isTestKitOn() && isCdiSe();
    }

    private static boolean isTestKitOn() {
        try {
            Class.forName(INTERNAL_OF_TEST_KIT + "TestKitExtension", false, OutsideServer.class.getClassLoader());
            return SettingsReader.isTestKitWanted();
        } catch (ClassNotFoundException | LinkageError none) {
            return false;
        }
    }

    /** A web application on a server may have the API of SE among its libraries: then the container tells. */
    private static boolean isCdiSe() {
        return hasBootstrapOfSe() && (isWithoutNaming() || isContainerOfSe());
    }

    private static boolean hasBootstrapOfSe() {
        try {
            return ServiceLoader.load(SeContainerInitializer.class).stream()
                    .findAny()
                    .isPresent();
        } catch (ServiceConfigurationError | LinkageError unusable) {
            return false;
        }
    }

    private static boolean isWithoutNaming() {
        try {
            InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry");
            return false;
        } catch (NoInitialContextException none) {
            return true;
        } catch (NamingException there) {
            return false;
        }
    }

    private static boolean isContainerOfSe() {
        try {
            return CDI.current() instanceof SeContainer;
        } catch (IllegalStateException notTold) {
            return false;
        }
    }

    /** What is injected here: it can be asked nothing but its name. */
    private record Refusal(String type) implements InvocationHandler {

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            if (method.getDeclaringClass() != Object.class) {
                throw new IllegalStateException("ONEVENT-506: " + type + "." + method.getName()
                        + " cannot work in CDI SE, where there are no EJBs, no transactions and no data source: run the"
                        + " application on a Jakarta EE server, or let a test bring a bean of type " + type
                        + " of its own, which takes the place of this one");
            }
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> type + " outside of a server";
            };
        }
    }
}
