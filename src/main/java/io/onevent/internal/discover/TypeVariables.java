package io.onevent.internal.discover;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the type variables of a bean class's supertypes stand for: {@code T} is {@code Order} in {@code Sub extends Base<Order>}. */
final class TypeVariables {

    private final Map<TypeVariable<?>, Type> known = new HashMap<>();

    TypeVariables(Class<?> beanClass) {
        learn(beanClass);
    }

    private void learn(Class<?> type) {
        List<Type> supertypes = new ArrayList<>(List.of(type.getGenericInterfaces()));
        if (type.getGenericSuperclass() != null) {
            supertypes.add(type.getGenericSuperclass());
        }
        for (Type supertype : supertypes) {
            Class<?> raw = erase(supertype);
            if (supertype instanceof ParameterizedType parameterized) {
                TypeVariable<?>[] variables = raw.getTypeParameters();
                for (int i = 0; i < variables.length; i++) {
                    known.put(variables[i], parameterized.getActualTypeArguments()[i]);
                }
            }
            learn(raw);
        }
    }

    /** The type with every known variable replaced. */
    Type resolve(Type type) {
        if (isResolved(type)) {
            return type;
        }
        if (type instanceof ParameterizedType generic) {
            return new Parameterized(
                    generic.getOwnerType(),
                    generic.getRawType(),
                    Arrays.stream(generic.getActualTypeArguments())
                            .map(this::resolve)
                            .toList());
        }
        if (type instanceof GenericArrayType array) {
            Type component = resolve(array.getGenericComponentType());
            return component instanceof Class<?> simple ? simple.arrayType() : (GenericArrayType) () -> component;
        }
        if (type instanceof WildcardType wildcard) {
            // JSON-B reads a wildcard as its bound.
            return resolve(wildcard.getUpperBounds()[0]);
        }
        return known.containsKey(type) ? resolve(known.get(type)) : type;
    }

    /** Whether no type variable is in the type. */
    static boolean isResolved(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments()).allMatch(TypeVariables::isResolved);
        }
        if (type instanceof GenericArrayType array) {
            return isResolved(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return isResolved(wildcard.getUpperBounds()[0]);
        }
        return type instanceof Class;
    }

    static Class<?> erase(Type type) {
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return erase(array.getGenericComponentType()).arrayType();
        }
        if (type instanceof TypeVariable<?> variable) {
            return erase(variable.getBounds()[0]);
        }
        if (type instanceof WildcardType wildcard) {
            return erase(wildcard.getUpperBounds()[0]);
        }
        return (Class<?>) type;
    }

    /** A record, because JSON-B providers use types as keys of their caches. */
    private record Parameterized(Type owner, Type raw, List<Type> arguments) implements ParameterizedType {

        @Override
        public Type getOwnerType() {
            return owner;
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public String toString() {
            return arguments.stream()
                    .map(Type::getTypeName)
                    .collect(Collectors.joining(", ", raw.getTypeName() + "<", ">"));
        }
    }
}
