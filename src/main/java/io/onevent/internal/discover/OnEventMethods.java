package io.onevent.internal.discover;

import io.onevent.OnEvent;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The methods of a bean class, its own and inherited ones, that are annotated with {@code @OnEvent}. */
final class OnEventMethods {

    private final Map<Method, AnnotatedMethod<?>> annotated = new LinkedHashMap<>();
    private final Overriding overriding;

    OnEventMethods(AnnotatedType<?> type) {
        overriding = new Overriding(type.getJavaClass());
        for (AnnotatedMethod<?> method : type.getMethods()) {
            // The compiler copies annotations to bridge methods.
            if (method.isAnnotationPresent(OnEvent.class)
                    && !method.getJavaMember().isSynthetic()) {
                annotated.put(method.getJavaMember(), method);
            }
        }
    }

    /** Those that a call on the bean reaches: an override without {@code @OnEvent} switches the inherited handler off. */
    List<AnnotatedMethod<?>> reached() {
        return annotated.values().stream()
                .filter(method -> !isAbstract(method.getJavaMember()))
                .filter(method -> overriding.overriding(method.getJavaMember()).allMatch(OnEventMethods::isAbstract))
                .toList();
    }

    /** Abstract ones without effect: annotations of methods are not inherited, and no implementation has its own. */
    List<Method> withoutEffect() {
        Stream<Method> ofInterfaces = overriding
                .interfaces()
                .filter(type -> !type.getName().startsWith("java"))
                .flatMap(OnEventMethods::declared)
                .filter(method -> method.isAnnotationPresent(OnEvent.class) && !method.isSynthetic());
        return Stream.concat(annotated.keySet().stream(), ofInterfaces)
                .distinct()
                .filter(OnEventMethods::isAbstract)
                .filter(method -> overriding.overriding(method).noneMatch(annotated::containsKey))
                .toList();
    }

    private static Stream<Method> declared(Class<?> type) {
        try {
            return Arrays.stream(type.getDeclaredMethods());
        } catch (LinkageError e) {
            // An optional class is missing, which is no reason to fail a deployment that gets along without it.
            return Stream.empty();
        }
    }

    private static boolean isAbstract(Method method) {
        return Modifier.isAbstract(method.getModifiers());
    }
}
