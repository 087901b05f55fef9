package io.onevent.testkit.internal;

import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A class as CDI sees it, by reflection alone. */
final class TypeByHand {

    private TypeByHand() {}

    static AnnotatedType<?> of(Class<?> type) {
        Set<AnnotatedMethod<?>> methods = methods(type);
        return ByHand.make(AnnotatedType.class, (method, arguments) -> switch (method) {
            case "getJavaClass" -> type;
            case "getMethods" -> methods;
            default -> ofElement(type, type, method, arguments);
        });
    }

    /** The class with all above it, but for the interfaces' arguments, which nothing here asks for. */
    static Set<Type> closure(Class<?> type) {
        Set<Type> closure = new LinkedHashSet<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            closure.add(each);
            interfaces(each, closure);
        }
        return closure;
    }

    private static void interfaces(Class<?> type, Set<Type> closure) {
        for (Class<?> each : type.getInterfaces()) {
            closure.add(each);
            interfaces(each, closure);
        }
    }

    /** Its own and inherited ones, and what interfaces implement. */
    private static Set<AnnotatedMethod<?>> methods(Class<?> type) {
        return closure(type).stream()
                .map(Class.class::cast)
                .filter(each -> each != Object.class)
                .flatMap(each -> Stream.of(each.getDeclaredMethods())
                        .filter(method -> !each.isInterface() || !Modifier.isAbstract(method.getModifiers())))
                .map(TypeByHand::method)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static AnnotatedMethod<?> method(Method java) {
        List<AnnotatedParameter<?>> parameters = Stream.of(java.getParameters())
                .<AnnotatedParameter<?>>map(TypeByHand::parameter)
                .toList();
        return ByHand.make(AnnotatedMethod.class, (method, arguments) -> switch (method) {
            case "getJavaMember" -> java;
            case "getParameters" -> parameters;
            default -> ofElement(java, java.getGenericReturnType(), method, arguments);
        });
    }

    private static AnnotatedParameter<?> parameter(Parameter java) {
        return ByHand.make(
                AnnotatedParameter.class,
                (method, arguments) -> ofElement(java, java.getParameterizedType(), method, arguments));
    }

    @SuppressWarnings("unchecked")
    private static Object ofElement(AnnotatedElement element, Type base, String method, Object[] arguments) {
        return switch (method) {
            case "getBaseType" -> base;
            case "getAnnotation" -> element.getAnnotation((Class<? extends Annotation>) arguments[0]);
            case "isAnnotationPresent" -> element.isAnnotationPresent((Class<? extends Annotation>) arguments[0]);
            case "getAnnotations" -> arguments == null
                    ? Set.of(element.getAnnotations())
                    : Set.of(element.getAnnotationsByType((Class<? extends Annotation>) arguments[0]));
            default -> throw ByHand.notAnswered(method);
        };
    }
}
