package io.onevent.internal.discover;

import io.onevent.OnEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.interceptor.Interceptor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * An {@code @OnEvent} method of a bean, not yet held against the rules.
 *
 * @param ejb whether the bean is an EJB
 */
record Candidate(Bean<?> bean, AnnotatedType<?> type, boolean ejb, AnnotatedMethod<?> method) {

    /** The priority of what has no {@code @Priority}: that of CDI's observer methods. */
    private static final int DEFAULT_PRIORITY = Interceptor.Priority.APPLICATION + 500;

    String name() {
        return method.getAnnotation(OnEvent.class).value();
    }

    Method java() {
        return method.getJavaMember();
    }

    boolean is(int modifier) {
        return (java().getModifiers() & modifier) != 0;
    }

    /** Whether it can be called on an instance from outside its class. */
    boolean isCallable() {
        return !is(Modifier.PRIVATE | Modifier.STATIC) && (!ejb || is(Modifier.PUBLIC));
    }

    boolean returnsStage() {
        return java().getReturnType() == CompletionStage.class;
    }

    boolean returnsVoid() {
        return java().getReturnType() == void.class;
    }

    /** The types of the parameters, as they are for this bean class. */
    List<Type> parameters() {
        TypeVariables variables = new TypeVariables(type.getJavaClass());
        return Arrays.stream(java().getGenericParameterTypes())
                .map(variables::resolve)
                .toList();
    }

    int priority() {
        return Stream.of(method, type)
                .filter(annotated -> annotated.isAnnotationPresent(Priority.class))
                .map(annotated -> annotated.getAnnotation(Priority.class).value())
                .findFirst()
                .orElse(DEFAULT_PRIORITY);
    }

    /** The method as in the source, and the bean where that is another class. */
    @Override
    public String toString() {
        return Source.of(java(), type.getJavaClass());
    }
}
