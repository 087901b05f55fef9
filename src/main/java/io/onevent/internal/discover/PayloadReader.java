package io.onevent.internal.discover;

import java.lang.reflect.Type;

/** Turns a stored payload into the parameter of a handler. */
@FunctionalInterface
public interface PayloadReader {

    /**
     * The payload, which is not null, as an object of the type; what it throws makes the event dead.
     *
     * @throws StrangerException if none of it would arrive
     */
    Object read(String payload, Type type);

    /** The payload was written from another class. */
    final class StrangerException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
