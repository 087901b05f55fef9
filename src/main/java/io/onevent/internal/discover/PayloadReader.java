package io.onevent.internal.discover;

import java.lang.reflect.Type;

/** Turns a stored payload into the parameter of a handler. */
@FunctionalInterface
public interface PayloadReader {

    /** The payload as an object of the type, or null for no payload; whatever it throws is a failed run. */
    Object read(String payload, Type type);
}
