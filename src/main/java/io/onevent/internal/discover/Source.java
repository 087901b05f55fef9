package io.onevent.internal.discover;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Names things as they stand in the source, so that a search finds them. */
final class Source {

    private Source() {}

    /** Such as {@code com.acme.Shipping.ship(List<Order>, StoredEvent)}. */
    static String of(Method method) {
        return Arrays.stream(method.getGenericParameterTypes())
                .map(Source::simple)
                .collect(Collectors.joining(", ", of(method.getDeclaringClass()) + "." + method.getName() + "(", ")"));
    }

    static String of(Class<?> type) {
        return type.getCanonicalName() == null ? type.getName() : type.getCanonicalName();
    }

    /** The type without packages and outer classes. */
    static String simple(Type type) {
        return type.getTypeName().replaceAll("\\p{javaJavaIdentifierPart}+[.$]", "");
    }
}
