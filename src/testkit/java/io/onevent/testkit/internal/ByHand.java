package io.onevent.testkit.internal;

import java.lang.reflect.Proxy;

/** Makes objects of interfaces of which a few methods are called, known by their names. */
final class ByHand {

    private ByHand() {}

    /** Answers the calls of methods; its own those of every object. */
    interface Answers {

        Object to(String method, Object[] arguments) throws Throwable;
    }

    @SuppressWarnings("unchecked")
    static <T> T make(Class<?> type, Answers answers) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (method.getDeclaringClass() != Object.class) {
                return answers.to(method.getName(), arguments);
            }
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> type.getSimpleName() + " of the test kit";
            };
        });
    }

    static UnsupportedOperationException notAnswered(String method) {
        return new UnsupportedOperationException("the test kit does not answer " + method);
    }
}
