package io.onevent.internal.discover;

import io.onevent.OnEvent;
import io.onevent.internal.log.Log;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Vetoed;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Fails the deployment of a web application with {@code @OnEvent} methods that CDI has not seen, because their class
 * has no bean-defining annotation or lies where no beans are looked for: no extension is told of them, and they would
 * handle nothing, in silence. The servlet container finds them. Of what may be no bean on purpose it warns, and of what
 * is none on purpose says nothing.
 */
@HandlesTypes(OnEvent.class)
public class UnseenHandlers implements ServletContainerInitializer {

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext application) {
        OnEventExtension extension = classes == null || classes.isEmpty() ? null : extension(CDI::current);
        DeploymentException problem = extension == null ? null : check(classes, extension, new WebFiles(application));
        if (problem != null) {
            // Not every server prints what an initializer throws as a whole.
            Log.notDeployed(problem.getMessage());
            throw problem;
        }
    }

    /**
     * Null where there is no CDI, or none with the library, as in a WAR beside the one that has it: nothing is certain
     * there.
     */
    static OnEventExtension extension(Supplier<Instance<Object>> application) {
        try {
            Instance<OnEventExtension> extension = application.get().select(OnEventExtension.class);
            return extension.isResolvable() ? extension.get() : null;
        } catch (IllegalStateException none) {
            return null;
        }
    }

    /** Null if no class is certain to be forgotten. */
    static DeploymentException check(Set<Class<?>> classes, OnEventExtension extension, WebFiles files) {
        Inspection inspection = new Inspection(null, Set.of());
        for (Class<?> type : classes) {
            if (!extension.hasSeen(type) && !isNoneOnPurpose(type, files)) {
                check(type, files, inspection);
            }
        }
        return inspection.problem();
    }

    private static void check(Class<?> type, WebFiles files, Inspection inspection) {
        boolean ownClass = files.isOwnClass(type);
        boolean mayBeBase = Modifier.isAbstract(type.getModifiers());
        for (Method method : handlersOf(type)) {
            String source = Candidate.inSource(method, type);
            if (ownClass && !mayBeBase && !files.describeEjb(type)) {
                inspection.broken(
                        121,
                        source,
                        files.sayThatThereAreNoBeans()
                                ? "Its class is no bean: the beans.xml says bean-discovery-mode=\"none\"."
                                : "Its class is no bean: it has no bean-defining annotation.",
                        "@ApplicationScoped or the like on the class, or an EJB, and bean-discovery-mode=\"annotated\";"
                                + " @Vetoed on a class that is to be none");
            } else if (ownClass || !mayBeBase) {
                Log.handlerIsOnNoBean(source);
            }
        }
    }

    /** Of this class itself: those it inherits are found at the class that has them. */
    private static List<Method> handlersOf(Class<?> type) {
        try {
            return Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(OnEvent.class) && !method.isSynthetic())
                    .toList();
        } catch (LinkageError optional) {
            // An optional class is missing, so this could be no bean either.
            return List.of();
        }
    }

    /** A disabled alternative is off on purpose, and so is what is vetoed or excluded. */
    private static boolean isNoneOnPurpose(Class<?> type, WebFiles files) {
        return type.isAnnotationPresent(Alternative.class)
                || type.isAnnotationPresent(Vetoed.class)
                || type.getPackage().isAnnotationPresent(Vetoed.class)
                || files.exclude(type);
    }
}
