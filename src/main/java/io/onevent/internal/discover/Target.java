package io.onevent.internal.discover;

import jakarta.enterprise.inject.spi.Bean;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is called to run a handler: a method of one of the bean's types. An EJB with local business interfaces and a bean
 * with {@code @Typed} have references that are no instances of the bean class; for them it is the interface's method.
 */
record Target(Bean<?> bean, Type type, Method method) {

    /** Empty if no type of the bean has the method. */
    static Optional<Target> of(Candidate candidate) {
        Method method = candidate.java();
        List<Type> types = candidate.bean().getTypes().stream()
                .sorted(Comparator.comparing((Type type) ->
                                TypeVariables.erase(type) != candidate.type().getJavaClass())
                        .thenComparing(Type::getTypeName))
                .toList();
        Stream<Target> direct = types.stream()
                .filter(type -> method.getDeclaringClass().isAssignableFrom(TypeVariables.erase(type)))
                .map(type -> new Target(candidate.bean(), type, method));
        Overriding overriding = new Overriding(candidate.type().getJavaClass());
        Stream<Target> overridden = types.stream().flatMap(type -> methods(TypeVariables.erase(type))
                .filter(upper -> overriding.overriding(upper).anyMatch(method::equals))
                .map(upper -> new Target(candidate.bean(), type, upper)));
        return Stream.concat(direct, overridden).findFirst();
    }

    private static Stream<Method> methods(Class<?> type) {
        return Stream.concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic());
    }
}
