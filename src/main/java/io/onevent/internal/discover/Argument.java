package io.onevent.internal.discover;

import io.onevent.StoredEvent;
import java.lang.reflect.Type;

/** What one parameter of a handler is given in a run. */
@FunctionalInterface
interface Argument {

    Object of(StoredEvent event, PayloadReader payloads);

    /** By the type of the parameter; a payload that is missing is null, which a primitive type refuses. */
    static Argument forType(Type type, String handler) {
        if (type == StoredEvent.class) {
            return (event, payloads) -> event;
        }
        if (type == String.class) {
            return (event, payloads) -> event.payload();
        }
        return (event, payloads) -> {
            Object payload = event.payload() == null ? null : payloads.read(event.payload(), type);
            if (payload == null && type instanceof Class<?> simple && simple.isPrimitive()) {
                throw new IllegalArgumentException(
                        "event " + event.id() + " has no payload, which the parameter of type " + type + " of "
                                + handler + " cannot take: use the type's wrapper class");
            }
            return payload;
        };
    }
}
