package io.onevent.internal.discover;

import io.onevent.OnEvent;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The methods of a bean class, its own and inherited ones, that are annotated with {@code @OnEvent}; and which methods
 * of the class and its supertypes override which, by the rules of the Java language.
 */
final class OnEventMethods {

    private final Class<?> beanClass;
    private final Set<Class<?>> hierarchy = new LinkedHashSet<>();
    private final Map<Method, AnnotatedMethod<?>> annotated = new LinkedHashMap<>();

    OnEventMethods(AnnotatedType<?> bean) {
        beanClass = bean.getJavaClass();
        for (Class<?> type = beanClass; type != null && type != Object.class; type = type.getSuperclass()) {
            hierarchy.add(type);
        }
        for (Class<?> type : List.copyOf(hierarchy)) {
            addInterfaces(type);
        }
        for (AnnotatedMethod<?> method : bean.getMethods()) {
            // The compiler copies annotations to bridge methods.
            if (method.isAnnotationPresent(OnEvent.class)
                    && !method.getJavaMember().isSynthetic()) {
                annotated.put(method.getJavaMember(), method);
            }
        }
    }

    private void addInterfaces(Class<?> type) {
        for (Class<?> supertype : type.getInterfaces()) {
            hierarchy.add(supertype);
            addInterfaces(supertype);
        }
    }

    /**
     * Those that a call on the bean reaches: an override without {@code @OnEvent} switches the inherited handler off.
     */
    List<AnnotatedMethod<?>> reached() {
        List<AnnotatedMethod<?>> reached = new ArrayList<>();
        for (AnnotatedMethod<?> method : annotated.values()) {
            boolean callable = !isAbstract(method.getJavaMember());
            for (Method lower : overriding(method.getJavaMember())) {
                callable &= isAbstract(lower);
            }
            if (callable) {
                reached.add(method);
            }
        }
        return reached;
    }

    /** Abstract ones without effect: annotations of methods are not inherited, and no implementation has its own. */
    List<Method> withoutEffect() {
        List<Method> without = new ArrayList<>();
        for (Class<?> type : hierarchy) {
            for (Method method : declared(type)) {
                if (isAbstract(method)
                        && method.isAnnotationPresent(OnEvent.class)
                        && Collections.disjoint(overriding(method), annotated.keySet())) {
                    without.add(method);
                }
            }
        }
        return without;
    }

    /**
     * The method to call on a reference of the type to run the given one: an EJB with local business interfaces and a
     * bean with {@code @Typed} have references that are no instances of the bean class. Null if the type does not have
     * the method.
     */
    Method asMethodOf(Class<?> type, Method method) {
        for (Class<?> supertype : hierarchy) {
            if (supertype.isAssignableFrom(type)) {
                for (Method upper : declared(supertype)) {
                    if (upper.equals(method) || overriding(upper).contains(method)) {
                        return upper;
                    }
                }
            }
        }
        return null;
    }

    /** The methods that stand in the way of the given one: called on the bean, they run instead of it. */
    private List<Method> overriding(Method upper) {
        List<Method> overriding = new ArrayList<>();
        for (Class<?> type : hierarchy) {
            if (isBelow(type, upper.getDeclaringClass())) {
                for (Method lower : declared(type)) {
                    if (isVirtual(upper)
                            && isVirtual(lower)
                            && isVisible(upper, type)
                            && haveSameSignature(upper, lower)) {
                        overriding.add(lower);
                    }
                }
            }
        }
        return overriding;
    }

    private static boolean isBelow(Class<?> type, Class<?> upper) {
        return type != upper && (upper.isAssignableFrom(type) || upper.isInterface() && !type.isInterface());
    }

    private static List<Method> declared(Class<?> type) {
        List<Method> declared = new ArrayList<>();
        try {
            for (Method method : type.getDeclaredMethods()) {
                // A bridge is no method of its own: it calls the one that is, or only makes it public.
                if (!method.isSynthetic()) {
                    declared.add(method);
                }
            }
        } catch (LinkageError e) {
            // An optional class is missing, which is no reason to fail a deployment that gets along without it.
            return List.of();
        }
        return declared;
    }

    private static boolean isAbstract(Method method) {
        return Modifier.isAbstract(method.getModifiers());
    }

    private static boolean isVirtual(Method method) {
        return (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) == 0;
    }

    private static boolean isVisible(Method method, Class<?> from) {
        return (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0
                || method.getDeclaringClass().getPackageName().equals(from.getPackageName());
    }

    private boolean haveSameSignature(Method one, Method other) {
        return one.getName().equals(other.getName())
                && (Arrays.equals(one.getParameterTypes(), other.getParameterTypes())
                        || erasedParameters(one).equals(erasedParameters(other)));
    }

    private List<Class<?>> erasedParameters(Method method) {
        TypeVariables variables = new TypeVariables(beanClass);
        List<Class<?>> erased = new ArrayList<>();
        for (Type type : method.getGenericParameterTypes()) {
            Type resolved = variables.resolve(type);
            erased.add(TypeVariables.erase(resolved == null ? type : resolved));
        }
        return erased;
    }
}
