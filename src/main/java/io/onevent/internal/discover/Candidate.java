package io.onevent.internal.discover;

import io.onevent.OnEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.interceptor.Interceptor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** An {@code @OnEvent} method of a bean, not yet held against the rules. */
final class Candidate {

    /** The priority of what has no {@code @Priority}: that of CDI's observer methods. */
    private static final int DEFAULT_PRIORITY = Interceptor.Priority.APPLICATION + 500;

    final Bean<?> bean;
    final AnnotatedType<?> type;
    final boolean ejb;
    final AnnotatedMethod<?> method;
    final Method java;
    private final OnEventMethods methods;

    Candidate(Bean<?> bean, AnnotatedType<?> type, boolean ejb, AnnotatedMethod<?> method, OnEventMethods methods) {
        this.bean = bean;
        this.type = type;
        this.ejb = ejb;
        this.method = method;
        this.methods = methods;
        this.java = method.getJavaMember();
    }

    String name() {
        return method.getAnnotation(OnEvent.class).value();
    }

    /** How many events it is called with at most. */
    int batch() {
        return method.getAnnotation(OnEvent.class).batch();
    }

    /** Whether it is called with lists. */
    boolean isOfMany() {
        return batch() > 1;
    }

    boolean is(int modifier) {
        return (java.getModifiers() & modifier) != 0;
    }

    /** Whether it can be called on an instance from outside its class. */
    boolean isCallable() {
        return !is(Modifier.PRIVATE | Modifier.STATIC) && (!ejb || is(Modifier.PUBLIC));
    }

    /** Whether no class beside the bean's could override it: packages of two class loaders are two. */
    boolean isHiddenFromSubclasses() {
        Class<?> declaring = java.getDeclaringClass();
        Class<?> beanClass = type.getJavaClass();
        return !is(Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE)
                && !(declaring.getPackageName().equals(beanClass.getPackageName())
                        && declaring.getClassLoader() == beanClass.getClassLoader());
    }

    /** The type of the bean on which the method is called, the bean class if it can be; null if none has the method. */
    Type reference() {
        Map<String, Type> having = new TreeMap<>();
        for (Type beanType : bean.getTypes()) {
            if (calledOn(beanType) != null) {
                having.put(
                        TypeVariables.erase(beanType) == type.getJavaClass() ? "" : beanType.getTypeName(), beanType);
            }
        }
        return having.isEmpty() ? null : having.values().iterator().next();
    }

    /** The method as the type has it; null if the type does not have it. */
    Method calledOn(Type reference) {
        return methods.asMethodOf(TypeVariables.erase(reference), java);
    }

    boolean returnsStage() {
        return java.getReturnType() == CompletionStage.class;
    }

    boolean returnsVoid() {
        return java.getReturnType() == void.class;
    }

    /** The types of the parameters, as they are for this bean class; null for one that nothing makes known. */
    Type[] parameters() {
        TypeVariables variables = new TypeVariables(type.getJavaClass());
        Type[] types = java.getGenericParameterTypes();
        for (int i = 0; i < types.length; i++) {
            types[i] = variables.resolve(types[i]);
        }
        return types;
    }

    /**
     * What each parameter has of one event: its own type, or for a handler of many that of the list's elements; null where
     * nothing makes that known, and where it would have to be a list and is none.
     */
    Type[] values() {
        Type[] values = parameters();
        for (int i = 0; isOfMany() && i < values.length; i++) {
            values[i] = element(values[i]);
        }
        return values;
    }

    /** The type of what a list has; null for what is no list, or one that says nothing of it. */
    static Type element(Type type) {
        if (!(type instanceof ParameterizedType list) || list.getRawType() != List.class) {
            return null;
        }
        Type element = list.getActualTypeArguments()[0];
        return element instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : element;
    }

    int priority() {
        Priority priority = method.getAnnotation(Priority.class);
        if (priority == null) {
            priority = type.getAnnotation(Priority.class);
        }
        return priority == null ? DEFAULT_PRIORITY : priority.value();
    }

    @Override
    public String toString() {
        return inSource(java, type.getJavaClass());
    }

    /**
     * The method as it stands in the source, so that a search finds it, and the bean where that is another class: such
     * as {@code com.acme.Shipping.ship(List<Order>, StoredEvent)}.
     */
    static String inSource(Method method, Class<?> bean) {
        Class<?> declaring = method.getDeclaringClass();
        StringJoiner source = new StringJoiner(", ", inSource(declaring) + "." + method.getName() + "(", ")");
        for (Type type : method.getGenericParameterTypes()) {
            source.add(simple(type));
        }
        return declaring == bean ? source.toString() : source + " of " + inSource(bean);
    }

    static String inSource(Class<?> type) {
        return type.getCanonicalName() == null ? type.getName() : type.getCanonicalName();
    }

    /** The type without packages and outer classes. */
    static String simple(Type type) {
        return type.getTypeName().replaceAll("\\p{javaJavaIdentifierPart}+[.$]", "");
    }
}
