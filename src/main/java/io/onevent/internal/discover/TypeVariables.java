package io.onevent.internal.discover;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the type variables of a bean class's supertypes stand for: {@code T} is {@code Order} in {@code Sub extends
 * Base<Order>}.
 */
final class TypeVariables {

    private final Map<Type, Type> known = new HashMap<>();

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
            if (supertype instanceof ParameterizedType generic) {
                for (int i = 0; i < raw.getTypeParameters().length; i++) {
                    known.put(raw.getTypeParameters()[i], generic.getActualTypeArguments()[i]);
                }
            }
            learn(raw);
        }
    }

    /** The type with every variable replaced; null if nothing says what one of them stands for. */
    Type resolve(Type type) {
        if (type instanceof ParameterizedType generic) {
            List<Type> given = List.of(generic.getActualTypeArguments());
            List<Type> arguments = new ArrayList<>();
            for (Type argument : given) {
                arguments.add(resolve(argument));
            }
            if (arguments.equals(given)) {
                return type;
            }
            return arguments.contains(null) ? null : new Parameterized(generic, arguments);
        }
        if (type instanceof GenericArrayType array) {
            Type component = resolve(array.getGenericComponentType());
            if (component instanceof Class<?> simple) {
                return simple.arrayType();
            }
            // Null for T[] where T is List<Order>: one more class for what hardly anybody writes.
            return component == array.getGenericComponentType() ? type : null;
        }
        if (type instanceof WildcardType wildcard) {
            // JSON-B reads a wildcard as its bound.
            Type bound = wildcard.getUpperBounds()[0];
            Type resolved = resolve(bound);
            return resolved == bound ? type : resolved;
        }
        return type == null || type instanceof Class ? type : resolve(known.get(type));
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
        return (Class<?>) type;
    }

    private static final class Parameterized implements ParameterizedType {

        private final ParameterizedType generic;
        private final List<Type> arguments;

        Parameterized(ParameterizedType generic, List<Type> arguments) {
            this.generic = generic;
            this.arguments = arguments;
        }

        @Override
        public Type getOwnerType() {
            return generic.getOwnerType();
        }

        @Override
        public Type getRawType() {
            return generic.getRawType();
        }

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(new Type[0]);
        }

        @Override
        public String toString() {
            return generic.getRawType() + " of " + arguments;
        }
    }
}
