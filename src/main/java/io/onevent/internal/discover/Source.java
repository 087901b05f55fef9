package io.onevent.internal.discover;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.StringJoiner;

/** Names things as they stand in the source, so that a search finds them. */
final class Source {

    private Source() {}

    /** Such as {@code com.acme.Shipping.ship(List<Order>, StoredEvent)}, and the bean where that is another class. */
    static String of(Method method, Class<?> bean) {
        Class<?> declaring = method.getDeclaringClass();
        StringJoiner source = new StringJoiner(", ", of(declaring) + "." + method.getName() + "(", ")");
        for (Type type : method.getGenericParameterTypes()) {
            source.add(simple(type));
        }
        return declaring == bean ? source.toString() : source + " of " + of(bean);
    }

    static String of(Class<?> type) {
        return type.getCanonicalName() == null ? type.getName() : type.getCanonicalName();
    }

    /** The type without packages and outer classes. */
    static String simple(Type type) {
        return type.getTypeName().replaceAll("\\p{javaJavaIdentifierPart}+[.$]", "");
    }
}
