package io.onevent.internal.discover;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which methods of a bean class and its supertypes override which, by the rules of the Java language. */
final class Overriding {

    private final Class<?> beanClass;
    private final Set<Class<?>> hierarchy = new LinkedHashSet<>();

    Overriding(Class<?> beanClass) {
        this.beanClass = beanClass;
        for (Class<?> type = beanClass; type != null && type != Object.class; type = type.getSuperclass()) {
            hierarchy.add(type);
        }
        List.copyOf(hierarchy).forEach(this::addInterfaces);
    }

    private void addInterfaces(Class<?> type) {
        for (Class<?> supertype : type.getInterfaces()) {
            hierarchy.add(supertype);
            addInterfaces(supertype);
        }
    }

    Stream<Class<?>> interfaces() {
        return hierarchy.stream().filter(Class::isInterface);
    }

    /** The methods that stand in the way of the given one: called on the bean, they run instead of it. */
    Stream<Method> overriding(Method upper) {
        if (!isVirtual(upper)) {
            return Stream.empty();
        }
        return hierarchy.stream()
                .filter(type -> isBelow(type, upper.getDeclaringClass()))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                // A bridge is no override of its own: it calls the method that is, or only makes it public.
                .filter(lower -> !lower.isSynthetic() && isVirtual(lower))
                .filter(lower -> isVisible(upper, lower.getDeclaringClass()) && haveSameSignature(upper, lower));
    }

    boolean haveSameSignature(Method one, Method other) {
        return one.getName().equals(other.getName())
                && (Arrays.equals(one.getParameterTypes(), other.getParameterTypes())
                        || parameters(one).equals(parameters(other)));
    }

    private List<?> parameters(Method method) {
        TypeVariables variables = new TypeVariables(beanClass);
        return Arrays.stream(method.getGenericParameterTypes())
                .map(type -> TypeVariables.erase(variables.resolve(type)))
                .toList();
    }

    private static boolean isBelow(Class<?> type, Class<?> upper) {
        if (upper.isInterface() && !type.isInterface()) {
            return true;
        }
        return type != upper && upper.isAssignableFrom(type);
    }

    private static boolean isVirtual(Method method) {
        return (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) == 0;
    }

    private static boolean isVisible(Method method, Class<?> from) {
        return (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0
                || method.getDeclaringClass().getPackageName().equals(from.getPackageName());
    }
}
